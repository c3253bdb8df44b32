/** Those who wait for something to come true of the home's entities. */
export interface Waiting {
  /** Whether `test` holds now or comes to hold in time; asked after each change of these entities.
   * Never rejects: what cannot be tested does not hold. */
  until(
    entityIds: readonly string[],
    test: () => boolean,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<boolean>;
  /** These entities have changed; without them, anything may have. */
  changed(entityIds?: Iterable<string>): void;
  /** Nobody waits any longer, now or later. */
  close(): void;
}

interface Waiter {
  look(): void;
  leave(): void;
}

export function createWaiting(): Waiting {
  const waiters = new Set<Waiter>();
  const byEntity = new Map<string, Set<Waiter>>();
  let closed = false;

  function add(waiter: Waiter, entityIds: readonly string[]) {
    waiters.add(waiter);
    for (const entityId of entityIds) {
      const those = byEntity.get(entityId) ?? new Set();
      byEntity.set(entityId, those.add(waiter));
    }
  }

  function remove(waiter: Waiter, entityIds: readonly string[]) {
    waiters.delete(waiter);
    for (const entityId of entityIds) {
      const those = byEntity.get(entityId);
      those?.delete(waiter);
      if (those?.size === 0) byEntity.delete(entityId);
    }
  }

  return {
    until(entityIds, test, timeoutMs, signal) {
      if (holds(test)) return Promise.resolve(true);
      if (closed || signal.aborted || entityIds.length === 0) return Promise.resolve(false);
      return new Promise((resolve) => {
        const settle = (isTrue: boolean) => {
          clearTimeout(timer);
          signal.removeEventListener("abort", leave);
          remove(waiter, entityIds);
          resolve(isTrue);
        };
        const leave = () => {
          settle(false);
        };
        const look = () => {
          if (holds(test)) settle(true);
        };
        const waiter = { look, leave };
        const timer = setTimeout(leave, timeoutMs);
        signal.addEventListener("abort", leave);
        add(waiter, entityIds);
      });
    },
    changed(entityIds) {
      if (waiters.size === 0) return;
      const concerned = entityIds === undefined ? new Set(waiters) : new Set<Waiter>();
      for (const entityId of entityIds ?? [])
        for (const waiter of byEntity.get(entityId) ?? []) concerned.add(waiter);
      for (const waiter of concerned) waiter.look();
    },
    close() {
      closed = true;
      for (const waiter of [...waiters]) waiter.leave();
    },
  };
}

function holds(test: () => boolean): boolean {
  try {
    return test();
  } catch {
    return false; // An entity that is gone, or a home that was never there.
  }
}
