import { readFileSync } from "node:fs";
import { z } from "zod";
import { defineRoute, type Needs, type Route } from "./route.ts";

// The API in the words of OpenAPI 3.1: what routes take is made of what checks it, what they answer of the types in
// shared/, by `npm run contracts`.

type Schema = Readonly<Record<string, unknown>>;

/** Every route of the API, itself among them. */
export function openApiRoutes(version: string, routes: () => readonly Route[]): Route[] {
  let known: Schema | undefined;
  return [
    defineRoute("GET /api/openapi.json", {
      needs: "self",
      event: undefined,
      input: z.object({}),
      handle: () => Promise.resolve((known ??= describeApi(version, routes()))),
    }),
  ];
}

const schema = z.record(z.string(), z.unknown());
const generated = z.object({
  about: z.record(z.string(), z.string()),
  replies: z.record(z.string(), schema),
  schemas: z.record(z.string(), schema),
});

export function describeApi(version: string, routes: readonly Route[]): Schema {
  // Beside this file, in the sources and in dist.
  const text = readFileSync(new URL("./replies.json", import.meta.url), "utf8");
  const { about, replies, schemas } = generated.parse(JSON.parse(text));
  const paths = new Map<string, Record<string, Schema>>();
  for (const route of routes) {
    const { method, path } = splitName(route.name);
    const operations = paths.get(path) ?? {};
    paths.set(path, {
      ...operations,
      [method]: {
        ...operationOf(route, replies[route.name]),
        description: [about[route.name], rights[route.needs]].join("\n").trim(),
      },
    });
  }
  return {
    openapi: "3.1.0",
    info: { title: "Vestibule", version, description: aboutAll },
    servers: [{ url: "/" }],
    paths: Object.fromEntries([...paths].sort(([one], [other]) => (one < other ? -1 : 1))),
    components: {
      schemas: { ...schemas, Problem: problem },
      responses: {
        Problem: { description: "It was refused, or went wrong.", content: json(refTo("Problem")) },
      },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "A token with the door api." },
        cookie: {
          type: "apiKey",
          in: "cookie",
          name: "vestibule_session",
          description: aboutCookie,
        },
      },
    },
  };
}

const aboutAll =
  "How Vestibule is managed. Tools are called at /rest and /mcp. Times are epoch milliseconds. The right that a route asks for is its x-right.";
const aboutCookie =
  "A person who signed in. Whatever is no GET also needs the header X-CSRF-Token, as GET /api/auth/me answers it.";

const refTo = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

const problem: Schema = {
  type: "object",
  properties: { error: refTo("Failure") },
  required: ["error"],
  additionalProperties: false,
};

/** "PATCH /api/tokens/:id" as patch and "/api/tokens/{id}". */
function splitName(name: Route["name"]): { readonly method: string; readonly path: string } {
  const [method = "", path = ""] = name.split(" ");
  return { method: method.toLowerCase(), path: path.replace(/:([a-z_]+)/g, "{$1}") };
}

const rights: Readonly<Record<Needs, string>> = {
  anyone: "For who is not known yet.",
  self: "For everybody who is known, over what is their own.",
  person: "For a person in the dashboard; never for a token.",
  admin: "For admins; for a token only with the rights of its user.",
  "admin in person": "For an admin in the dashboard; never for a token.",
};

const cookie: Schema = { cookie: [] };
const either: readonly Schema[] = [{ bearer: [] }, cookie];
const credentials: Readonly<Record<Needs, readonly Schema[]>> = {
  anyone: [],
  self: either,
  person: [cookie],
  admin: either,
  "admin in person": [cookie],
};

function operationOf(route: Route, reply: Schema = {}): Schema {
  const { name, needs, status, input } = route;
  // Text becomes numbers on its way in: what a query may hold is what is made of it.
  const { query } = partsOf(toSchema(input, "output"));
  const { params, body } = partsOf(toSchema(input, "input"));
  return {
    operationId: operationId(name),
    tags: [name.split("/")[2] ?? ""],
    "x-right": needs,
    security: credentials[needs],
    parameters: [...parametersOf("path", params), ...parametersOf("query", query)],
    ...(body === undefined ? {} : { requestBody: { required: true, content: json(body) } }),
    responses: {
      [status]: { description: "Done.", content: contentOf(name, reply) },
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

/** "get_tokens_by_id" */
const operationId = (name: Route["name"]): string =>
  name
    .toLowerCase()
    .replace(" /api/", "_")
    .replaceAll(":", "by_")
    .replace(/[^a-z_]+/g, "_");

const json = (of: Schema): Schema => ({ "application/json": { schema: of } });

/** What is no answer in JSON, or a file of a kind that was asked for. */
function contentOf(name: Route["name"], reply: Schema): Schema {
  if (name === "GET /api/events")
    return { "text/event-stream": { schema: reply, "x-event": refTo("LiveEvent") } };
  if (name !== "GET /api/audit/export") return json(reply);
  return {
    ...json({ type: "array", items: refTo("AuditEntryView") }),
    "text/csv": { schema: reply },
    "application/x-ndjson": { schema: reply, "x-line": refTo("AuditEntryView") },
  };
}

function toSchema(input: z.ZodType, io: "input" | "output"): Schema {
  const { $schema: _dialect, ...made } = z.toJSONSchema(input, { io, unrepresentable: "any" });
  return made;
}

type Parts = Readonly<Partial<Record<"params" | "query" | "body", Schema>>>;

const partsSchema = z.object({
  params: schema.exactOptional(),
  query: schema.exactOptional(),
  body: schema.exactOptional(),
}) satisfies z.ZodType<Parts>;

const partsOf = (made: Schema): Parts => partsSchema.parse(made["properties"]);

const fieldsSchema = z.object({
  properties: z.record(z.string(), schema).default({}),
  required: z.array(z.string()).default([]),
});

function parametersOf(place: "path" | "query", part: Schema | undefined): readonly Schema[] {
  if (part === undefined) return [];
  const { properties, required } = fieldsSchema.parse(part);
  return Object.entries(properties).map(([name, of]) => ({
    ...{ name, in: place, required: place === "path" || required.includes(name), schema: of },
  }));
}
