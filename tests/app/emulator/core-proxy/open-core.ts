import { WebSocket } from "ws";
import { z } from "zod";
import type { Core } from "../parts.ts";
import { parseFrame } from "./frames.ts";

/** What the Supervisor takes from Core in one frame. */
const maxBytesFromCore = 64 * 1024 * 1024;

const greeting = z.object({ type: z.string() });

/** A socket to Core that has let the Supervisor in; rejects when it cannot be had or nobody wants it. */
export function openCore({ url, token }: Core, unwanted: AbortSignal): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/websocket`, {
      maxPayload: maxBytesFromCore,
      perMessageDeflate: false,
    });
    const fail = () => {
      reject(new Error("Core does not let the Supervisor in."));
      socket.terminate();
    };
    const greet = (frame: Buffer) => {
      switch (greeting.safeParse(parseFrame(frame)).data?.type) {
        case "auth_required":
          socket.send(JSON.stringify({ type: "auth", access_token: token }));
          return;
        case "auth_ok":
          socket.off("message", greet).off("close", fail).off("error", fail);
          unwanted.removeEventListener("abort", fail);
          resolve(socket);
          return;
        case undefined:
        default:
          fail();
      }
    };
    socket.on("message", greet).on("close", fail).on("error", fail);
    unwanted.addEventListener("abort", fail);
  });
}
