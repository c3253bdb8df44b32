// Home Assistant's own integration `mcp`: what it does with a server that an app announces.
// Read in its source of September to November 2026.
import { z } from "zod";
import type { DiscoveryMessage } from "../api/discovery.ts";
import { HttpRefusal, RpcRefusal, type McpServer } from "./channel.ts";
import { FlowEnded, unanswered, type EndReason } from "./ended.ts";
import { challengeOf, findAuthorizationServer, type Challenge } from "./metadata.ts";
import { register } from "./registration.ts";
import { inSession } from "./session.ts";
import { signIn } from "./sign-in.ts";

export interface McpEntry {
  /** Of the announcement. */
  readonly uuid: string;
  readonly slug: string;
  readonly url: string;
  /** What the server calls itself. */
  readonly title: string;
  readonly token?: string;
}

export type McpTool = z.infer<typeof toolSchema>;

export type McpOutcome =
  | { readonly outcome: "added"; readonly entry: McpEntry; readonly tools: readonly McpTool[] }
  /** The entry is there, and tries again and again. */
  | { readonly outcome: "not set up"; readonly entry: McpEntry; readonly why: string }
  | { readonly outcome: "not added"; readonly reason: EndReason; readonly why: string };

/** What Home Assistants do not all do. */
export interface CoreHabits {
  /** Whether it registers itself; else a person must have typed in a client id and a secret. */
  readonly registersItself: boolean;
  /** Whether it says which resource the token is for (RFC 8707). */
  readonly namesResource: boolean;
}

export const core2026_11: CoreHabits = { registersItself: false, namesResource: false };
export const newestCore: CoreHabits = { registersItself: true, namesResource: false };
/** As MCP has it, and no Home Assistant yet. */
export const coreByTheBook: CoreHabits = { registersItself: true, namesResource: true };

export interface CoreSide {
  /** The person's browser opens a page; answers where it was sent back to. */
  consent(url: string): Promise<string>;
  readonly habits?: CoreHabits;
  readonly redirectUri?: string;
  readonly timeoutMs?: number;
}

const myHomeAssistant = "https://my.home-assistant.io/redirect/oauth";
const patienceMs = 10_000;

/** The person has confirmed that they want what the app offers. */
export async function addServer(message: DiscoveryMessage, core: CoreSide): Promise<McpOutcome> {
  let entry: McpEntry;
  try {
    entry = await entryFor(message, core);
  } catch (error) {
    if (error instanceof FlowEnded)
      return { outcome: "not added", reason: error.reason, why: error.message };
    return { outcome: "not added", reason: "unknown", why: String(error) };
  }
  try {
    return { outcome: "added", entry, tools: await listTools(entry, core.timeoutMs) };
  } catch (error) {
    return { outcome: "not set up", entry, why: String(error) };
  }
}

const configSchema = z.object({ url: z.url({ protocol: /^https?$/ }) });

/** Where an app says that its MCP server is. */
export const urlIn = ({ config }: DiscoveryMessage): string | undefined =>
  configSchema.safeParse(config).data?.url;

async function entryFor(message: DiscoveryMessage, core: CoreSide): Promise<McpEntry> {
  const url = urlIn(message);
  if (url === undefined)
    throw new FlowEnded("invalid_discovery_info", "the announcement has no address");
  const { uuid, addon: slug } = message;
  const timeoutMs = core.timeoutMs ?? patienceMs;
  const met = await meet(url, timeoutMs);
  if ("title" in met) return { uuid, slug, url, title: met.title };
  const token = await tokenFor({ url, timeoutMs, ...met }, core);
  const again = await meet(url, timeoutMs, token);
  if ("title" in again) return { uuid, slug, url, title: again.title, token };
  throw new FlowEnded("unknown", `${url} refuses the token that was given for it`);
}

type Met = { readonly title: string } | { readonly challenge?: Challenge };

/** Answers what the server calls itself, or what it says where it wants a token. */
async function meet(url: string, timeoutMs: number, token?: string): Promise<Met> {
  const server = serverAt({ url, ...(token === undefined ? {} : { token }) }, timeoutMs);
  try {
    const { capabilities, serverInfo } = await inSession(server, ({ hello }) =>
      Promise.resolve(hello),
    );
    if (capabilities.tools) return { title: serverInfo.name };
  } catch (error) {
    if (error instanceof HttpRefusal && error.status === 401) {
      const challenge = challengeOf(url, error.challenge);
      return challenge ? { challenge } : {};
    }
    throw error instanceof HttpRefusal || error instanceof RpcRefusal
      ? new FlowEnded("cannot_connect", error.message)
      : unanswered(url, error);
  }
  throw new FlowEnded("missing_capabilities", `${url} has no tools`);
}

const serverAt = (
  { url, token }: Pick<McpEntry, "token" | "url">,
  timeoutMs: number,
): McpServer => ({
  url,
  ...(token === undefined ? {} : { token }),
  signal: AbortSignal.timeout(timeoutMs),
});

interface Refused {
  readonly url: string;
  readonly challenge?: Challenge;
  readonly timeoutMs: number;
}

async function tokenFor(refused: Refused, core: CoreSide): Promise<string> {
  const { url, challenge, timeoutMs } = refused;
  const { habits = newestCore, redirectUri = myHomeAssistant } = core;
  const server = await findAuthorizationServer(refused);
  const { registrationUrl } = server;
  if (!habits.registersItself || registrationUrl === undefined)
    throw new FlowEnded("missing_credentials", withoutCredentials(url, challenge));
  const client = await register({ server, registrationUrl, redirectUri, timeoutMs });
  return signIn({
    ...{ server, client, redirectUri, timeoutMs },
    ...(habits.namesResource ? { resource: url } : {}),
    consent: (page) => core.consent(page),
  });
}

const withoutCredentials = (url: string, challenge: Challenge | undefined): string =>
  challenge
    ? `nobody has typed in a client for ${url}`
    : `${url} wants a token, and does not say where its resource metadata is`;

const toolSchema = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  inputSchema: z.looseObject({ type: z.literal("object") }),
});

/** The first page only: Home Assistant reads no other. One tool that it cannot read spoils all. */
export async function listTools(
  entry: Pick<McpEntry, "token" | "url">,
  timeoutMs = patienceMs,
): Promise<readonly McpTool[]> {
  const listed = await inSession(serverAt(entry, timeoutMs), ({ ask }) => ask("tools/list"));
  return z.object({ tools: z.array(toolSchema) }).parse(listed).tools;
}

/** In a session of its own. */
export async function callTool(
  entry: Pick<McpEntry, "token" | "url">,
  call: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> },
  timeoutMs = patienceMs,
): Promise<unknown> {
  return inSession(serverAt(entry, timeoutMs), ({ ask }) => ask("tools/call", call));
}
