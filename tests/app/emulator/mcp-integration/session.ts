// One conversation with an MCP server, as Home Assistant holds it: opened for one question.
import { z } from "zod";
import {
  HttpRefusal,
  openSse,
  openStreamable,
  RpcRefusal,
  type Channel,
  type McpServer,
} from "./channel.ts";

const helloSchema = z.object({
  protocolVersion: z.string(),
  capabilities: z.looseObject({ tools: z.unknown().optional() }),
  serverInfo: z.object({ name: z.string() }),
});
type Hello = z.infer<typeof helloSchema>;

export interface McpSession {
  readonly hello: Hello;
  readonly ask: (method: string, params?: object) => Promise<unknown>;
}

export async function inSession<T>(
  server: McpServer,
  use: (session: McpSession) => Promise<T>,
): Promise<T> {
  const { channel, hello } = await open(server);
  let id = 0;
  const ask = (method: string, params: object = {}) => {
    id += 1;
    return channel.request({ id, ...rpc(method, params) });
  };
  try {
    return await use({ hello, ask });
  } finally {
    await channel.close();
  }
}

async function open(server: McpServer) {
  try {
    return await greeted(openStreamable(server));
  } catch (error) {
    if (!mayBeOlder(error)) throw error;
    return greeted(await openSse(server));
  }
}

/** Proxies do not agree on 405: 2026.11 takes 404 for it too, earlier ones any error of MCP. */
const mayBeOlder = (error: unknown): boolean =>
  error instanceof RpcRefusal ||
  (error instanceof HttpRefusal && (error.status === 404 || error.status === 405));

const rpc = (method: string, params: object) => ({ jsonrpc: "2.0", method, params });

const whoAsks = {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "mcp", version: "0.1.0" },
};

async function greeted(channel: Channel) {
  try {
    const answer = await channel.request({ id: 0, ...rpc("initialize", whoAsks) });
    const hello = helloSchema.parse(answer);
    channel.agree(hello.protocolVersion);
    await channel.notify(rpc("notifications/initialized", {}));
    return { channel, hello };
  } catch (error) {
    await channel.close();
    throw error;
  }
}
