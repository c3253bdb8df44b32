import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { WebSocketServer, type WebSocket } from "ws";
import type { Core } from "../parts.ts";
import { parseFrame } from "./frames.ts";

export interface TinyCoreScript {
  /** Its answers beside `/api/core/state`; absent: an empty object. */
  readonly answer?: (req: IncomingMessage, res: ServerResponse) => void;
  /** What it does with a frame of somebody whom it let in; absent: sends it back. */
  readonly hear?: (frame: Buffer, socket: WebSocket, isBinary: boolean) => void;
}

export interface TinyCore extends Core {
  /** What `/api/core/state` tells. */
  state: object;
  letsIn: boolean;
  /** Sockets that came and were not let go. */
  readonly sockets: ReadonlySet<WebSocket>;
  readonly requests: readonly {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }[];
  /** Nobody listens any more, and nobody says goodbye. */
  crash(): Promise<void>;
}

/** No more of Home Assistant than what the proxy touches. */
export async function startTinyCore(script: TinyCoreScript = {}): Promise<TinyCore> {
  const { answer = sayNothing, hear = echo } = script;
  const token = "the Supervisor's";
  const requests: TinyCore["requests"][number][] = [];
  const server = createServer((req, res) => {
    const { method = "", url = "", headers } = req;
    if (url === "/api/core/state") {
      res.end(JSON.stringify(core.state));
      return;
    }
    void text(req).then((body) => {
      requests.push({ method, url, headers, body });
      answer(req, res);
    });
  });
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on("connection", (socket) => {
    socket.on("error", () => socket.terminate());
    socket.send(JSON.stringify({ type: "auth_required", ha_version: "2026.11.1" }));
    socket.once("message", (frame) => {
      const isKnown = JSON.stringify(parseFrame(frame)).includes(`"access_token":"${token}"`);
      const type = isKnown && core.letsIn ? "auth_ok" : "auth_invalid";
      socket.send(JSON.stringify({ type, ha_version: "2026.11.1" }));
      socket.on("message", (next: Buffer, isBinary) => {
        hear(next, socket, isBinary);
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const core: TinyCore = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // It listens on a port.
    ...{ token, version: "2026.11.1", requests, letsIn: true, sockets: sockets.clients },
    state: { state: "RUNNING" },
    async crash() {
      if (!server.listening) return;
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return core;
}

const sayNothing = (_req: unknown, res: ServerResponse) => void res.end("{}");

const echo: NonNullable<TinyCoreScript["hear"]> = (frame, socket, isBinary) => {
  socket.send(frame, { binary: isBinary });
};
