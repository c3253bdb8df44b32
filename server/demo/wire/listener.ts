import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { answerHttp } from "./http-answers.ts";
import { openSession, type Session, type SessionParts } from "./session.ts";
import type { SignInParts } from "./sign-in.ts";

export interface Listener {
  readonly port: number;
  readonly sessions: ReadonlySet<Session>;
  readonly attempts: number;
  /** Listens on the port it had, if it does not already and was not closed. */
  open(): Promise<void>;
  /** Lets nobody in any more; open sockets stay open. */
  shut(): Promise<void>;
  /** For good. */
  close(): Promise<void>;
}

interface ListenerOptions extends SessionParts, SignInParts {
  readonly host: string;
  readonly port: number;
}

/** Core closes the connection (1009) at a larger frame. */
const maxPayload = 4 * 1024 * 1024;

export function createListener({ host, port, ...parts }: ListenerOptions): Listener {
  const sessions = new Set<Session>();
  const sockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false });
  let server: Server | undefined;
  let keptPort = port;
  let attempts = 0;
  let isClosed = false;

  sockets.on("connection", (socket) => {
    const session = openSession(socket, parts);
    sessions.add(session);
    socket.on("close", () => sessions.delete(session));
  });

  function upgrade(http: Server): void {
    http.on("upgrade", (request, stream: Duplex, head: Buffer) => {
      attempts += 1;
      stream.on("error", () => stream.destroy());
      if (parts.mood.refuses === "502") {
        turnAway(stream, "502 Bad Gateway");
        return;
      }
      if (!isDoor(request.url)) {
        turnAway(stream, "404 Not Found");
        return;
      }
      sockets.handleUpgrade(request, stream, head, (socket) => sockets.emit("connection", socket));
    });
  }

  async function shut(): Promise<void> {
    const closing = server;
    server = undefined;
    if (!closing) return;
    // Not awaited until "close": that waits for the sockets that stay open.
    closing.close();
    closing.closeAllConnections();
    await new Promise((done) => setImmediate(done));
  }

  return {
    get port() {
      return keptPort;
    },
    sessions,
    get attempts() {
      return attempts;
    },
    async open() {
      if (server || isClosed) return;
      server = createServer((request, response) => {
        answerHttp(request, response, parts).catch(() => response.destroy());
      });
      upgrade(server);
      server.listen(keptPort, host);
      await once(server, "listening");
      keptPort = portOf(server);
    },
    shut,
    async close() {
      isClosed = true;
      for (const { socket } of sessions) socket.terminate();
      await shut();
    },
  };
}

const isDoor = (url = ""): boolean => new URL(url, "http://home").pathname === "/api/websocket";

function turnAway(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string")
    throw new Error("The demo home has no port.");
  return address.port;
}
