// A small web server for a spec: it answers what the spec says, and keeps what it was asked.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

export interface PlayRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface PlayAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/** Answers, or writes to the response itself, or keeps silent. */
export type PlayRoute = (
  request: PlayRequest,
  res: ServerResponse,
) => PlayAnswer | "silent" | "written";

export interface PlayWeb {
  readonly origin: string;
  readonly asked: readonly PlayRequest[];
  readonly close: () => Promise<void>;
}

/** Routes are `METHOD /path`; what has none is 404. */
export async function playWeb(
  routesAt: (origin: string) => Readonly<Record<string, PlayRoute>>,
): Promise<PlayWeb> {
  const asked: PlayRequest[] = [];
  let routes: Readonly<Record<string, PlayRoute>> = {};
  const server = createServer((req, res) => {
    void answer(req, res);
  });

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(req.url ?? "/", "http://play");
    const method = req.method ?? "";
    const request = {
      ...{ method, path: pathname, query: searchParams, headers: req.headers },
      body: await text(req),
    };
    asked.push(request);
    const given = routes[`${method} ${pathname}`]?.(request, res) ?? { status: 404 };
    if (typeof given === "string") return;
    res.writeHead(given.status ?? 200, {
      ...("json" in given ? { "Content-Type": "application/json" } : {}),
      ...given.headers,
    });
    res.end("json" in given ? JSON.stringify(given.json) : undefined);
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const origin = `http://127.0.0.1:${String(address.port)}`;
  routes = routesAt(origin);
  return {
    origin,
    asked,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
