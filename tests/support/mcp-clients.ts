import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as TransportV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

/** What the specs do with a client, whatever its make. */
export interface McpClient {
  toolNames(): Promise<readonly string[]>;
  call(name: string, args?: Record<string, unknown>): Promise<CallAnswer>;
  /** Calls back when the server says that the list of tools changed. */
  onToolsChanged(listener: () => void): void;
  close(): Promise<void>;
}

export interface CallAnswer {
  readonly isError: boolean;
  readonly text: string;
  readonly structured: unknown;
}

export type Connect = (url: string, secret: string) => Promise<McpClient>;

const me = { name: "spec", version: "1.2.3" };
const bearer = (secret: string) => ({
  requestInit: { headers: { Authorization: `Bearer ${secret}` } },
});

const v2 =
  (mode: "legacy" | "auto" | { pin: string }): Connect =>
  async (url, secret) => {
    const listeners = new Set<() => void>();
    const client = new Client(me, {
      versionNegotiation: { mode },
      listChanged: {
        tools: {
          autoRefresh: false,
          debounceMs: 0,
          onChanged: () => {
            for (const listener of listeners) listener();
          },
        },
      },
    });
    await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), bearer(secret)));
    return {
      toolNames: async () => (await client.listTools()).tools.map((tool) => tool.name),
      call: async (name, args) => toAnswer(await client.callTool({ name, arguments: args ?? {} })),
      onToolsChanged: (listener) => void listeners.add(listener),
      close: () => client.close(),
    };
  };

const v1: Connect = async (url, secret) => {
  const listeners = new Set<() => void>();
  const client = new ClientV1(me, {
    listChanged: {
      tools: {
        autoRefresh: false,
        debounceMs: 0,
        onChanged: () => {
          for (const listener of listeners) listener();
        },
      },
    },
  });
  const transport = new TransportV1(new URL(`${url}/mcp`), bearer(secret));
  await client.connect(transport);
  return {
    toolNames: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, args) => toAnswer(await client.callTool({ name, arguments: args ?? {} })),
    onToolsChanged: (listener) => void listeners.add(listener),
    close: () => client.close(),
  };
};

/** Every make of client that we promise to serve. */
export const clients: Readonly<Record<string, Connect>> = {
  "SDK 1.x": v1,
  "SDK 2.x in the 2025 era": v2("legacy"),
  "SDK 2.x that finds out": v2("auto"),
  "SDK 2.x pinned to 2026-07-28": v2({ pin: "2026-07-28" }),
};

function toAnswer(result: Record<string, unknown>): CallAnswer {
  const content: unknown = result["content"];
  const first: unknown = Array.isArray(content) ? content[0] : undefined;
  const isText = typeof first === "object" && first !== null && "text" in first;
  return {
    isError: result["isError"] === true,
    text: isText ? String(first.text) : "",
    structured: result["structuredContent"],
  };
}
