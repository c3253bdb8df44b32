// The short form in which `subscribe_entities` sends states and their changes.
import { isDeepStrictEqual } from "node:util";
import type { StateChange } from "../core/bus.ts";
import { seconds } from "../core/clock.ts";
import type { Context, State } from "../core/model.ts";

type Plain = Record<string, unknown>;

export function compress(state: State): Plain {
  const { context, last_changed, last_updated } = state;
  const isNobodys = context.parent_id === null && context.user_id === null;
  return {
    s: state.state,
    a: state.attributes,
    c: isNobodys ? context.id : context,
    lc: seconds(last_changed),
    ...(last_updated === last_changed ? {} : { lu: seconds(last_updated) }),
  };
}

/** One frame's worth of what happened to one entity: added, changed or removed. */
export function compressChange({ entity_id, old_state, new_state }: StateChange): Plain {
  if (!new_state) return { r: [entity_id] };
  if (!old_state) return { a: { [entity_id]: compress(new_state) } };
  return { c: { [entity_id]: difference(old_state, new_state) } };
}

function difference(before: State, after: State): Plain {
  const changed = Object.entries(after.attributes).filter(
    ([key, value]) =>
      !(key in before.attributes) || !isDeepStrictEqual(before.attributes[key], value),
  );
  const removed = Object.keys(before.attributes).filter((key) => !(key in after.attributes));
  const context = contextDifference(before.context, after.context);
  return {
    "+": {
      ...(before.state === after.state ? {} : { s: after.state }),
      ...timeDifference(before, after),
      ...(context === undefined ? {} : { c: context }),
      ...(changed.length > 0 ? { a: Object.fromEntries(changed) } : {}),
    },
    ...(removed.length > 0 ? { "-": { a: removed } } : {}),
  };
}

/** `lc` stands for both times; `lu` alone says that the state itself stayed. */
function timeDifference(before: State, after: State): Plain {
  if (before.last_changed !== after.last_changed) return { lc: seconds(after.last_changed) };
  if (before.last_updated !== after.last_updated) return { lu: seconds(after.last_updated) };
  return {};
}

/** A bare id when parent and user stay what they were; else whatever differs. */
function contextDifference(before: Context, after: Context): string | Plain | undefined {
  const owners = {
    ...(before.parent_id === after.parent_id ? {} : { parent_id: after.parent_id }),
    ...(before.user_id === after.user_id ? {} : { user_id: after.user_id }),
  };
  const isNewId = before.id !== after.id;
  if (Object.keys(owners).length === 0) return isNewId ? after.id : undefined;
  return isNewId ? { ...owners, id: after.id } : owners;
}
