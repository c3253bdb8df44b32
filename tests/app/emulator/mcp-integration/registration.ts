// Home Assistant makes itself known to an authorization server (RFC 7591).
import { z } from "zod";
import { FlowEnded, unanswered } from "./ended.ts";
import type { AuthorizationServer } from "./metadata.ts";

/** What Home Assistant can do at the token endpoint, and what it likes best first. */
const knownMethods = ["none", "client_secret_post", "client_secret_basic"] as const;
export type AuthMethod = (typeof knownMethods)[number];

export interface RegisteredClient {
  readonly id: string;
  readonly secret: string;
  readonly method: AuthMethod;
}

export interface Registration {
  readonly server: AuthorizationServer;
  readonly registrationUrl: string;
  readonly redirectUri: string;
  readonly timeoutMs: number;
}

/** @throws FlowEnded when the server will not have it, or answers what Home Assistant will not. */
export async function register(wanted: Registration): Promise<RegisteredClient> {
  const { server, registrationUrl, redirectUri, timeoutMs } = wanted;
  const method = methodFor(server.authMethods);
  const scopes = server.scopes ?? [];
  const client = {
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: method,
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    client_name: "Home Assistant",
    application_type: "web",
    ...(scopes.length === 0 ? {} : { scope: scopes.join(" ") }),
  };
  const answer = await send(registrationUrl, client, timeoutMs);
  return clientOf(answer, { method, scopes, redirectUri });
}

const refused = (why: string) => new FlowEnded("oauth_registration_failed", why);

function methodFor(offered: readonly string[] | undefined): AuthMethod {
  if (offered === undefined) return "client_secret_basic";
  const method = knownMethods.find((known) => offered.includes(known));
  if (method) return method;
  throw refused(`the token endpoint takes none of ${knownMethods.join(", ")}`);
}

async function send(url: string, client: object, timeoutMs: number): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify(client),
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw unanswered(url, error);
  }
  const text = await response.text();
  if (response.status !== 200 && response.status !== 201)
    throw refused(`${url} answers ${String(response.status)}`);
  try {
    return JSON.parse(text);
  } catch {
    throw refused("the registration is not JSON");
  }
}

const registeredSchema = z.object({
  client_id: z.string().min(1),
  client_secret: z.string().nullish(),
  client_secret_expires_at: z.int().nonnegative().nullish(),
  redirect_uris: z.array(z.string()).nullish(),
  scope: z.string().nullish(),
  token_endpoint_auth_method: z.enum(knownMethods).nullish(),
});

interface Requested {
  readonly method: AuthMethod;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
}

/** What the answer leaves out is taken to be as it was asked for. */
function clientOf(answer: unknown, asked: Requested): RegisteredClient {
  const parsed = registeredSchema.safeParse(answer);
  if (!parsed.success) {
    const [at] = parsed.error.issues;
    throw refused(`the registration's ${String(at?.path.join("."))} is wrong`);
  }
  const given = parsed.data;
  if (given.redirect_uris && !given.redirect_uris.includes(asked.redirectUri))
    throw refused("the registration is for another redirect URI");
  const granted = given.scope?.split(/\s+/);
  const missing = granted ? asked.scopes.filter((scope) => !granted.includes(scope)) : [];
  if (missing.length > 0) throw refused(`the registration leaves out ${missing.join(", ")}`);
  const method = given.token_endpoint_auth_method ?? asked.method;
  const secret = given.client_secret ?? "";
  if (method !== "none" && secret === "") throw refused("the registration has no client secret");
  if ((given.client_secret_expires_at ?? 0) !== 0)
    throw new FlowEnded("oauth_secret_expires", "the registration's secret expires");
  return { id: given.client_id, secret, method };
}
