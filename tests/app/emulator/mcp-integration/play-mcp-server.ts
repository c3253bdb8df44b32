// A small MCP server for specs, that wants a token of the small authorization server beside it.
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { playAuthorization, type AuthorizationPlay } from "./play-authorization.ts";
import {
  playWeb,
  type PlayAnswer,
  type PlayRequest,
  type PlayRoute,
  type PlayWeb,
} from "./play-web.ts";

/** What it says or does otherwise than a plain one. */
export interface McpPlay {
  /** It wants no token. */
  readonly open?: boolean;
  readonly challenge?: string;
  /** Its resource metadata. */
  readonly resource?: object;
  readonly authorization?: AuthorizationPlay;
  readonly hello?: object;
  readonly tools?: readonly object[];
  /** Where it speaks the older transport only, the status with which it says so. */
  readonly olderBy?: 404 | 405;
  /** Routes of its own, instead of ours. */
  readonly routes?: (origin: string) => Readonly<Record<string, PlayRoute>>;
}

export interface PlayMcpServer extends PlayWeb {
  readonly url: string;
  /** The methods of MCP that came, in their order. */
  readonly methods: () => readonly string[];
}

const messageSchema = z.object({ id: z.number().optional(), method: z.string() });
export const resourcePath = "/.well-known/oauth-protected-resource";

export const tool = (name: string): object => ({ name, inputSchema: { type: "object" } });

export async function playMcpServer(play: McpPlay = {}): Promise<PlayMcpServer> {
  const web = await playWeb((origin) => ({ ...routesOf(origin, play), ...play.routes?.(origin) }));
  return {
    ...web,
    url: `${web.origin}/mcp`,
    methods: () =>
      web.asked.flatMap(({ body }) => {
        const { success, data } = messageSchema.safeParse(
          body.startsWith("{") ? JSON.parse(body) : {},
        );
        return success ? [data.method] : [];
      }),
  };
}

function routesOf(origin: string, play: McpPlay): Record<string, PlayRoute> {
  const authorization = playAuthorization(origin, play.authorization ?? {});
  const mayEnter = ({ headers }: PlayRequest): boolean =>
    play.open === true ||
    authorization.isToken(headers.authorization?.slice("Bearer ".length) ?? "");
  const challenge = play.challenge ?? `Bearer resource_metadata="${origin}${resourcePath}/mcp"`;
  const guarded =
    (route: PlayRoute): PlayRoute =>
    (request, res) =>
      mayEnter(request)
        ? route(request, res)
        : { status: 401, headers: { "WWW-Authenticate": challenge } };
  const resource = { resource: `${origin}/mcp`, authorization_servers: [origin], ...play.resource };
  const transport = play.olderBy === undefined ? streamable(play) : older(play, play.olderBy);
  return {
    ...authorization.routes,
    [`GET ${resourcePath}/mcp`]: () => ({ json: resource }),
    ...Object.fromEntries(
      Object.entries(transport).map(([where, route]) => [where, guarded(route)]),
    ),
  };
}

function resultOf(play: McpPlay, { body }: PlayRequest): object | undefined {
  const { id, method } = messageSchema.parse(JSON.parse(body));
  if (id === undefined) return undefined;
  const results: Record<string, object> = {
    initialize: {
      protocolVersion: "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: "Play", version: "1" },
      ...play.hello,
    },
    "tools/list": { tools: play.tools ?? [tool("one")], nextCursor: "more" },
    "tools/call": { content: [{ type: "text", text: "done" }] },
  };
  return { jsonrpc: "2.0", id, result: results[method] };
}

function streamable(play: McpPlay): Record<string, PlayRoute> {
  let sessions = 0;
  return {
    "POST /mcp": (request): PlayAnswer => {
      const result = resultOf(play, request);
      if (!result) return { status: 202 };
      const isFirst = request.headers["mcp-session-id"] === undefined;
      if (isFirst) sessions += 1;
      return { json: result, headers: isFirst ? { "Mcp-Session-Id": String(sessions) } : {} };
    },
    "DELETE /mcp": () => ({ status: 204 }),
  };
}

function older(play: McpPlay, status: number): Record<string, PlayRoute> {
  let stream: ServerResponse | undefined;
  return {
    "POST /mcp": () => ({ status }),
    "GET /mcp": (_request, res) => {
      stream = res.writeHead(200, { "Content-Type": "text/event-stream" });
      stream.write("event: endpoint\r\ndata: /messages\r\n\r\n: keeps alive\r\n\r\n");
      return "written";
    },
    "POST /messages": (request) => {
      const result = resultOf(play, request);
      if (result) stream?.write(`event: message\ndata: ${JSON.stringify(result)}\n\n`);
      return { status: 202 };
    },
  };
}
