// What JSON-RPC travels over to an MCP server: Streamable HTTP, or the older SSE.
import { z } from "zod";
import { eventsOf, type ServerEvent } from "./events.ts";

export interface McpServer {
  readonly url: string;
  readonly token?: string;
  /** Ends whatever is still asked. */
  readonly signal: AbortSignal;
}

export interface Channel {
  /** @throws HttpRefusal, RpcRefusal */
  request(message: { readonly id: number }): Promise<unknown>;
  notify(message: object): Promise<void>;
  /** From now on the server is told which revision was agreed on. */
  agree(protocolVersion: string): void;
  close(): Promise<void>;
}

export class HttpRefusal extends Error {
  readonly status: number;
  /** The header WWW-Authenticate. */
  readonly challenge: string | null;

  constructor({ url, status, headers }: Response) {
    super(`${url} answers ${String(status)}`);
    this.status = status;
    this.challenge = headers.get("WWW-Authenticate");
  }
}

export class RpcRefusal extends Error {}

const answerSchema = z.looseObject({
  id: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
});

/** The result of a request in what came, or undefined when something else came. */
function resultIn(text: string, id: number): { readonly result: unknown } | undefined {
  const { error, result, ...message } = answerSchema.parse(JSON.parse(text));
  if (message.id !== id) return undefined;
  if (error) throw new RpcRefusal(`the server answers: ${error.message} (${String(error.code)})`);
  return { result };
}

async function resultOf(events: AsyncIterator<ServerEvent, undefined>, id: number) {
  for (;;) {
    const { value } = await events.next();
    if (value === undefined) throw new RpcRefusal("the server ended the stream before it answered");
    const found = value.name === "message" ? resultIn(value.text, id) : undefined;
    if (found) return found.result;
  }
}

const credentials = ({ token }: McpServer): Record<string, string> =>
  token === undefined ? {} : { Authorization: `Bearer ${token}` };

async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  await response.body?.cancel();
  throw new HttpRefusal(response);
}

export function openStreamable(server: McpServer): Channel {
  const { url, signal } = server;
  const agreed: Record<string, string> = {};

  async function post(message: object): Promise<Response> {
    const headers = {
      ...credentials(server),
      ...agreed,
      Accept: "application/json, text/event-stream",
      "Content-Type": "application/json",
    };
    const sent = { method: "POST", headers, body: JSON.stringify(message), signal };
    const response = await accepted(await fetch(url, sent));
    const session = response.headers.get("Mcp-Session-Id");
    if (session !== null) agreed["Mcp-Session-Id"] = session;
    return response;
  }

  return {
    async request(message) {
      const response = await post(message);
      const isStream = response.headers.get("Content-Type")?.startsWith("text/event-stream");
      if (isStream === true && response.body) return resultOf(eventsOf(response.body), message.id);
      return resultIn(await response.text(), message.id)?.result;
    },
    async notify(message) {
      await (await post(message)).body?.cancel();
    },
    agree(protocolVersion) {
      agreed["MCP-Protocol-Version"] = protocolVersion;
    },
    async close() {
      if (agreed["Mcp-Session-Id"] === undefined) return;
      const headers = { ...credentials(server), ...agreed };
      // A server may refuse to end a session, or be gone: nobody waits for it any more.
      await fetch(url, { method: "DELETE", headers, signal }).catch(() => undefined);
    },
  };
}

/** @throws HttpRefusal where there is no such stream. */
export async function openSse(server: McpServer): Promise<Channel> {
  const { url, signal } = server;
  const headers = { ...credentials(server), Accept: "text/event-stream" };
  const { body } = await accepted(await fetch(url, { headers, signal }));
  if (!body) throw new RpcRefusal(`${url} has no stream`);
  const events = eventsOf(body);
  const { value: first } = await events.next();
  if (first?.name !== "endpoint") throw new RpcRefusal(`${url} does not say where to write to`);
  const endpoint = new URL(first.text, url);
  if (endpoint.origin !== new URL(url).origin)
    throw new RpcRefusal(`${url} wants to be written to at ${endpoint.origin}`);

  async function post(message: object): Promise<void> {
    const sent = {
      method: "POST",
      headers: { ...credentials(server), "Content-Type": "application/json" },
      body: JSON.stringify(message),
      signal,
    };
    await (await accepted(await fetch(endpoint, sent))).body?.cancel();
  }

  return {
    async request(message) {
      await post(message);
      return resultOf(events, message.id);
    },
    notify: post,
    agree() {
      // The older transport has no header for it.
    },
    async close() {
      await events.return(undefined);
    },
  };
}
