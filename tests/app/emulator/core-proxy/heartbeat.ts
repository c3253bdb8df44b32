import type { WebSocket } from "ws";
import type { Clock } from "../parts.ts";

const everyMs = 30_000;
const pongMs = 15_000;

/** Pings until the socket closes, and drops whoever does not answer. */
export function keepBeating(socket: WebSocket, clock: Clock): void {
  let cancelPing = clock.after(everyMs, ping);
  let cancelDrop = () => undefined as unknown;

  function ping() {
    socket.ping();
    cancelDrop = clock.after(pongMs, () => socket.terminate());
    cancelPing = clock.after(everyMs, ping);
  }

  socket.on("pong", () => {
    cancelDrop();
  });
  socket.once("close", () => {
    cancelPing();
    cancelDrop();
  });
}
