import type { Log } from "../log.ts";
import type { Kind } from "./readings.ts";
import { createBackoff } from "./resilience.ts";
import type { Timings } from "./timings.ts";

export interface Refresh {
  mark(kind: Kind): void;
  markEntity(entityId: string): void;
  /** Until then marks are only kept. */
  start(): void;
}

export interface RefreshOptions {
  /** When it is aborted, nothing is read any more. */
  readonly until: AbortSignal;
  readonly timings: Timings;
  readonly log: Log;
  readonly read: (kinds: readonly Kind[], entityIds: readonly string[]) => Promise<void>;
}

/** Gathers what events say has changed, and reads it once, one reading at a time. */
export function createRefresh({ until, timings, log, read }: RefreshOptions): Refresh {
  const kinds = new Set<Kind>();
  const entityIds = new Set<string>();
  const backoff = createBackoff(timings.gatherMs, timings.longestDelayMs, timings.gatherMs);
  let timer: NodeJS.Timeout | undefined;
  let started = false;
  let reading = false;
  until.addEventListener(
    "abort",
    () => {
      clearTimeout(timer);
    },
    { once: true },
  );

  function schedule(afterMs = timings.gatherMs) {
    if (!started || reading || timer !== undefined || until.aborted) return;
    if (kinds.size + entityIds.size === 0) return;
    timer = setTimeout(() => void flush(), afterMs);
  }

  async function flush() {
    timer = undefined;
    reading = true;
    const taken = { kinds: [...kinds], entityIds: [...entityIds] };
    kinds.clear();
    entityIds.clear();
    let afterMs = timings.gatherMs;
    try {
      await read(taken.kinds, taken.entityIds);
      backoff.reset();
    } catch (error) {
      if (!until.aborted)
        log.warn({ error }, "changes of the home could not be read; trying again");
      for (const kind of taken.kinds) kinds.add(kind);
      for (const entityId of taken.entityIds) entityIds.add(entityId);
      afterMs = backoff.next();
    }
    reading = false;
    schedule(afterMs);
  }

  return {
    mark(kind) {
      kinds.add(kind);
      schedule();
    },
    markEntity(entityId) {
      entityIds.add(entityId);
      schedule();
    },
    start() {
      started = true;
      schedule();
    },
  };
}
