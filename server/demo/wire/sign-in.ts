// Home Assistant's own OAuth over HTTP, with its shapes and texts (Core 2026.11.0).
import type { IncomingMessage } from "node:http";
import type { SignIns, SignInStep } from "../core/sign-ins.ts";
import type { Tokens } from "../core/tokens.ts";
import { record } from "./command.ts";
import { signInPage } from "./sign-in-page.ts";

export interface SignInParts {
  readonly signIns: SignIns;
  readonly tokens: Tokens;
}

export interface HttpAnswer {
  readonly status: number;
  /** A text is HTML. */
  readonly body?: unknown;
  readonly location?: string;
}

type Given = Readonly<Record<string, unknown>>;

const flowPath = "/auth/login_flow";
const mostBytes = 16_384;

/** @returns undefined for what is no business of signing in. */
export async function answerSignIn(
  request: IncomingMessage,
  parts: SignInParts,
): Promise<HttpAnswer | undefined> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://home");
  const client = { ...Object.fromEntries(searchParams) };
  if (pathname === "/auth/authorize" && request.method === "GET")
    return { status: 200, body: signInPage(false) };
  if (!pathname.startsWith("/auth/") || request.method !== "POST") return undefined;
  const given = await readGiven(request);
  if (pathname === "/auth/authorize") return authorize(client, given, parts);
  if (pathname === "/auth/token") return token(given, parts);
  if (pathname === "/auth/revoke") return revoke(given, parts);
  if (pathname === flowPath) return begin(given, parts);
  if (pathname.startsWith(`${flowPath}/`))
    return step(pathname.slice(flowPath.length + 1), given, parts);
  return undefined;
}

async function readGiven(request: IncomingMessage): Promise<Given> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= mostBytes) chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString();
  if (!request.headers["content-type"]?.startsWith("application/json"))
    return Object.fromEntries(new URLSearchParams(body));
  try {
    const parsed: unknown = JSON.parse(body);
    return record(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

const refused = (error: string, error_description?: string): HttpAnswer => ({
  status: 400,
  body: { error, ...(error_description === undefined ? {} : { error_description }) },
});

function token(given: Given, { signIns, tokens }: SignInParts): HttpAnswer {
  if (given["action"] === "revoke") return revoke(given, { signIns, tokens });
  if (given["grant_type"] !== "authorization_code") return refused("unsupported_grant_type");
  const { client_id, code } = given;
  if (!isClientId(client_id)) return refused("invalid_request", "Invalid client id");
  const user = typeof code === "string" ? signIns.redeem(code, client_id) : undefined;
  if (!user) return refused("invalid_request", "Invalid code");
  if (!user.is_active)
    return {
      status: 403,
      body: { error: "access_denied", error_description: "User is not active" },
    };
  const { access_token, refresh_token } = tokens.issue(user.id);
  const more = { token_type: "Bearer", expires_in: 1800, ha_auth_provider: "homeassistant" };
  return { status: 200, body: { access_token, refresh_token, ...more } };
}

/** Also of a token that nobody knows: RFC 7009. */
function revoke(given: Given, { tokens }: SignInParts): HttpAnswer {
  if (typeof given["token"] === "string") tokens.revoke(given["token"]);
  return { status: 200, body: null };
}

function begin({ client_id, redirect_uri }: Given, { signIns }: SignInParts): HttpAnswer {
  if (!isClientId(client_id) || typeof redirect_uri !== "string")
    return { status: 400, body: { message: "Invalid client id" } };
  const flowId = signIns.begin({ client_id, redirect_uri });
  return told(flowId, { kind: "password", isWrong: false });
}

function step(flowId: string, given: Given, { signIns }: SignInParts): HttpAnswer {
  const came = signIns.answer(flowId, given);
  return came ? told(flowId, came) : { status: 404, body: { message: "Invalid flow specified" } };
}

const fieldOf = (name: string) => ({ type: "string", name, required: true });

function told(flow_id: string, came: SignInStep): HttpAnswer {
  const handler = ["homeassistant", null];
  switch (came.kind) {
    case "refused":
      return { status: 403, body: { message: came.why } };
    case "done": {
      const nothing = { description: null, description_placeholders: null };
      const body = { type: "create_entry", flow_id, handler, ...nothing, result: came.code };
      return { status: 200, body };
    }
    case "password":
    case "code": {
      const isCode = came.kind === "code";
      const wrong = isCode ? "invalid_code" : "invalid_auth";
      const factor = { mfa_module_name: "Authenticator app", mfa_module_id: "totp" };
      const form = {
        ...{ type: "form", flow_id, handler },
        data_schema: (isCode ? ["code"] : ["username", "password"]).map(fieldOf),
        errors: came.isWrong ? { base: wrong } : {},
        description_placeholders: isCode ? factor : null,
        ...{ last_step: null, preview: null, step_id: isCode ? "mfa" : "init" },
      };
      return { status: 200, body: form };
    }
  }
}

/** Where the real one shows its own pages, a form that asks for everything at once. */
function authorize(client: Given, given: Given, { signIns }: SignInParts): HttpAnswer {
  const { client_id, redirect_uri, state } = client;
  if (!isClientId(client_id) || typeof redirect_uri !== "string")
    return { status: 400, body: "Invalid client id" };
  const flowId = signIns.begin({ client_id, redirect_uri });
  const first = signIns.answer(flowId, given);
  const came = first?.kind === "code" ? signIns.answer(flowId, given) : first;
  if (came?.kind === "refused") return { status: 403, body: came.why };
  if (came?.kind !== "done") return { status: 200, body: signInPage(true) };
  const back = new URL(redirect_uri);
  back.searchParams.set("code", came.code);
  if (typeof state === "string") back.searchParams.set("state", state);
  return { status: 302, location: back.href };
}

const isClientId = (value: unknown): value is string =>
  typeof value === "string" && /^https?:$/.test(URL.parse(value)?.protocol ?? "");
