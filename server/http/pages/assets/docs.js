import { copy } from "./copy.js";

const form = document.getElementById("form");
const error = document.getElementById("error");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  error.textContent = "";
  const token = new FormData(form).get("token").trim();
  try {
    show(await fetchTools(token), token);
  } catch (cause) {
    error.textContent = cause.message;
  }
});

async function fetchTools(token) {
  const response = await fetch("openapi.json", { headers: { Authorization: `Bearer ${token}` } });
  const reply = await response.json();
  if (response.ok) return reply;
  throw new Error([reply.detail.message ?? reply.detail, reply.hint].filter(Boolean).join(". "));
}

function show(spec, token) {
  document.getElementById("tools").hidden = false;
  document
    .getElementById("curls")
    .replaceChildren(
      ...Object.entries(spec.paths).map(([path, { post }]) => row(spec, path, post, token)),
    );
  window.SwaggerUIBundle({
    spec: withExamples(spec),
    domNode: document.getElementById("swagger"),
    validatorUrl: null,
    defaultModelsExpandDepth: -1,
    tryItOutEnabled: true,
    // The token is typed in above; there is nothing else to authorize with.
    plugins: [{ wrapComponents: { authorizeBtn: () => () => null } }],
    requestInterceptor: (request) => {
      request.headers.Authorization = `Bearer ${token}`;
      return request;
    },
  });
}

/** The form begins with what a call needs: Swagger UI would fill every argument with the name of its type. */
function withExamples(spec) {
  const paths = Object.entries(spec.paths).map(([path, { post }]) => {
    const body = post.requestBody.content["application/json"];
    const content = { "application/json": { ...body, example: neededArgs(spec, path) } };
    return [path, { post: { ...post, requestBody: { ...post.requestBody, content } } }];
  });
  return { ...spec, paths: Object.fromEntries(paths) };
}

function row(spec, path, { summary, description }, token) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy cURL";
  button.addEventListener("click", () => void copy(curlOf(spec, path, token)));
  const words = document.createElement("div");
  const name = document.createElement("code");
  name.textContent = path.slice(1);
  const note = document.createElement("small");
  note.textContent = description ?? summary;
  words.append(name, note);
  item.append(words, button);
  return item;
}

/** Ready for n8n's "Import cURL". */
function curlOf(spec, path, token) {
  const url = new URL(spec.servers[0].url.replace(/\/?$/, path), location.href);
  const body = JSON.stringify(neededArgs(spec, path)).replaceAll("'", "'\\''");
  return [
    `curl -X POST '${url}'`,
    `-H 'Authorization: Bearer ${token}'`,
    `-H 'Content-Type: application/json'`,
    `-d '${body}'`,
  ].join(" \\\n  ");
}

/** Every required argument, as an example of its type. */
function neededArgs(spec, path) {
  const schema = spec.components.schemas[`${path.slice(1)}_form_model`] ?? {};
  return Object.fromEntries(
    (schema.required ?? []).map((name) => [name, exampleOf(schema.properties[name])]),
  );
}

function exampleOf(schema) {
  if (schema.enum) return schema.enum[0];
  if (schema.minItems > 0) return [exampleOf(schema.items)];
  const examples = { string: "", integer: schema.minimum ?? 1, number: schema.minimum ?? 1 };
  return { ...examples, boolean: true, array: [], object: {} }[schema.type] ?? null;
}
