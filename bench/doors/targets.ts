import type { NodeProcess } from "../../tests/support/server-process.ts";
import { ask, type Target } from "./load.ts";

export interface ToolCall {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Its own work is more than the road's, so it says nothing of the road. */
  readonly isHeavy: boolean;
}

export const toolCalls: readonly ToolCall[] = [
  { tool: "whoami", args: {}, isHeavy: false },
  { tool: "get_entity", args: { entities: ["light.kitchen_ceiling"] }, isHeavy: false },
  { tool: "find_entities", args: { text: "kitchen light" }, isHeavy: true },
];

interface Running {
  readonly server: NodeProcess;
  readonly url: string;
}

const accept = { accept: "application/json, text/event-stream" };
const revision = "2026-07-28";

/** The MCP door of the current revision: every request stands for itself. */
export function modern(name: string, { server, url }: Running, secret: string) {
  return ({ tool, args }: ToolCall): Target => ({
    ...{ name, server, url: `${url}/mcp` },
    headers: {
      ...accept,
      authorization: `Bearer ${secret}`,
      "mcp-protocol-version": revision,
      "mcp-method": "tools/call",
      "mcp-name": tool,
    },
    body: toolsCall({
      ...{ name: tool, arguments: args },
      _meta: {
        "io.modelcontextprotocol/protocolVersion": revision,
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
      },
    }),
  });
}

/** A session of the 2025 era, opened here. */
export async function inSession(
  name: string,
  running: Running & { readonly path: string },
  secret: string,
) {
  const url = `${running.url}${running.path}`;
  const headers = { ...accept, authorization: `Bearer ${secret}` };
  const opened = await ask({ url, headers, body: initialize });
  const session = opened.headers.get("mcp-session-id") ?? "";
  return ({ tool, args }: ToolCall): Target => ({
    ...{ name, server: running.server, url },
    headers: { ...headers, "mcp-session-id": session, "mcp-protocol-version": "2025-06-18" },
    body: toolsCall({ name: tool, arguments: args }),
  });
}

export function rest(name: string, { server, url }: Running, secret: string) {
  return ({ tool, args }: ToolCall): Target => ({
    ...{ name, server, url: `${url}/rest/${tool}` },
    headers: { authorization: `Bearer ${secret}` },
    body: args,
  });
}

/** What the bare route echoes is what a caller of REST would get. */
export function echo(name: string, { server, url }: Running, answerOf: (tool: string) => unknown) {
  return ({ tool }: ToolCall): Target => ({
    ...{ name, server, url: `${url}/echo` },
    ...{ headers: {}, body: answerOf(tool) },
  });
}

const toolsCall = (params: object) => ({ jsonrpc: "2.0", id: 1, method: "tools/call", params });

const initialize = {
  ...{ jsonrpc: "2.0", id: 0, method: "initialize" },
  params: {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "bench", version: "1" },
  },
};
