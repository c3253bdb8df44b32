import type { WebSocket } from "ws";
import { commands } from "../commands/index.ts";
import { version, type Core } from "../core/core.ts";
import type { User } from "../core/model.ts";
import { Refusal } from "../core/refusal.ts";
import { isAdmin } from "../core/users.ts";
import { checkFields, record, type Caller, type Command } from "./command.ts";
import type { Mood } from "./mood.ts";
import { createOutbox } from "./outbox.ts";

const authTimeoutMs = 10_000;

export interface SessionParts {
  readonly core: Core;
  readonly mood: Mood;
  /** Who a token belongs to; undefined: nobody. */
  readonly userOf: (token: string) => User | undefined;
  readonly onCommand: (message: Readonly<Record<string, unknown>>, user: User) => void;
}

/** One open socket, from auth_required on. */
export interface Session {
  readonly socket: WebSocket;
  /** Who authenticated, and with what; undefined before that. */
  readonly holder: { readonly user: User; readonly token: string } | undefined;
  /** Closes as Home Assistant does when it stops or a token is revoked. */
  close(): void;
  /** Silent from now on, for good, and deaf. */
  freeze(): void;
}

export function openSession(socket: WebSocket, parts: SessionParts): Session {
  const { core, mood } = parts;
  const outbox = createOutbox(socket);
  const subscriptions = new Map<number, () => void>();
  let holder: Session["holder"];
  let lastId = 0;
  let isClosed = false;

  const impatience = setTimeout(() => close(), authTimeoutMs).unref();
  outbox.now({ type: "auth_required", ha_version: version });
  socket.on("message", (frame: Buffer) => receive(frame.toString()));
  socket.on("close", forget);
  // A client's bad frame ends its connection, not the home.
  socket.on("error", () => socket.terminate());

  function forget(): void {
    isClosed = true;
    clearTimeout(impatience);
    for (const end of subscriptions.values()) end();
    subscriptions.clear();
  }

  function close(): void {
    if (isClosed) return;
    forget();
    socket.close(1000);
  }

  function receive(frame: string): void {
    if (isClosed) return;
    const message = parse(frame);
    if (message === undefined) {
      close();
      return;
    }
    if (!holder) {
      authenticate(message);
      return;
    }
    for (const one of Array.isArray(message) ? message : [message]) handle(one, userNow(holder));
  }

  /** Their groups may have changed since they came. */
  const userNow = ({ user }: NonNullable<Session["holder"]>): User =>
    core.users.all.get(user.id) ?? user;

  function authenticate(message: unknown): void {
    clearTimeout(impatience);
    const isAuth = record(message) && message["type"] === "auth";
    const token = isAuth ? message["access_token"] : undefined;
    const user = typeof token === "string" ? parts.userOf(token) : undefined;
    if (!user || typeof token !== "string") {
      const invalid = isAuth
        ? "Invalid access token or password"
        : "Auth message incorrectly formatted: required key not provided at 'type'";
      outbox.now({ type: "auth_invalid", message: invalid });
      close();
      return;
    }
    outbox.now({ type: "auth_ok", ha_version: version });
    if (mood.closesAfterAuth) {
      close();
      return;
    }
    holder = { user, token };
  }

  function handle(message: unknown, user: User): void {
    if (!isCommand(message)) {
      const id = record(message) ? (message["id"] ?? null) : 0;
      refuse(id, new Refusal("invalid_format", "Message incorrectly formatted."));
      return;
    }
    parts.onCommand(message, user);
    if (mood.hangs) return;
    const { id, type, ...parameters } = message;
    if (id <= lastId) {
      refuse(id, new Refusal("id_reuse", "Identifier values have to increase."));
      return;
    }
    const known = commandOf(core, type);
    if (!known) {
      refuse(id, new Refusal("unknown_command", "Unknown command."));
      return;
    }
    lastId = id;
    try {
      const code = mood.failing.get(type);
      if (code !== undefined) throw new Refusal(code, `Refused on request: ${code}.`);
      checkFields(known, parameters);
      if (known.admin && !isAdmin(user)) throw new Refusal("unauthorized", "Unauthorized");
      known.run(parameters, core, callerOf(id, user));
    } catch (error) {
      refuse(id, error);
    }
  }

  function refuse(id: unknown, error: unknown): void {
    const { code, message, translation } =
      error instanceof Refusal ? error : new Refusal("unknown_error", "Unknown error");
    say({ id, type: "result", success: false, error: { code, message, ...translation } });
  }

  function say(answer: object): void {
    if (mood.slowMs === 0) {
      outbox.send(answer);
      return;
    }
    setTimeout(() => outbox.send(answer), mood.slowMs).unref();
  }

  const callerOf = (id: number, user: User): Caller => ({
    user,
    reply: (result) => say({ id, type: "result", success: true, result: result ?? null }),
    event: (event) => say({ id, type: "event", event }),
    pong: () => say({ id, type: "pong" }),
    coalesce: () => outbox.coalesce(),
    drop: () => socket.terminate(),
    subscribe: (end) => subscriptions.set(id, end),
    unsubscribe(subscription) {
      subscriptions.get(subscription)?.();
      return subscriptions.delete(subscription);
    },
  });

  return {
    socket,
    get holder() {
      return holder;
    },
    close,
    freeze() {
      forget();
      outbox.shut();
      socket.pause();
    },
  };
}

/** Commands of an integration that is not loaded (yet) are unknown, as during the start. */
/** Commands that look like a component's and belong to none. */
const ofCore: ReadonlySet<string> = new Set(["entity"]);

function commandOf(core: Core, type: string): Command | undefined {
  const [component = "", ...rest] = type.split("/");
  const isLoaded =
    rest.length === 0 || ofCore.has(component) || core.lifecycle.components.has(component);
  return isLoaded ? commands.get(type) : undefined;
}

function parse(frame: string): unknown {
  try {
    return JSON.parse(frame);
  } catch {
    return undefined;
  }
}

const isCommand = (
  message: unknown,
): message is Readonly<Record<string, unknown>> & { readonly id: number; readonly type: string } =>
  record(message) &&
  Number.isInteger(message["id"]) &&
  Number(message["id"]) > 0 &&
  typeof message["type"] === "string" &&
  message["type"] !== "";
