import Bottleneck from "bottleneck";
import { AppError } from "../errors.ts";

/** Acts go before reads: a person waits for the lamp, a chart can wait. */
export type Urgency = "act" | "read";

/** The one queue of everything that is sent to a home. */
export interface HomeQueue {
  /** Runs the job when it is its turn.
   * @throws AppError home_unreachable when the queue is full or the turn does not come in time;
   *   the signal's reason when the caller goes away first. */
  run<T>(urgency: Urgency, job: () => Promise<T>, signal: AbortSignal): Promise<T>;
  length(): { readonly waiting: number; readonly running: number };
  close(): Promise<void>;
}

interface HomeQueueOptions {
  readonly concurrency?: number;
  readonly maxWaiting?: number;
  readonly timeoutMs?: number;
  /** How long a job keeps others waiting; one that takes longer goes on beside them. */
  readonly placeMs?: number;
}

const priorities = { act: 2, read: 6 } as const satisfies Record<Urgency, number>;

export function createHomeQueue(options: HomeQueueOptions = {}): HomeQueue {
  const { concurrency = 4, maxWaiting = 100, timeoutMs = 5_000, placeMs = 2_000 } = options;
  const limiter = new Bottleneck({
    maxConcurrent: concurrency,
    highWater: maxWaiting,
    strategy: Bottleneck.strategy.OVERFLOW_PRIORITY,
  });

  /** What was begun and is not answered, whether or not it still has its place. */
  const begun = new Set<Promise<unknown>>();

  async function run<T>(urgency: Urgency, job: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const turn = waitForTurn(signal, timeoutMs);
    try {
      const { answer } = await Promise.race([
        limiter.schedule({ priority: priorities[urgency] }, () => turn.take(watched(job), placeMs)),
        turn.missed,
      ]);
      return await answer;
    } catch (error) {
      if (error instanceof Bottleneck.BottleneckError) throw busy(error);
      throw error;
    } finally {
      turn.end();
    }
  }

  const watched =
    <T>(job: () => Promise<T>) =>
    async (): Promise<T> => {
      const answer = job();
      begun.add(answer);
      try {
        return await answer;
      } finally {
        begun.delete(answer);
      }
    };

  function length() {
    const { RECEIVED, QUEUED, RUNNING, EXECUTING } = limiter.counts();
    return { waiting: RECEIVED + QUEUED, running: RUNNING + EXECUTING };
  }

  async function close(): Promise<void> {
    await limiter.stop({ dropWaitingJobs: true });
    await Promise.allSettled(begun);
  }

  return { run, length, close };
}

/** A place in the queue that is given up after a time or when the caller goes away. Bottleneck can
 * take no job back: one that missed its turn does nothing when it comes. */
function waitForTurn(signal: AbortSignal, timeoutMs: number) {
  let isMissed = false;
  let giveUp: (reason: unknown) => void = () => undefined;
  const missed = new Promise<never>((_, reject) => {
    giveUp = (reason) => {
      isMissed = true;
      reject(reason instanceof Error ? reason : new Error("aborted", { cause: reason }));
    };
  });
  missed.catch(() => undefined);
  const timer = setTimeout(() => giveUp(busy()), timeoutMs);
  const onAbort = () => giveUp(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const end = () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  };
  return {
    missed,
    end,
    /** Four scripts that take half a minute must not keep a whole house from its lamps. */
    async take<T>(
      job: () => Promise<T>,
      placeMs: number,
    ): Promise<{ readonly answer: Promise<T> }> {
      if (isMissed) return missed;
      end();
      const answer = job();
      await endOf(answer, placeMs);
      return { answer };
    },
  };
}

/** Settled when the answer is, whatever it is, or when the time is over. */
function endOf(answer: Promise<unknown>, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, withinMs);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    answer.then(end, end);
  });
}

const busy = (cause?: unknown) =>
  new AppError("home_unreachable", "The home is busy: too much is being asked of it at once.", {
    hint: "Wait a few seconds and try again; ask for less at once.",
    details: { retry_after_ms: 2_000 },
    cause,
  });
