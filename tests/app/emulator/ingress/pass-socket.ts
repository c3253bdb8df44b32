import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer, type RawData } from "ws";
import type { Onward } from "./ask-onward.ts";

const maxMessageBytes = 16_777_216;
/** More than anybody may send: a hop ends both sides by itself, in its own way. */
const maxPayload = 4 * maxMessageBytes;

const style = { perMessageDeflate: false, autoPong: false, maxPayload } as const;

export interface SocketPassing {
  readonly req: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly onward: Onward;
  /** Core forwards pings, and loses what they carry. */
  readonly keepsPings: boolean;
}

/** Takes the browser's side first, and then asks the next one: who is refused there is cut off. */
export function passSocket({ req, socket, head, onward, keepsPings }: SocketPassing): void {
  const offered = protocolsOf(req);
  // The first one that was offered is taken here, whatever the app takes.
  const server = new WebSocketServer({
    ...{ noServer: true, ...style },
    handleProtocols: () => offered[0] ?? false,
  });
  server.handleUpgrade(req, socket, head, (near) => {
    near.on("error", () => undefined).pause();
    const { origin, path, fields, localAddress } = onward;
    const far = new WebSocket(`${origin.replace(/^http/, "ws")}/`, offered, {
      ...style,
      headers: Object.fromEntries(fields),
      // Not within the address: URL would tidy it.
      finishRequest: (request) => {
        request.path = path;
        request.end();
      },
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    socket.once("close", () => far.terminate());
    far.on("error", () => near.terminate());
    far.once("open", () => {
      join(near, far, keepsPings);
      join(far, near, keepsPings);
      near.resume();
    });
  });
}

function join(from: WebSocket, to: WebSocket, keepsPings: boolean): void {
  const payload = (carried: Buffer) => (keepsPings ? carried : Buffer.alloc(0));
  from.on("message", (message, isBinary) => {
    if (sizeOf(message) <= maxMessageBytes) to.send(message, { binary: isBinary });
    else for (const side of [from, to]) side.close(1000);
  });
  from.on("ping", (carried) => to.ping(payload(carried)));
  from.on("pong", (carried) => to.pong(payload(carried)));
  // Whatever the reason was, it is not told.
  from.once("close", () => to.close(1000));
}

const sizeOf = (message: RawData): number =>
  Array.isArray(message)
    ? message.reduce((bytes, part) => bytes + part.length, 0)
    : message.byteLength;

const protocolsOf = ({ headers }: IncomingMessage): string[] =>
  (headers["sec-websocket-protocol"] ?? "").split(",").flatMap((word) => word.trim() || []);

export const isWebSocket = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === "websocket";
