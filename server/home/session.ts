import { Connection } from "home-assistant-js-websocket";
import type { Log } from "../log.ts";
import { answerOverdue, connectionLost, toAppError } from "./errors.ts";
import type { HomeAddress } from "./home.ts";
import { openSocket } from "./socket.ts";
import type { Timings } from "./timings.ts";
import { createQuietCommands } from "./quiet-commands.ts";

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

/** @throws AppError when nobody answers or the token is not accepted. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { address, timings, log, signal } = options;
  const wire = await openSocket({ address, timeoutMs: timings.connectMs, signal, log });

  const waiting = new Set<() => void>();
  const end = new AbortController();
  let heardAt = Date.now();
  let keepAlive: NodeJS.Timeout | undefined;
  wire.onFrame(() => {
    heardAt = Date.now();
  });
  wire.onClose(() => {
    end.abort();
    clearTimeout(keepAlive);
    // Before the library hears of it: it would connect again, in its own rhythm and for ever.
    connection.close();
    for (const lose of [...waiting]) lose();
  });
  const connection = new Connection(wire.socket, {
    setupRetry: 0,
    createSocket: () => Promise.resolve(wire.socket),
  });
  connection.commands = createQuietCommands(log);

  /** Bounds what the library leaves open: it knows no timeouts, and forgets subscriptions in flight. */
  function bounded<T>(send: () => Promise<T>, timeoutMs: number, abort?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      if (end.signal.aborted || !connection.connected) {
        reject(connectionLost());
        return;
      }
      const settle = (act: () => void) => {
        clearTimeout(timer);
        waiting.delete(lose);
        abort?.removeEventListener("abort", stop);
        act();
      };
      const giveUp = (error: unknown) => {
        settle(() => {
          reject(toAppError(error, log));
        });
      };
      const lose = () => {
        giveUp(connectionLost());
      };
      const stop = () => {
        settle(() => {
          reject(abort?.reason instanceof Error ? abort.reason : new Error("aborted"));
        });
      };
      const timer = setTimeout(() => {
        giveUp(answerOverdue());
      }, timeoutMs);
      waiting.add(lose);
      abort?.addEventListener("abort", stop);
      if (abort?.aborted) {
        stop();
        return;
      }
      send().then((answer) => {
        settle(() => {
          resolve(answer);
        });
      }, giveUp);
    });
  }

  const session: Session = {
    version: wire.socket.haVersion,
    ended: wire.closed,
    signal: end.signal,
    heardAt: () => heardAt,
    async ask(command, abort) {
      let id = 0;
      const send = () => {
        const answer = connection.sendMessagePromise<unknown>({ ...command });
        id = connection.commandId;
        return answer;
      };
      try {
        return await bounded(send, timings.commandMs, abort);
      } finally {
        // The library keeps a command until its answer comes, and some never do.
        connection.commands.delete(id);
      }
    },
    async subscribe(command, onEvent, until) {
      const listener = (event: unknown) => {
        if (until.aborted) return;
        try {
          onEvent(event);
        } catch (error) {
          log.error({ error, subscription: command.type }, "an event could not be handled");
        }
      };
      const subscription = connection.subscribeMessage(
        listener,
        { ...command },
        { resubscribe: false },
      );
      const unsubscribe = () => {
        subscription.then((tell) => tell()).catch(() => undefined);
      };
      // Also when the home says yes after nobody waits for it any more.
      until.addEventListener("abort", unsubscribe, { once: true });
      if (until.aborted) unsubscribe();
      await bounded(() => subscription, timings.commandMs, until);
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
    bounded(() => connection.ping(), timings.pongMs).then(
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
