// MCP as bytes on the wire: for what no well-behaved client would send.

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON-RPC message: the body itself, or the last event of a stream. */
  readonly message: RawMessage;
}

interface RawMessage {
  readonly id?: unknown;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

export interface RawRequest {
  readonly secret: string;
  /** A string is sent as it is. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function post(url: string, { secret, body, headers }: RawRequest): Promise<RawAnswer> {
  const response = await fetch(`${url}/mcp`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${secret}`,
      "Content-Type": "application/json",
      Accept: "application/json, text/event-stream",
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const last = text.trim().split("\n").at(-1) ?? "";
  return {
    status: response.status,
    headers: response.headers,
    message: text === "" ? {} : (JSON.parse(last.replace(/^data: /, "")) as RawMessage), // what the spec looks at
  };
}

const modernMeta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1" },
};

/** One request of the modern era, with the headers it must have. */
export function modern(secret: string, method: string, params: object): RawRequest {
  const name = "name" in params && typeof params.name === "string" ? params.name : undefined;
  return {
    secret,
    body: { jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: modernMeta } },
    headers: {
      "MCP-Protocol-Version": "2026-07-28",
      "Mcp-Method": method,
      ...(name === undefined ? {} : { "Mcp-Name": name }),
    },
  };
}

/** Opens a session of the 2025 era; answers its id. */
export async function openSession(url: string, secret: string): Promise<string> {
  const answer = await post(url, {
    secret,
    body: {
      jsonrpc: "2.0",
      id: 0,
      method: "initialize",
      params: {
        protocolVersion: "2025-06-18",
        capabilities: {},
        clientInfo: { name: "raw", version: "1" },
      },
    },
  });
  const id = answer.headers.get("mcp-session-id");
  if (id === null) throw new Error(`no session: ${JSON.stringify(answer.message)}`);
  return id;
}

/** One request within a session. Nothing but the session id: some clients send no version header. */
export function inSession(
  secret: string,
  session: string,
  method: string,
  params: object,
): RawRequest {
  return {
    secret,
    body: { jsonrpc: "2.0", id: "a string", method, params },
    headers: { "Mcp-Session-Id": session },
  };
}
