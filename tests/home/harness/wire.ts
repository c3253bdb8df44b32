// Home Assistant's WebSocket API without any of Vestibule's code: what the specs compare with.
import { once } from "node:events";
import { WebSocket } from "ws";
import { z } from "zod";

export type WireMessage = Readonly<Record<string, unknown>> & { readonly type: string };

export interface Wire {
  readonly command: (message: WireMessage) => Promise<unknown>;
  /** Like a command, and tells what comes after its answer. */
  readonly listen: (message: WireMessage, onEvent: (event: unknown) => void) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** A command that Home Assistant answered with an error, or could not answer any more. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

const frame = z.object({
  type: z.string(),
  id: z.number().optional(),
  success: z.boolean().optional(),
  result: z.unknown().optional(),
  message: z.string().optional(),
  event: z.unknown().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** @throws Refused with the code "auth_invalid" when the token is not accepted. */
export async function openWire(url: string, token: string): Promise<Wire> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/websocket`);
  const waiting = new Map<number, Waiting>();
  const listening = new Map<number, (event: unknown) => void>();
  let lastId = 0;

  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", () => {
      const gone = new Refused("closed", "Home Assistant closed the connection.");
      reject(gone);
      for (const one of waiting.values()) one.reject(gone);
      waiting.clear();
    });
    socket.on("message", (data: Buffer) => {
      const said = frame.parse(JSON.parse(data.toString()));
      if (said.type === "auth_required") {
        socket.send(JSON.stringify({ type: "auth", access_token: token }));
      }
      if (said.type === "auth_ok") resolve();
      if (said.type === "auth_invalid") reject(new Refused("auth_invalid", said.message ?? ""));
      if (said.type === "event") listening.get(said.id ?? 0)?.(said.event);
      if (said.type === "result" && said.id !== undefined) {
        const one = waiting.get(said.id);
        waiting.delete(said.id);
        if (said.success === true) one?.resolve(said.result);
        else one?.reject(new Refused(said.error?.code ?? "", said.error?.message ?? ""));
      }
    });
  });

  const send = (message: WireMessage): Promise<unknown> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      socket.send(JSON.stringify({ ...message, id: lastId }));
    });

  return {
    command: send,
    listen(message, onEvent) {
      listening.set(lastId + 1, onEvent);
      return send(message);
    },
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return;
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
}

/** Opens a connection, uses it and closes it again. */
export async function withWire<T>(
  url: string,
  token: string,
  use: (wire: Wire) => Promise<T>,
): Promise<T> {
  const wire = await openWire(url, token);
  try {
    return await use(wire);
  } finally {
    await wire.close();
  }
}
