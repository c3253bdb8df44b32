import type { Bus } from "./bus.ts";
import type { State } from "./model.ts";
import { makeUpPast } from "./made-up-past.ts";
import type { States } from "./states.ts";

/** Of each entity; what is older is forgotten. */
const keptChanges = 2000;

export interface History {
  /** Every state an entity had, oldest first: made up before the start, recorded since. */
  of(entityId: string): readonly State[];
}

interface HistoryParts {
  readonly bus: Bus;
  readonly states: States;
  readonly startedAt: number;
}

export function createHistory({ bus, states, startedAt }: HistoryParts): History {
  const recorded = new Map<string, State[]>();

  bus.listen((event) => {
    if (event.kind !== "state") return;
    const { entity_id, new_state } = event.change;
    if (!new_state) return;
    const changes = recorded.get(entity_id) ?? [];
    if (changes.push(new_state) === 1) recorded.set(entity_id, changes);
    if (changes.length > keptChanges) changes.splice(0, keptChanges / 2);
  });

  return {
    of(entityId) {
      const since = recorded.get(entityId) ?? [];
      const seed = states.seeds.get(entityId);
      return seed ? [...makeUpPast(seed, startedAt), ...since] : since;
    },
  };
}
