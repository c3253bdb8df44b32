import type { AddressInfo, Socket } from "node:net";
import { once } from "node:events";
import { WebSocketServer, type WebSocket } from "ws";

export interface OddHome {
  readonly url: string;
  readonly token: string;
  /** Paths of the upgrades, oldest first. */
  readonly paths: readonly string[];
  /** Commands that came, oldest first. */
  readonly commands: readonly Message[];
  /** The socket that opened last, and what is under it. */
  last(): { readonly ws: WebSocket; readonly wire: Socket };
  connections(): number;
  close(): Promise<void>;
}

export interface Message {
  readonly id: number;
  readonly type: string;
  readonly [parameter: string]: unknown;
}

type Answer = (message: Message, ws: WebSocket) => unknown;

/** Where a home has misfortunes that the demo home knows nothing of. Lets everybody in; `answer`
 * gives the result of a command, or says nothing by `silence`; `frames` is after how many frames
 * the next connection is torn down. */
export async function createOddHome(
  answer: Answer = plainAnswer,
  frames: () => number = () => Infinity,
): Promise<OddHome> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const paths: string[] = [];
  const commands: Message[] = [];
  let last: { readonly ws: WebSocket; readonly wire: Socket } | undefined;

  server.on("connection", (ws, request) => {
    paths.push(request.url ?? "");
    last = { ws, wire: request.socket };
    ws.on("error", () => ws.terminate());
    let left = frames();
    if (left === 0) ws.terminate();
    ws.on("message", () => {
      if (--left <= 0) ws.terminate();
    });
    ws.send(JSON.stringify({ type: "auth_required", ha_version: "2026.11.0" }));
    ws.once("message", () => {
      ws.send(JSON.stringify({ type: "auth_ok", ha_version: "2026.11.0" }));
      ws.on("message", (frame: Buffer) => {
        const message = JSON.parse(frame.toString()) as Message; // What we sent ourselves.
        commands.push(message);
        const result = answer(message, ws);
        if (result === silence) return;
        ws.send(JSON.stringify({ id: message.id, type: "result", success: true, result }));
        if (message.type !== "subscribe_entities") return;
        ws.send(JSON.stringify({ id: message.id, type: "event", event: { a: {} } }));
      });
    });
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // It listens on a port.
    token: "token",
    paths,
    commands,
    last() {
      if (last === undefined) throw new Error("nobody came");
      return last;
    },
    connections: () => server.clients.size,
    async close() {
      for (const ws of server.clients) ws.terminate();
      server.close();
      await once(server, "close");
    },
  };
}

export const silence = Symbol("silence");

/** The least that a home must know to be mirrored. */
export const plainAnswer: Answer = ({ id, type }, ws) => {
  switch (type) {
    case "get_config":
      return { state: "RUNNING", version: "2026.11.0" };
    case "auth/current_user":
      return { is_admin: true };
    case "ping":
      ws.send(JSON.stringify({ id, type: "pong" }));
      return silence;
    default:
      return type.endsWith("list") ? [] : {};
  }
};
