// A small authorization server for specs: it keeps the rules of OAuth that a client must meet.
import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import type { PlayAnswer, PlayRequest, PlayRoute } from "./play-web.ts";

/** What it says or does otherwise than a plain one. */
export interface AuthorizationPlay {
  readonly metadata?: object;
  readonly registration?: object;
  readonly registrationStatus?: number;
  readonly token?: object;
  readonly tokenStatus?: number;
  /** Whether the person says no. */
  readonly refuses?: boolean;
}

export interface PlayAuthorization {
  readonly routes: Readonly<Record<string, PlayRoute>>;
  isToken(token: string): boolean;
}

const clientSchema = z.looseObject({
  redirect_uris: z.array(z.string()),
  token_endpoint_auth_method: z.string(),
});

const refusal = (error: string): PlayAnswer => ({ status: 400, json: { error } });

export function playAuthorization(origin: string, play: AuthorizationPlay): PlayAuthorization {
  const codes = new Map<string, URLSearchParams>();
  const clients = new Map<string, z.infer<typeof clientSchema>>();
  const tokens = new Set<string>();
  const secret = "s&cret";

  function register({ body }: PlayRequest): PlayAnswer {
    const asked = clientSchema.parse(JSON.parse(body));
    const id = `client:${randomUUID()}`;
    clients.set(id, asked);
    const isPublic = asked.token_endpoint_auth_method === "none";
    const given = isPublic ? {} : { client_secret: secret, client_secret_expires_at: 0 };
    return {
      status: play.registrationStatus ?? 201,
      json: { ...asked, client_id: id, ...given, ...play.registration },
    };
  }

  function authorize({ query }: PlayRequest): PlayAnswer {
    const redirect = query.get("redirect_uri") ?? "";
    const client = clients.get(query.get("client_id") ?? "");
    if (!client?.redirect_uris.includes(redirect)) return refusal("invalid_client");
    const back = new URL(redirect);
    back.searchParams.set("state", query.get("state") ?? "");
    const isSafe = query.get("code_challenge_method") === "S256";
    const code = randomUUID();
    codes.set(code, query);
    if (play.refuses === true) back.searchParams.set("error", "access_denied");
    else if (!isSafe) back.searchParams.set("error", "invalid_request");
    else back.searchParams.set("code", code);
    return { status: 302, headers: { Location: back.href } };
  }

  /** Who asks for a token, when they show that they are it. */
  function provenClient({ headers }: PlayRequest, form: URLSearchParams): string | undefined {
    const [, packed = ""] = /^Basic (.*)$/.exec(headers.authorization ?? "") ?? [];
    const [basicId = "", basicSecret] = Buffer.from(packed, "base64")
      .toString()
      .split(":")
      .map(decodeURIComponent);
    const id = form.get("client_id") ?? basicId;
    const method = clients.get(id)?.token_endpoint_auth_method;
    const shown = method === "client_secret_basic" ? basicSecret : form.get("client_secret");
    return method === "none" || shown === secret ? id : undefined;
  }

  function issue(request: PlayRequest): PlayAnswer {
    const form = new URLSearchParams(request.body);
    const asked = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const verifier = form.get("code_verifier") ?? "";
    const proof = createHash("sha256").update(verifier).digest("base64url");
    const isProven =
      asked?.get("code_challenge") === proof &&
      asked.get("redirect_uri") === form.get("redirect_uri") &&
      asked.get("resource") === form.get("resource");
    if (!isProven) return refusal("invalid_grant");
    if (asked.get("client_id") !== provenClient(request, form)) return refusal("invalid_client");
    const token = randomUUID();
    tokens.add(token);
    const given = { access_token: token, token_type: "Bearer", expires_in: 3600 };
    return { status: play.tokenStatus ?? 200, json: { ...given, ...play.token } };
  }

  const metadata = {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    registration_endpoint: `${origin}/register`,
    token_endpoint_auth_methods_supported: ["client_secret_basic", "none", "client_secret_post"],
    code_challenge_methods_supported: ["S256"],
    scopes_supported: ["home", "offline_access"],
    ...play.metadata,
  };
  return {
    routes: {
      "GET /.well-known/oauth-authorization-server": () => ({ json: metadata }),
      "POST /register": register,
      "GET /authorize": authorize,
      "POST /token": issue,
    },
    isToken: (token) => tokens.has(token),
  };
}
