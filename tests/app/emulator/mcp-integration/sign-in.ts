// Somebody allows Home Assistant in, in their browser, and it gets its token.
import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { FlowEnded, isTimeout } from "./ended.ts";
import type { AuthorizationServer } from "./metadata.ts";
import type { RegisteredClient } from "./registration.ts";

export interface SignIn {
  readonly server: AuthorizationServer;
  readonly client: RegisteredClient;
  readonly redirectUri: string;
  /** What the token is to be for; absent: it is not said. */
  readonly resource?: string;
  readonly timeoutMs: number;
  /** The browser opens a page; answers where it was sent back to. */
  consent(url: string): Promise<string>;
}

/** Answers the access token. */
export async function signIn(wanted: SignIn): Promise<string> {
  const verifier = randomBytes(96).toString("base64url");
  const state = randomBytes(24).toString("base64url");
  const back = await wanted.consent(authorizeUrl(wanted, { verifier, state }));
  return exchange(wanted, { code: codeIn(back, wanted.redirectUri, state), verifier });
}

const naming = ({ resource }: SignIn): Record<string, string> =>
  resource === undefined ? {} : { resource };

function authorizeUrl(wanted: SignIn, secrets: { verifier: string; state: string }): string {
  const { server, client, redirectUri } = wanted;
  const url = new URL(server.authorizeUrl);
  const asked = {
    response_type: "code",
    client_id: client.id,
    redirect_uri: redirectUri,
    state: secrets.state,
    code_challenge: createHash("sha256").update(secrets.verifier).digest("base64url"),
    code_challenge_method: "S256",
    access_type: "offline",
    prompt: "consent",
    ...(server.scopes ? { scope: server.scopes.join(" ") } : {}),
    ...naming(wanted),
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href;
}

function codeIn(back: string, redirectUri: string, state: string): string {
  const { origin, pathname, searchParams } = new URL(back);
  const wrong = (why: string) => new FlowEnded("oauth_failed", why);
  if (`${origin}${pathname}` !== redirectUri) throw wrong(`sent back to ${origin}${pathname}`);
  if (searchParams.get("state") !== state) throw wrong("sent back with another state");
  const error = searchParams.get("error");
  if (error !== null) throw new FlowEnded("user_rejected_authorize", `sent back with ${error}`);
  const code = searchParams.get("code");
  if (code === null) throw wrong("sent back without a code");
  return code;
}

const tokenSchema = z.object({
  access_token: z.string(),
  // Home Assistant makes a number of a text.
  expires_in: z.union([z.number(), z.string().regex(/^\d+$/)]),
});

async function exchange(wanted: SignIn, given: { code: string; verifier: string }) {
  const { server, client, redirectUri, timeoutMs } = wanted;
  const isBasic = client.method === "client_secret_basic";
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    code: given.code,
    redirect_uri: redirectUri,
    code_verifier: given.verifier,
    ...naming(wanted),
    ...(isBasic ? {} : { client_id: client.id }),
    ...(client.method === "client_secret_post" ? { client_secret: client.secret } : {}),
  });
  const headers = { Accept: "application/json", ...(isBasic ? basic(client) : {}) };
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(server.tokenUrl, { method: "POST", body, headers, signal });
    return tokenIn(response, await response.text());
  } catch (error) {
    if (error instanceof FlowEnded) throw error;
    throw isTimeout(error)
      ? new FlowEnded("oauth_timeout", `${server.tokenUrl} did not answer in time`)
      : new FlowEnded("oauth_failed", `${server.tokenUrl} is not there`);
  }
}

function tokenIn({ ok, status, url }: Response, text: string): string {
  if (!ok) {
    const isRefusal = status >= 400 && status < 500 && status !== 429;
    const reason = isRefusal ? "oauth_unauthorized" : "oauth_failed";
    throw new FlowEnded(reason, `${url} answers ${String(status)}: ${text}`);
  }
  const { data } = tokenSchema.safeParse(JSON.parse(text));
  if (!data) throw new FlowEnded("oauth_error", `${url} gives no token that says when it expires`);
  return data.access_token;
}

function basic({ id, secret }: RegisteredClient): Record<string, string> {
  const both = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
  return { Authorization: `Basic ${Buffer.from(both).toString("base64")}` };
}
