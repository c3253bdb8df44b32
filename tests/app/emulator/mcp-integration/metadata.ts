// Where a server that wants a token says how to get one (RFC 9728), and what is said there (RFC 8414).
import { z } from "zod";
import { FlowEnded, unanswered } from "./ended.ts";

/** What a 401 names. */
export interface Challenge {
  readonly metadataUrl: string;
  readonly scopes?: readonly string[];
}

export interface AuthorizationServer {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly registrationUrl?: string;
  /** Absent: it does not say. */
  readonly authMethods?: readonly string[];
  /** What Home Assistant asks for; absent: nothing in particular. */
  readonly scopes?: readonly string[];
}

export interface Lookup {
  /** Of the MCP server, as it was configured. */
  readonly url: string;
  readonly challenge?: Challenge;
  readonly timeoutMs: number;
}

export function challengeOf(url: string, header: string | null): Challenge | undefined {
  const metadata = /resource_metadata="([^"]+)"/.exec(header ?? "")?.[1];
  if (metadata === undefined) return undefined;
  const scope = /scope="([^"]+)"/.exec(header ?? "")?.[1];
  return {
    metadataUrl: new URL(metadata, url).href,
    ...(scope === undefined ? {} : { scopes: scope.split(" ") }),
  };
}

/** Without a resource's metadata the MCP server itself is taken for the authorization server. */
export async function findAuthorizationServer(lookup: Lookup): Promise<AuthorizationServer> {
  const { url, challenge, timeoutMs } = lookup;
  if (!challenge) return askAuthorizationServer({ identifier: url, named: false, timeoutMs });
  const resource = await findResource(lookup, challenge);
  const [identifier] = resource.authorization_servers;
  const found = await askAuthorizationServer({ identifier, named: true, timeoutMs });
  const scopes = [challenge.scopes, resource.scopes_supported].find((some) => some?.length);
  return { ...found, ...(scopes ? { scopes } : {}) };
}

const resourceSchema = z.object({
  resource: z.string(),
  authorization_servers: z.tuple([z.string()], z.string()),
  scopes_supported: z.array(z.string()).optional(),
});

const resourcePath = "/.well-known/oauth-protected-resource";

/** What the 401 names comes first; the well-known places are for when it is not there. */
async function findResource({ url, timeoutMs }: Lookup, { metadataUrl }: Challenge) {
  const { pathname } = new URL(url);
  const places = [`${resourcePath}${pathname}`, resourcePath].map((path) => at(url, path));
  return firstOf([metadataUrl, ...places], async (place) => {
    const { data } = resourceSchema.safeParse(await read(place, timeoutMs));
    if (!data) throw new FlowEnded("cannot_connect", `${place} is no resource metadata`);
    if (data.resource !== url)
      throw new FlowEnded("cannot_connect", `${place} is of ${data.resource}, not of ${url}`);
    return data;
  });
}

const serverSchema = z.object({
  issuer: z.string().optional(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  registration_endpoint: z.string().optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  scopes_supported: z.array(z.string()).optional(),
});

interface Identified {
  readonly identifier: string;
  /** Whether a resource's metadata named it; else it is only a guess. */
  readonly named: boolean;
  readonly timeoutMs: number;
}

async function askAuthorizationServer(asked: Identified): Promise<AuthorizationServer> {
  const { identifier, named, timeoutMs } = asked;
  try {
    return await firstOf(serverPlaces(identifier), async (place) => {
      const { data } = serverSchema.safeParse(await read(place, timeoutMs));
      if (!data) throw new FlowEnded("unknown", `${place} is no authorization server metadata`);
      // Home Assistant does not look; RFC 8414 and other clients do.
      if (named && data.issuer !== identifier)
        throw new FlowEnded("cannot_connect", `${place} is of ${String(data.issuer)}`);
      return serverOf(identifier, data);
    });
  } catch (error) {
    if (!(error instanceof NotThere)) throw error;
    return { authorizeUrl: at(identifier, "/authorize"), tokenUrl: at(identifier, "/token") };
  }
}

function serverPlaces(identifier: string): readonly string[] {
  const { pathname } = new URL(identifier);
  const oauth = "/.well-known/oauth-authorization-server";
  const openid = "/.well-known/openid-configuration";
  const paths =
    pathname === "/"
      ? [oauth, openid]
      : [`${oauth}${pathname}`, `${openid}${pathname}`, `${pathname}${openid}`];
  return paths.map((path) => at(identifier, path));
}

function serverOf(identifier: string, said: z.infer<typeof serverSchema>): AuthorizationServer {
  const registration = said.registration_endpoint;
  const authMethods = said.token_endpoint_auth_methods_supported;
  const scopes = said.scopes_supported;
  return {
    authorizeUrl: at(identifier, said.authorization_endpoint),
    tokenUrl: at(identifier, said.token_endpoint),
    ...(registration === undefined ? {} : { registrationUrl: at(identifier, registration) }),
    ...(authMethods ? { authMethods } : {}),
    ...(scopes ? { scopes } : {}),
  };
}

const at = (url: string, path: string): string => new URL(path, url).href;

class NotThere extends FlowEnded {}

/** The first place that holds what is looked for; what the others said is told together. */
async function firstOf<T>(places: readonly string[], look: (place: string) => Promise<T>) {
  const ends: FlowEnded[] = [];
  for (const place of new Set(places)) {
    try {
      return await look(place);
    } catch (error) {
      if (!(error instanceof FlowEnded)) throw error;
      ends.push(error);
    }
  }
  const why = ends.map(({ message }) => message).join("; ");
  const failed = ends.find((end) => !(end instanceof NotThere));
  throw failed ? new FlowEnded(failed.reason, why) : new NotThere("cannot_connect", why);
}

async function read(url: string, timeoutMs: number): Promise<unknown> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" }, signal });
    if (response.ok) return await jsonOf(response);
    await response.body?.cancel();
    const why = `${url} answers ${String(response.status)}`;
    throw response.status === 404
      ? new NotThere("cannot_connect", why)
      : new FlowEnded("cannot_connect", why);
  } catch (error) {
    throw error instanceof FlowEnded ? error : unanswered(url, error);
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new FlowEnded("cannot_connect", `${response.url} is not JSON`);
  }
}
