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
  const atStart = new Map<string, State>();

  bus.listen((event) => {
    if (event.kind !== "state") return;
    const { entity_id, old_state, new_state } = event.change;
    if (old_state && old_state.last_updated < startedAt) atStart.set(entity_id, old_state);
    if (!new_state) return;
    const changes = recorded.get(entity_id) ?? [];
    if (changes.push(new_state) === 1) recorded.set(entity_id, changes);
    if (changes.length > keptChanges) changes.splice(0, keptChanges / 2);
  });

  return {
    of(entityId) {
      const since = recorded.get(entityId) ?? [];
      const first =
        atStart.get(entityId) ?? (since.length === 0 ? states.all.get(entityId) : undefined);
      return first ? [...makeUpPast(first, startedAt), ...since] : since;
    },
  };
}
