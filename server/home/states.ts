import type { EntityState } from "./home.ts";
import { fields, isFields, list, milliseconds, number, text, type Fields } from "./wire.ts";

export type States = Map<string, EntityState>;

/** Applies one event of `subscribe_entities` to `states`. @returns the entities it touched. */
export function applyStates(states: States, event: unknown): ReadonlySet<string> {
  const { a: added, c: changed, r: removed } = fields(event);
  const touched = new Set<string>();
  for (const [entityId, state] of Object.entries(fields(added))) {
    states.set(entityId, newState(entityId, fields(state)));
    touched.add(entityId);
  }
  for (const [entityId, change] of Object.entries(fields(changed))) {
    const old = states.get(entityId);
    if (old === undefined) continue;
    states.set(entityId, changedState(old, fields(change)));
    touched.add(entityId);
  }
  for (const entityId of list(removed)) {
    if (typeof entityId === "string" && states.delete(entityId)) touched.add(entityId);
  }
  return touched;
}

function newState(entity_id: string, { s, a, c, lc, lu }: Fields): EntityState {
  const last_changed = milliseconds(number(lc) ?? 0);
  return {
    entity_id,
    state: text(s) ?? "",
    attributes: withoutSecrets(fields(a)),
    last_changed,
    // Left out when it equals last_changed.
    last_updated: number(lu) === undefined ? last_changed : milliseconds(number(lu) ?? 0),
    context_id: contextId(c) ?? "",
  };
}

function changedState(old: EntityState, change: Fields): EntityState {
  const { s, a, c, lc, lu } = fields(change["+"]);
  const lost = list(fields(change["-"])["a"]);
  const last_changed = number(lc) === undefined ? old.last_changed : milliseconds(number(lc) ?? 0);
  const last_updated =
    number(lu) !== undefined
      ? milliseconds(number(lu) ?? 0)
      : number(lc) !== undefined
        ? last_changed
        : old.last_updated;
  return {
    entity_id: old.entity_id,
    state: typeof s === "string" ? s : old.state,
    attributes: changedAttributes(old.attributes, a, lost),
    last_changed,
    last_updated,
    context_id: contextId(c) ?? old.context_id,
  };
}

function changedAttributes(old: Fields, gained: unknown, lost: readonly unknown[]): Fields {
  if (!isFields(gained) && lost.length === 0) return old;
  const attributes = { ...old, ...withoutSecrets(fields(gained)) };
  if (lost.length === 0) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !lost.includes(name)));
}

/** A bare id, or an object of which a change carries only what differs. */
const contextId = (context: unknown): string | undefined =>
  text(context) ?? text(fields(context)["id"]);

/** Whoever reads the `access_token` of a camera, or the token in an entity picture, sees the picture. */
export function withoutSecrets(attributes: Fields): Fields {
  let clean: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "access_token") {
      clean ??= { ...attributes };
      Reflect.deleteProperty(clean, name);
    } else if (typeof value === "string" && /token=|authSig=/.test(value)) {
      clean ??= { ...attributes };
      clean[name] = withoutSignature(value);
    }
  }
  return clean ?? attributes;
}

function withoutSignature(url: string): string {
  return url.replace(/\?([^#\s]*)/g, (_all, query: string) => {
    const kept = query.split("&").filter((part) => !/^(token|authSig|access_token)=/.test(part));
    return kept.length === 0 ? "" : `?${kept.join("&")}`;
  });
}
