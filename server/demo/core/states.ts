import { isDeepStrictEqual } from "node:util";
import { createContext, type Bus } from "./bus.ts";
import { now } from "./clock.ts";
import type { Attributes, Context, State } from "./model.ts";

export interface States {
  readonly all: ReadonlyMap<string, State>;
  /** What was so before anybody was listening. */
  readonly seeds: ReadonlyMap<string, State>;
  /** Equal state and attributes are no change, and nothing is told, as in Home Assistant. */
  set(entityId: string, state: string, attributes: Attributes, context?: Context): State;
  seed(entityId: string, state: string, attributes: Attributes, since: number): void;
  remove(entityId: string): void;
  clear(): void;
}

export function createStates(bus: Bus): States {
  const all = new Map<string, State>();
  const seeds = new Map<string, State>();
  return {
    all,
    seeds,
    set(entity_id, state, attributes, context = createContext()) {
      const old = all.get(entity_id);
      if (old?.state === state && isDeepStrictEqual(old.attributes, attributes)) return old;
      const last_updated = now();
      const last_changed = old?.state === state ? old.last_changed : last_updated;
      const next: State = { entity_id, state, attributes, last_changed, last_updated, context };
      all.set(entity_id, next);
      bus.stateChanged({ entity_id, old_state: old ?? null, new_state: next }, context);
      return next;
    },
    seed(entity_id, state, attributes, since) {
      const context = createContext();
      const times = { last_changed: since, last_updated: since };
      const seeded: State = { entity_id, state, attributes, context, ...times };
      seeds.set(entity_id, seeded);
      all.set(entity_id, seeded);
    },
    remove(entity_id) {
      const old = all.get(entity_id);
      if (!old) return;
      all.delete(entity_id);
      bus.stateChanged({ entity_id, old_state: old, new_state: null }, createContext());
    },
    clear() {
      all.clear();
    },
  };
}
