import { now } from "./clock.ts";
import type { Context, State } from "./model.ts";
import { createUlid } from "./random.ts";

export interface StateChange {
  readonly entity_id: string;
  readonly old_state: State | null;
  readonly new_state: State | null;
}

interface Occurrence {
  readonly time_fired: number;
  readonly context: Context;
}

export type HomeEvent = Occurrence &
  (
    | { readonly kind: "state"; readonly change: StateChange }
    | {
        readonly kind: "other";
        readonly event_type: string;
        readonly data: Readonly<Record<string, unknown>>;
      }
  );

export interface Bus {
  fire(eventType: string, data?: Readonly<Record<string, unknown>>, context?: Context): void;
  stateChanged(change: StateChange, context: Context): void;
  /** @returns what ends it. */
  listen(listener: (event: HomeEvent) => void): () => void;
}

export const createContext = (userId: string | null = null, parentId: string | null = null) => ({
  id: createUlid(),
  parent_id: parentId,
  user_id: userId,
});

export function createBus(): Bus {
  const listeners = new Set<(event: HomeEvent) => void>();
  const tell = (event: HomeEvent) => {
    for (const listener of listeners) listener(event);
  };
  return {
    fire(event_type, data = {}, context) {
      if (listeners.size === 0) return;
      const of = context ?? createContext();
      tell({ kind: "other", event_type, data, time_fired: now(), context: of });
    },
    stateChanged(change, context) {
      const time_fired = change.new_state?.last_updated ?? now();
      tell({ kind: "state", change, time_fired, context });
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
