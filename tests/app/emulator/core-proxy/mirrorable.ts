import { z } from "zod";
import { parseFrame } from "./frames.ts";
import type { TinyCoreScript } from "./tiny-core.ts";

const commandSchema = z.object({ id: z.number(), type: z.string() });

/** The least that a home must say to be mirrored; `instead` is a whole frame that is said instead. */
export const mirrorable =
  (instead: (type: string) => Buffer | string | undefined): NonNullable<TinyCoreScript["hear"]> =>
  (frame, socket) => {
    const { id, type } = commandSchema.parse(parseFrame(frame));
    const own = instead(type);
    if (own !== undefined) {
      socket.send(own);
      return;
    }
    const say = (message: object) => {
      socket.send(JSON.stringify({ id, ...message }));
    };
    say(type === "ping" ? { type: "pong" } : { type: "result", success: true, result: of(type) });
    if (type === "subscribe_entities") say({ type: "event", event: { a: {} } });
  };

function of(type: string): unknown {
  if (type === "get_config") return { state: "RUNNING", version: "2026.11.1" };
  if (type === "auth/current_user") return { is_admin: true };
  return type.endsWith("list") ? [] : {};
}
