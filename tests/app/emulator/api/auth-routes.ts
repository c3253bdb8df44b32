// /auth: whether a name and a password open Home Assistant.
import { accepted, bare, refused, type Answer } from "./answer.ts";
import { readBody, readJson } from "./asked.ts";
import { isDict } from "./body-shape.ts";
import type { Call, Route } from "./call.ts";

const realm = { "WWW-Authenticate": 'Basic realm="Home Assistant Authentication"' };

interface Given {
  readonly username: unknown;
  readonly password: unknown;
}

async function login(call: Call): Promise<Answer> {
  const { req, app } = call;
  if (!app.manifest.auth_api) return refused("Can't use Home Assistant auth!", { status: 403 });
  if (req.headers.authorization !== undefined) return loginBasic(call, req.headers.authorization);
  // The whole header must be this: a charset after it is already something else.
  if (req.headers["content-type"] === "application/json") {
    const read = await readJson(req);
    if ("answer" in read) return read.answer;
    return check(call, given(isDict(read.body) ? read.body : {}), {});
  }
  if (req.headers["content-type"] === "application/x-www-form-urlencoded") {
    const read = await readBody(req);
    if ("answer" in read) return read.answer;
    return check(call, given(Object.fromEntries(new URLSearchParams(read.body))), {});
  }
  return bare(401, realm);
}

function loginBasic(call: Call, header: string): Answer | Promise<Answer> {
  const [, encoded = ""] = /^basic (\S+)$/i.exec(header) ?? [];
  const [, username, password] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString("latin1")) ?? [];
  if (username === undefined) return bare(401, realm);
  return check(call, { username, password }, realm);
}

async function check(
  { logins }: Call,
  { username, password }: Given,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  if (typeof username !== "string" || typeof password !== "string")
    return refused("Username and password must be strings", {
      status: 401,
      error_key: "auth_invalid_non_string_value_error",
      headers: realm,
    });
  try {
    return (await logins.check(username, password)) ? accepted() : bare(401, headers);
  } catch {
    return refused(
      "Unable to validate authentication details with Home Assistant. Check Supervisor logs for details",
      { status: 500, error_key: "auth_home_assistant_api_validation_error" },
    );
  }
}

const given = (body: Readonly<Record<string, unknown>>): Given => ({
  username:
    body["username"] === undefined || body["username"] === "" ? body["user"] : body["username"],
  password: body["password"],
});

export const authRoutes: readonly Route[] = [
  { method: "GET", path: "/auth", answer: login },
  { method: "POST", path: "/auth", answer: login },
  {
    method: "DELETE",
    path: "/auth/cache",
    answer: ({ logins }) => {
      logins.cache.clear();
      return accepted();
    },
  },
];
