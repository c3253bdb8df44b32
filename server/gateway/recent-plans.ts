/** Tells a plan that came twice from one that was wanted again: "unlock, lock, unlock" are three acts, and the
 * answer of the first is not true after the second. */
export interface RecentPlans {
  /** How often these entities were told something else lately; equal for the same plan that comes twice. */
  turnOf(home: string, entityIds: readonly string[], hash: string): number;
  /** They are about to be told this. */
  note(home: string, entityIds: readonly string[], hash: string): void;
}

interface Recent {
  readonly hash: string;
  readonly turn: number;
  readonly at: number;
}

export function createRecentPlans(keptMs: number, clock: () => number): RecentPlans {
  /** Oldest first. */
  const recent = new Map<string, Recent>();

  function forgetOld(): void {
    for (const [id, { at }] of recent) {
      if (at > clock() - keptMs) return;
      recent.delete(id);
    }
  }

  function turnOf(home: string, entityIds: readonly string[], hash: string): number {
    forgetOld();
    const turns = entityIds.map((id) => {
      const last = recent.get(`${home}/${id}`);
      if (last === undefined) return 0;
      return last.hash === hash ? last.turn : last.turn + 1;
    });
    return turns.reduce((most, turn) => Math.max(most, turn), 0);
  }

  return {
    turnOf,
    note(home, entityIds, hash) {
      const turn = turnOf(home, entityIds, hash);
      for (const id of entityIds) {
        const key = `${home}/${id}`;
        recent.delete(key);
        recent.set(key, { hash, turn, at: clock() });
      }
    },
  };
}
