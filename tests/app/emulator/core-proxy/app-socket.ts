import { once } from "node:events";
import { WebSocket } from "ws";
import { bytesOf, parseFrame } from "./frames.ts";
import type { ProxyServer } from "./proxy-server.ts";

/** An app's end, that speaks raw frames and remembers all that comes. */
export interface AppSocket {
  readonly ws: WebSocket;
  readonly messages: readonly unknown[];
  send(message: unknown): void;
  /** The next message, read where it is JSON, that nobody waited for yet; rejects when the socket closes before. */
  next(): Promise<unknown>;
  readonly closed: Promise<number>;
}

const open: AppSocket[] = [];

/** For `afterEach`. */
export function hangUp(): void {
  for (const { ws } of open.splice(0)) ws.terminate();
}

/** Asks for a WebSocket, and has said nothing yet. @throws Error when it is refused. */
export async function callProxy(
  { url }: ProxyServer,
  path = "/core/websocket",
): Promise<AppSocket> {
  const ws = new WebSocket(url.replace("http", "ws") + path, {
    maxPayload: 128 * 1024 * 1024,
    perMessageDeflate: false,
  });
  const messages: unknown[] = [];
  const wake = new Set<() => void>();
  let seen = 0;
  ws.on("error", () => ws.terminate());
  ws.on("message", (frame, isBinary) => {
    messages.push(isBinary ? bytesOf(frame) : (parseFrame(frame) ?? bytesOf(frame).toString()));
    for (const look of [...wake]) look();
  });
  const closed = new Promise<number>((resolve) => ws.once("close", resolve));

  const socket: AppSocket = {
    ...{ ws, messages, closed },
    send(message) {
      ws.send(JSON.stringify(message));
    },
    next: () =>
      new Promise((resolve, reject) => {
        const at = seen++;
        const look = () => {
          if (messages.length <= at) return;
          wake.delete(look);
          resolve(messages[at]);
        };
        wake.add(look);
        void closed.then((code) => {
          reject(new Error(`It closed with ${code} and said nothing more.`));
        });
        look();
      }),
  };
  open.push(socket);
  await once(ws, "open");
  return socket;
}

/** As `callProxy`, and is let in. */
export async function enter(server: ProxyServer, path?: string): Promise<AppSocket> {
  const socket = await callProxy(server, path);
  await socket.next();
  socket.send({ type: "auth", access_token: server.app.token });
  await socket.next();
  return socket;
}

/** The status and the text that an upgrade is refused with. */
export function refusalOf({ url }: ProxyServer, path = "/core/websocket"): Promise<string> {
  const ws = new WebSocket(url.replace("http", "ws") + path);
  return new Promise((resolve, reject) => {
    ws.on("error", () => ws.terminate());
    ws.once("open", () => {
      ws.terminate();
      reject(new Error("It was not refused."));
    });
    ws.once("unexpected-response", (_request, response) => {
      response.setEncoding("utf8").once("data", (body: string) => {
        resolve(`${response.statusCode ?? 0} ${body}`);
        ws.terminate();
      });
    });
  });
}
