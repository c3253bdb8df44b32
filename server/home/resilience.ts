import { setTimeout as delay } from "node:timers/promises";
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  circuitBreaker,
  handleWhen,
} from "cockatiel";
import { AppError } from "../errors.ts";
import { isFateUnknown, isUnreachable, unreachable } from "./errors.ts";
import type { HomeStatus } from "./home.ts";
import type { Timings } from "./timings.ts";

/** Growing delays with jitter, so that many homes do not come back in one moment. */
export interface Backoff {
  next(): number;
  reset(): void;
}

export function createBackoff(initialDelay: number, maxDelay: number, least = 0): Backoff {
  const start = () => new ExponentialBackoff({ initialDelay, maxDelay }).next();
  let step = start();
  return {
    next() {
      const { duration } = step;
      step = step.next(undefined);
      return Math.min(Math.max(duration, least), Math.max(maxDelay, least));
    },
    reset() {
      step = start();
    },
  };
}

export interface Breaker {
  /** @throws AppError home_unreachable at once while the breaker is open. */
  run<T>(action: () => Promise<T>): Promise<T>;
  state(): HomeStatus["breaker"];
}

const failuresUntilOpen = 5;

export function createBreaker({ breakMs }: Pick<Timings, "breakMs">): Breaker {
  // An act that takes long says nothing of the home; a home that is gone ends the session.
  const tells = (error: unknown) => isUnreachable(error) && !isFateUnknown(error);
  const policy = circuitBreaker(handleWhen(tells), {
    halfOpenAfter: breakMs,
    breaker: new ConsecutiveBreaker(failuresUntilOpen),
  });
  return {
    async run(action) {
      const outcome = await policy
        .execute(() => settled(action))
        .catch((error: unknown) => {
          if (error instanceof BrokenCircuitError)
            throw unreachable("Home Assistant has not been answering; it is given a moment.");
          throw error;
        });
      if ("refusal" in outcome) throw outcome.refusal;
      return outcome.answer;
    },
    state() {
      switch (policy.state) {
        case CircuitState.Closed:
          return "closed";
        case CircuitState.HalfOpen:
          return "half-open";
        case CircuitState.Open:
        case CircuitState.Isolated:
          return "open";
      }
    },
  };
}

/** A refusal is an answer: the home is well. */
async function settled<T>(
  action: () => Promise<T>,
): Promise<{ readonly answer: T } | { readonly refusal: AppError }> {
  try {
    return { answer: await action() };
  } catch (error) {
    if (error instanceof AppError && !isUnreachable(error)) return { refusal: error };
    throw error;
  }
}

const tries = 3;

/** Tries a read again when the home could not be reached. Never for an act: its fate is unknown. */
export async function retryRead<T>(
  read: () => Promise<T>,
  { firstDelayMs, signal }: { readonly firstDelayMs: number; readonly signal: AbortSignal },
): Promise<T> {
  const backoff = createBackoff(firstDelayMs, firstDelayMs * 4, firstDelayMs);
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await read();
    } catch (error) {
      if (attempt === tries || !isUnreachable(error)) throw error;
      await delay(backoff.next(), undefined, { signal }).catch(() => undefined);
    }
  }
}
