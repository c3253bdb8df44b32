import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { connectionLost, fateUnknown, refusalCode, unreachable } from "./errors.ts";
import type { HomeAddress, HomeStatus } from "./home.ts";
import { createBackoff, createBreaker, retryRead } from "./resilience.ts";
import { openSession, type Command, type Session } from "./session.ts";
import type { Timings } from "./timings.ts";

/** A connection to a home across all its sessions. */
export interface Connection {
  /** A command that only looks: tried again when it is lost. */
  read(command: Command, signal: AbortSignal): Promise<unknown>;
  /** A command that acts: sent once, never again.
   * @throws AppError home_unreachable when it was surely not sent, FateUnknown when it was and no
   *   answer came, else what the home said. */
  act(command: Command, signal: AbortSignal): Promise<unknown>;
  status(): ConnectionStatus;
  close(): Promise<void>;
}

export interface ConnectionStatus {
  readonly state: "away" | "refused" | "connected";
  /** Why not connected. */
  readonly reason?: string;
  readonly version?: string;
  readonly breaker: HomeStatus["breaker"];
  readonly reconnects: number;
}

export interface ConnectionOptions {
  readonly address: HomeAddress;
  readonly timings: Timings;
  readonly log: Log;
  /** Takes a session over; settled when the home is known. A session that it fails on is ended. */
  readonly follow: (session: Session) => Promise<void>;
}

/** Connects, and connects again whenever the session ended, until it is closed. */
export function createConnection(options: ConnectionOptions): Connection {
  const { address, timings, log, follow } = options;
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // One for each read.
  const awayBackoff = createBackoff(
    timings.firstDelayMs,
    timings.longestDelayMs,
    timings.leastDelayMs,
  );
  const refusedBackoff = createBackoff(
    timings.refusedDelayMs,
    timings.longestRefusedDelayMs,
    timings.refusedDelayMs,
  );
  let session: Session | undefined;
  let breaker = createBreaker(timings);
  let tokenRefused = false;
  let reason: string | undefined;
  let version: string | undefined;
  let sessions = 0;

  async function open() {
    try {
      return await openSession({ address, timings, log, signal: stop.signal });
    } catch (error) {
      tokenRefused = error instanceof AppError && error.code === "home_refused";
      throw error;
    }
  }

  async function live() {
    const opened = await open();
    const close = () => {
      opened.close();
    };
    stop.signal.addEventListener("abort", close, { once: true });
    try {
      // auth_ok is no proof of life, the first result is: the Supervisor lets us in, then closes.
      await opened.ask({ type: "get_config" });
      tokenRefused = false;
      breaker = createBreaker(timings);
      session = opened;
      sessions++;
      ({ version } = opened);
      log.info({ version }, "connected");
      await follow(opened);
      awayBackoff.reset();
      refusedBackoff.reset();
      await opened.ended;
    } catch (error) {
      throw opened.signal.aborted ? connectionLost() : error;
    } finally {
      session = undefined;
      stop.signal.removeEventListener("abort", close);
      close();
      await opened.ended;
    }
  }

  async function run() {
    for (;;) {
      const before = reason;
      try {
        await live();
        reason = connectionLost().message;
      } catch (error) {
        reason = reasonOf(error, log);
      }
      if (stop.signal.aborted) return;
      const waitMs = (tokenRefused ? refusedBackoff : awayBackoff).next();
      // A home that is away for a night is one line, not thousands.
      const level = reason === before ? "debug" : "warn";
      log[level]({ reason, retry_ms: Math.round(waitMs) }, "not connected");
      try {
        await delay(waitMs, undefined, { signal: stop.signal });
      } catch {
        return; // Closed.
      }
    }
  }
  const running = run();

  function connected(): Session {
    if (session === undefined) throw unreachable(reason ?? "Home Assistant is not connected yet.");
    return session;
  }

  function send(command: Command, signal: AbortSignal) {
    const { ask } = connected();
    return breaker.run(() => ask(command, signal));
  }

  async function actOnce({ act }: Session, command: Command, signal: AbortSignal) {
    const fate = { isSent: false };
    try {
      return await act(command, signal, () => {
        fate.isSent = true;
      });
    } catch (error) {
      if (refusalCode(error) !== undefined) throw error;
      throw fate.isSent ? fateUnknown() : connectionLost();
    }
  }

  return {
    async read(command, signal) {
      for (const one of [signal, stop.signal]) one.throwIfAborted();
      const either = new AbortController();
      const abort = (event: Event) => {
        either.abort(event.target === signal ? signal.reason : stop.signal.reason);
      };
      for (const one of [signal, stop.signal]) one.addEventListener("abort", abort);
      try {
        return await retryRead(() => send(command, either.signal), {
          firstDelayMs: timings.retryDelayMs,
          signal: either.signal,
        });
      } finally {
        for (const one of [signal, stop.signal]) one.removeEventListener("abort", abort);
      }
    },
    act(command, signal) {
      if (signal.aborted || stop.signal.aborted)
        return Promise.reject(unreachable("It was given up before Home Assistant was asked."));
      return breaker.run(() => actOnce(connected(), command, signal));
    },
    status: () => ({
      state: session !== undefined ? "connected" : tokenRefused ? "refused" : "away",
      ...(session !== undefined || reason === undefined ? {} : { reason }),
      ...(version === undefined ? {} : { version }),
      breaker: breaker.state(),
      reconnects: Math.max(0, sessions - 1),
    }),
    async close() {
      stop.abort(unreachable("Vestibule is stopping."));
      await running;
    },
  };
}

function reasonOf(error: unknown, log: Log): string {
  if (error instanceof AppError) return error.message;
  log.error({ error }, "the home could not be followed");
  return "Something went wrong inside Vestibule while reading the home; the log says what.";
}
