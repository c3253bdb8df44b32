import type { WebSocket } from "ws";

/** Home Assistant's largest batch of messages in one frame. */
const largestBatch = 256;

export interface Outbox {
  /** As a frame of its own, before anything queued: the auth phase. */
  now(message: object): void;
  /** In order; in one frame with others of the same moment when the client coalesces. */
  send(message: object): void;
  coalesce(): void;
  /** Nothing leaves any more. */
  shut(): void;
}

export function createOutbox(socket: WebSocket): Outbox {
  let coalesces = false;
  let isShut = false;
  let queued: string[] = [];

  function put(frame: string): void {
    if (!isShut && socket.readyState === socket.OPEN) socket.send(frame);
  }

  function flush(): void {
    const batch = queued;
    queued = [];
    for (let from = 0; from < batch.length; from += largestBatch) {
      const some = batch.slice(from, from + largestBatch);
      put(some.length === 1 ? some.join("") : `[${some.join(",")}]`);
    }
  }

  return {
    now: (message) => put(JSON.stringify(message)),
    send(message) {
      const frame = JSON.stringify(message);
      if (!coalesces) {
        put(frame);
        return;
      }
      if (queued.push(frame) === 1) setImmediate(flush);
    },
    coalesce: () => (coalesces = true),
    shut: () => (isShut = true),
  };
}
