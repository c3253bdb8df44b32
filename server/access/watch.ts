import type { Log } from "../log.ts";

const pollMs = 250;

export interface Watch {
  /** Own changes are announced at once; the next poll finds nothing new in them. */
  changed(): Promise<void>;
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

interface Watched {
  readonly revision: () => Promise<number>;
  /** What is remembered is forgotten when this is called, and read again when it resolves: who hears of
   * a change finds nothing of what was before. */
  readonly forget?: () => Promise<void>;
  readonly log: Pick<Log, "warn">;
}

/** Tells listeners of every change of people and rules, also by another process on the same database. */
export function watchRevision({ revision, forget, log }: Watched): Watch {
  const listeners = new Set<() => void>();
  let seen: number | undefined;
  let polling: Promise<void> | undefined;
  let isBlind = false;

  async function look(): Promise<void> {
    const now = await revision();
    isBlind = false;
    if (now === seen) return;
    seen = now;
    await announce();
  }

  async function announce(): Promise<void> {
    await forget?.();
    for (const listener of listeners) listener();
  }

  /** Once, not four times a second. */
  function tell(error: unknown): void {
    if (!isBlind) log.warn({ error }, "changes of people and rules are not seen");
    isBlind = true;
  }

  const timer = setInterval(() => {
    polling ??= look()
      .catch(tell)
      .finally(() => (polling = undefined));
  }, pollMs).unref();

  return {
    async changed() {
      // Read before it is announced: what another process does after this reading is new to the
      // next poll, and what it did before is forgotten by the announcement.
      const now = await revision().catch(() => undefined);
      seen = now;
      await announce();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      clearInterval(timer);
      listeners.clear();
      await polling;
    },
  };
}
