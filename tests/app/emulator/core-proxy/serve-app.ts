import type { RawData, WebSocket } from "ws";
import { z } from "zod";
import type { EmulatorParts } from "../parts.ts";
import { mayUseCore } from "./access.ts";
import { bytesOf, parseFrame } from "./frames.ts";
import { keepBeating } from "./heartbeat.ts";
import { openCore } from "./open-core.ts";

export interface CoreProxyModes {
  /** Lets apps in and cannot open Core afterwards. */
  shutsOutAfterAuth: boolean;
}

type Parts = EmulatorParts & { readonly modes: CoreProxyModes };

/** What the Supervisor takes from an app in one frame. */
const maxBytesFromApp = 4 * 1024 * 1024;

const silenceMs = 10_000;

// What kind of message it is does not matter.
const authSchema = z.object({
  api_password: z.unknown().optional(),
  access_token: z.unknown().optional(),
});
const commandSchema = z.object({ id: z.unknown().optional(), type: z.string() });

/** One app's socket, from auth_required on. */
export function serveApp(socket: WebSocket, { app, core, clock, modes }: Parts): void {
  const { version: ha_version } = core;
  const early: (readonly [RawData, boolean])[] = [];
  const left = new AbortController();
  let hear = authenticate;

  const say = (message: object) => {
    socket.send(JSON.stringify(message));
  };
  const goodbye = () => {
    socket.close(1000);
  };

  keepBeating(socket, clock);
  const cancelSilence = clock.after(silenceMs, goodbye);
  socket.once("close", () => {
    cancelSilence();
    left.abort();
  });
  socket.on("error", () => socket.terminate());
  socket.on("message", (frame, isBinary) => {
    if (socket.readyState !== socket.OPEN) return;
    if (bytesOf(frame).length > maxBytesFromApp) socket.terminate();
    else hear(frame, isBinary);
  });
  say({ type: "auth_required", ha_version });

  function authenticate(frame: RawData, isBinary: boolean): void {
    cancelSilence();
    const auth = isBinary ? undefined : authSchema.safeParse(parseFrame(frame)).data;
    if (auth === undefined) {
      goodbye();
      return;
    }
    if (!mayUseCore(app, [auth.api_password, auth.access_token].find(Boolean))) {
      say({ type: "auth_invalid", message: "Invalid access" });
      goodbye();
      return;
    }
    say({ type: "auth_ok", ha_version });
    hear = (...given) => void early.push(given);
    if (modes.shutsOutAfterAuth) goodbye();
    else openCore(core, left.signal).then(ferry, goodbye);
  }

  function ferry(home: WebSocket): void {
    const hangUp = () => {
      home.terminate();
    };
    home.on("message", (frame, isBinary) => {
      socket.send(frame, { binary: isBinary });
    });
    home.on("error", (error) => {
      socket.close(isTooLarge(error) ? 1009 : 1002);
      hangUp();
    });
    home.once("close", goodbye);
    socket.once("close", hangUp);
    hear = (frame, isBinary) => {
      const refusal = isBinary ? undefined : refusalOf(frame);
      if (refusal === undefined) home.send(frame, { binary: isBinary });
      else say(refusal);
    };
    for (const one of early.splice(0)) hear(...one);
  }
}

/** Commands for the Supervisor itself are answered in its name; what comes in an array is not looked at. */
function refusalOf(frame: RawData): object | undefined {
  const { id = null, type } = commandSchema.safeParse(parseFrame(frame)).data ?? {};
  if (type === undefined || !/^(supervisor|hassio)\//.test(type)) return undefined;
  const error = { code: "unauthorized", message: "Unauthorized" };
  return { id, type: "result", success: false, error };
}

const isTooLarge = (error: Error) =>
  "code" in error && error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";
