import type { Log } from "../log.ts";

const pollMs = 250;

export interface Watch {
  /** Own changes are announced at once; the next poll finds nothing new in them. */
  changed(): Promise<void>;
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Tells listeners of every change of users and tokens, also by another process on the same database. */
export function watchRevision(revision: () => Promise<number>, log: Pick<Log, "warn">): Watch {
  const listeners = new Set<() => void>();
  let seen: number | undefined;
  let polling: Promise<void> | undefined;
  let isBlind = false;

  async function look(): Promise<void> {
    const now = await revision();
    isBlind = false;
    if (now === seen) return;
    seen = now;
    announce();
  }

  function announce(): void {
    for (const listener of listeners) listener();
  }

  /** Once, not four times a second. */
  function tell(error: unknown): void {
    if (!isBlind) log.warn({ error }, "changes of users and tokens are not seen");
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
      announce();
      seen = now;
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
