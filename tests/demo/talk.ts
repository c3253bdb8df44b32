import { once } from "node:events";
import { WebSocket } from "ws";
import type { DemoHome } from "../../server/demo/demo-home.ts";

export type Message = Readonly<Record<string, unknown>>;

/** A client that speaks raw frames and remembers all that comes. */
export interface Talk {
  readonly socket: WebSocket;
  /** Every frame as it came, oldest first. */
  readonly frames: readonly string[];
  /** Every message, out of their frames. */
  readonly messages: readonly Message[];
  /** Sends a command under the next id; resolves with its result or pong, refusals too. */
  ask(type: string, parameters?: Message): Promise<Message>;
  /** The result of a command. @throws Error when it is refused. */
  read(type: string, parameters?: Message): Promise<unknown>;
  /** The code of a refusal. @throws Error when it is not refused. */
  refusal(type: string, parameters?: Message): Promise<string>;
  send(message: unknown): void;
  /** Resolves with the first message that is so, also one that came already. */
  sees(isIt: (message: Message) => boolean): Promise<Message>;
  /** The events of a subscription so far. */
  events(subscription: number): readonly unknown[];
  /** The id that the next command will have. */
  readonly nextId: number;
  readonly closed: Promise<number>;
}

const talks: Talk[] = [];

/** Hangs up on everybody; for `afterEach`. */
export function hangUp(): void {
  for (const { socket } of talks.splice(0)) socket.terminate();
}

/** Opens a socket and says nothing yet. */
export async function call(home: DemoHome): Promise<Talk> {
  const socket = new WebSocket(`${home.url.replace("http", "ws")}/api/websocket`);
  const frames: string[] = [];
  const messages: Message[] = [];
  const waiting = new Set<() => void>();
  let lastId = 0;
  socket.on("error", () => socket.terminate());
  socket.on("message", (frame: Buffer) => {
    frames.push(frame.toString());
    for (const message of read(frame.toString())) messages.push(message);
    for (const look of waiting) look();
  });
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  await once(socket, "open");

  const talk: Talk = {
    ...{ socket, frames, messages, closed },
    get nextId() {
      return lastId + 1;
    },
    send: (message) => socket.send(JSON.stringify(message)),
    ask(type, parameters = {}) {
      const id = (lastId += 1);
      talk.send({ id, type, ...parameters });
      return talk.sees((message) => message["id"] === id && message["type"] !== "event");
    },
    async read(type, parameters) {
      const { success, result, error } = await talk.ask(type, parameters);
      if (success !== true) throw new Error(`${type}: ${JSON.stringify(error)}`);
      return result;
    },
    async refusal(type, parameters) {
      const { error, ...rest } = await talk.ask(type, parameters);
      if (typeof error !== "object" || error === null || !("code" in error))
        throw new Error(`${type} was not refused: ${JSON.stringify(rest)}`);
      return String(error.code);
    },
    sees: (isIt) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = messages.find(isIt);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        void closed.then(() => reject(new Error("The socket closed before it came.")));
        look();
      }),
    events: (subscription) =>
      messages
        .filter(({ id, type }) => id === subscription && type === "event")
        .map(({ event }) => event),
  };
  talks.push(talk);
  return talk;
}

/** Opens a socket and authenticates, as the owner unless told otherwise. */
export async function talkTo(home: DemoHome, access_token = home.token): Promise<Talk> {
  const talk = await call(home);
  talk.send({ type: "auth", access_token });
  await talk.sees(({ type }) => type === "auth_ok");
  return talk;
}

function read(frame: string): readonly Message[] {
  try {
    const parsed: unknown = JSON.parse(frame);
    const all: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
    return all.filter(isMessage);
  } catch {
    return [];
  }
}

const isMessage = (value: unknown): value is Message => typeof value === "object" && value !== null;

/** The parameters of `call_service` for "light.turn_on". */
export function asCommand(name: string, target?: Message, service_data?: Message): Message {
  const [domain, service] = name.split(".");
  return { domain, service, ...(target && { target }), ...(service_data && { service_data }) };
}
