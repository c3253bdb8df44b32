import type { HaWebSocket } from "home-assistant-js-websocket";
import { WebSocket, type RawData } from "ws";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { requestTooLarge } from "./errors.ts";
import type { HomeAddress } from "./home.ts";
import { fields, text } from "./wire.ts";

export interface SocketOptions {
  readonly address: HomeAddress;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** An authenticated socket. */
export interface Wire {
  /** As home-assistant-js-websocket wants it. */
  readonly socket: HaWebSocket;
  readonly closed: Promise<void>;
  /** `listener` hears of the end, and its code, before the library does. */
  onClose(listener: (code: number) => void): void;
  onFrame(listener: () => void): void;
  close(): void;
  /** For a socket whose other end may be gone: nobody is asked. */
  terminate(): void;
}

/** Home Assistant sends what it has in one frame; the Supervisor lets 64 MiB pass. */
const maxPayload = 128 * 1024 * 1024;

/** Home Assistant and the Supervisor drop whoever sends a frame of more, all else on it included. */
const maxRequestBytes = 4 * 1024 * 1024;

/** How long the other end may take to close; `ws` itself waits half a minute. */
const goodbyeMs = 1_000;

const socketUrl = ({ url, supervised }: HomeAddress): string => {
  const path = supervised ? "websocket" : "api/websocket";
  return `${url.replace(/^http/, "ws").replace(/\/+$/, "")}/${path}`;
};

/** Opens a socket and is let in.
 * @throws AppError home_unreachable, or home_refused when the token is not accepted. */
export function openSocket({ address, timeoutMs, signal, log }: SocketOptions): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(socketUrl(address), {
      maxPayload,
      rejectUnauthorized: address.anyCertificate !== true,
      // Deflating megabytes inside the house costs more than sending them.
      perMessageDeflate: false,
    });
    const closed = new Promise<void>((resolveClosed) => {
      ws.once("close", () => {
        resolveClosed();
      });
    });

    const settle = (act: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      ws.off("message", greet).off("unexpected-response", explain);
      act();
    };
    const fail = (error: AppError) => {
      settle(() => {
        reject(error);
      });
      ws.terminate();
    };
    const timer = setTimeout(() => {
      fail(nobody(`${address.url} did not answer in time.`));
    }, timeoutMs);
    const abort = () => {
      fail(nobody("Vestibule is stopping."));
    };
    const explain = (_request: unknown, response: { statusCode?: number }) => {
      fail(nobody(statusReason(address, response.statusCode ?? 0)));
    };
    const greet = (frame: RawData) => {
      const message = parse(frame);
      switch (message["type"]) {
        case "auth_required":
          ws.send(JSON.stringify({ type: "auth", access_token: address.token }));
          return;
        case "auth_invalid":
          fail(new AppError("home_refused", tokenReason(address)));
          return;
        case "auth_ok":
          settle(() => {
            resolve(toWire(ws, closed, text(message["ha_version"]) ?? "", log));
          });
      }
    };

    // For ever: without a listener a bad or too large frame would end the process.
    ws.on("error", (error) => {
      log.debug({ code: codeOf(error) }, "socket failed");
      fail(nobody(errorReason(address, codeOf(error))));
    });
    ws.once("close", () => {
      fail(nobody(`${address.url} closed the connection before letting Vestibule in.`));
    });
    ws.on("unexpected-response", explain);
    ws.on("message", greet);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
  });
}

function toWire(ws: WebSocket, closed: Promise<void>, version: string, log: Log): Wire {
  const coalesce = { type: "supported_features", id: 1, features: { coalesce_messages: 1 } };
  ws.send(JSON.stringify(coalesce));
  const guarded = (listener: (event: unknown) => void) => (event: unknown) => {
    try {
      listener(event);
    } catch {
      log.warn("the home sent a frame that cannot be read; connecting anew");
      ws.terminate();
    }
  };
  const socket = {
    haVersion: version,
    OPEN: WebSocket.OPEN,
    get readyState() {
      return ws.readyState;
    },
    send(frame: string) {
      if (Buffer.byteLength(frame) >= maxRequestBytes) throw requestTooLarge();
      ws.send(frame);
    },
    close() {
      ws.close();
    },
    addEventListener(type: "message" | "close", listener: (event: unknown) => void) {
      ws.addEventListener(type, guarded(listener));
    },
  };
  return {
    // The library types a browser's socket, of which it uses these members only.
    socket: socket as unknown as HaWebSocket,
    closed,
    onClose(listener) {
      ws.once("close", listener);
    },
    onFrame(listener) {
      ws.on("message", listener);
    },
    close() {
      if (ws.readyState === WebSocket.CLOSED) return;
      ws.close();
      const impatience = setTimeout(() => {
        ws.terminate();
      }, goodbyeMs);
      ws.once("close", () => {
        clearTimeout(impatience);
      });
    },
    terminate() {
      ws.terminate();
    },
  };
}

const nobody = (reason: string) => new AppError("home_unreachable", reason);

const codeOf = (error: Error): string => ("code" in error ? String(error.code) : error.name);

function parse(frame: RawData): Readonly<Record<string, unknown>> {
  try {
    return fields(JSON.parse(Buffer.isBuffer(frame) ? frame.toString() : ""));
  } catch {
    return {};
  }
}

function tokenReason({ supervised }: HomeAddress): string {
  return supervised
    ? "The Supervisor does not accept Vestibule's token. Restart the app."
    : "Home Assistant does not accept the token: it is wrong, expired, revoked, or its user is not active.";
}

function statusReason({ url, supervised }: HomeAddress, status: number): string {
  if (status === 502 || status === 503 || status === 504)
    return supervised
      ? "Home Assistant is not running yet."
      : `${url} answers, but Home Assistant behind it does not (${status}).`;
  return `${url} answers ${status}: it is something else than Home Assistant, or a proxy without WebSockets.`;
}

function errorReason({ url }: HomeAddress, code: string): string {
  switch (code) {
    case "ECONNREFUSED":
      return `Nobody answers at ${url}.`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `The name in ${url} is not known.`;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `There is no way to ${url}.`;
    default:
      return /CERT|SIGNED|TLS|SSL/.test(code)
        ? `The certificate of ${url} is not trusted (${code}).`
        : `${url} cannot be reached (${code}).`;
  }
}
