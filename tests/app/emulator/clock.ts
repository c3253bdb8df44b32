import type { Clock } from "./parts.ts";

export const realClock: Clock = {
  now: Date.now,
  after(ms, done) {
    const timer = setTimeout(done, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

export interface ManualClock extends Clock {
  /** What is due in the meantime happens, in its order. */
  advance(ms: number): void;
}

export function manualClock(start = 0): ManualClock {
  let now = start;
  const waiting = new Set<{ readonly at: number; readonly done: () => void }>();
  return {
    now: () => now,
    after(ms, done) {
      const entry = { at: now + ms, done };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    advance(ms) {
      const until = now + ms;
      for (;;) {
        const [next] = [...waiting].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        waiting.delete(next);
        now = next.at;
        next.done();
      }
      now = until;
    },
  };
}
