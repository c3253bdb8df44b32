import { setMaxListeners } from "node:events";
import { Connection } from "home-assistant-js-websocket";
import type { Log } from "../log.ts";
import { bounded } from "./bounded.ts";
import { answerTooLarge, connectionLost, isUnreachable, toAppError } from "./errors.ts";
import type { HomeAddress } from "./home.ts";
import { createQuietCommands } from "./quiet-commands.ts";
import { openSocket } from "./socket.ts";
import type { Timings } from "./timings.ts";

export interface Command {
  readonly type: string;
  readonly [parameter: string]: unknown;
}

/** One living connection, from being let in to the end of its socket. It is never revived. */
export interface Session {
  readonly version: string;
  readonly ended: Promise<void>;
  /** Aborted at the end. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds of the last frame that came. */
  readonly heardAt: () => number;
  /** @throws AppError; answers never take longer than the command's time. */
  readonly ask: (command: Command, signal?: AbortSignal) => Promise<unknown>;
  /** As `ask`, for what is not only looked at: `onSent` is called when the command has left.
   * Takes at most an act's time. */
  readonly act: (command: Command, signal: AbortSignal, onSent: () => void) => Promise<unknown>;
  /** `onEvent` must not wait for anything. Ends when `until` is aborted. */
  readonly subscribe: (
    command: Command,
    onEvent: (event: unknown) => void,
    until: AbortSignal,
  ) => Promise<void>;
  close(): void;
  /** Ends a session whose other end may be gone. */
  abandon(): void;
}

export interface SessionOptions {
  readonly address: HomeAddress;
  readonly timings: Timings;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Why a WebSocket closes whose other end sent a larger frame than passes. */
const messageTooBig = 1009;

/** @throws AppError when nobody answers or the token is not accepted. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { address, timings, log, signal } = options;
  const wire = await openSocket({ address, timeoutMs: timings.connectMs, signal, log });

  const end = new AbortController();
  setMaxListeners(0, end.signal); // One for each subscription.
  let heardAt = Date.now();
  let wasTooMuch = false;
  let keepAlive: NodeJS.Timeout | undefined;
  wire.onFrame(() => {
    heardAt = Date.now();
  });
  wire.onClose((code) => {
    wasTooMuch = code === messageTooBig;
    end.abort();
    clearTimeout(keepAlive);
    // Before the library hears of it: it would connect again, in its own rhythm and for ever.
    connection.close();
  });
  const connection = new Connection(wire.socket, {
    setupRetry: 0,
    createSocket: () => Promise.reject(new Error("a session is never revived")),
  });
  connection.commands = createQuietCommands(log);

  /** Sends only while connected, or the library keeps the command for ever; one shape of error. */
  const within = async <T>(send: () => Promise<T>, timeoutMs: number, abort?: AbortSignal) => {
    abort?.throwIfAborted();
    if (!connection.connected) throw connectionLost();
    const answer = send().catch((error: unknown) => {
      throw toAppError(error, log);
    });
    return bounded(answer, timeoutMs, abort);
  };

  async function answered(
    command: Command,
    timeoutMs: number,
    abort?: AbortSignal,
    onSent?: () => void,
  ) {
    let id = 0;
    const send = () => {
      const answer = connection.sendMessagePromise<unknown>({ ...command });
      onSent?.();
      id = connection.commandId;
      return answer;
    };
    try {
      return await within(send, timeoutMs, abort);
    } finally {
      // The library keeps a command until its answer comes, and some never do.
      connection.commands.delete(id);
    }
  }

  const session: Session = {
    version: wire.socket.haVersion,
    ended: wire.closed,
    signal: end.signal,
    heardAt: () => heardAt,
    async ask(command, abort) {
      try {
        return await answered(command, timings.commandMs, abort);
      } catch (error) {
        throw wasTooMuch && isUnreachable(error) ? answerTooLarge() : error;
      }
    },
    act: (command, abort, onSent) => answered(command, timings.actMs, abort, onSent),
    subscribe(command, onEvent, until) {
      const listener = (event: unknown) => {
        if (until.aborted) return;
        try {
          onEvent(event);
        } catch (error) {
          log.error({ error, subscription: command.type }, "an event could not be handled");
        }
      };
      const send = () => {
        // Resubscribing is the library's other trap: it does so once, and a refusal ends the process.
        const made = connection.subscribeMessage(listener, { ...command }, { resubscribe: false });
        const unsubscribe = () => {
          made.then((tell) => tell()).catch(() => undefined);
        };
        // Also when the home says yes after nobody waits for it any more.
        until.addEventListener("abort", unsubscribe, { once: true });
        return made.then(() => undefined);
      };
      return within(send, timings.commandMs, until);
    },
    close() {
      wire.close();
    },
    abandon() {
      wire.terminate();
    },
  };

  keepAlive = setTimeout(beat, timings.keepAliveMs);
  function beat() {
    within(() => connection.ping(), timings.pongMs).then(
      () => {
        if (!end.signal.aborted) keepAlive = setTimeout(beat, timings.keepAliveMs);
      },
      () => {
        if (!end.signal.aborted) log.warn("the home does not answer; connecting anew");
        session.abandon();
      },
    );
  }
  return session;
}
