import type { Deed } from "./reach.ts";

interface Listed extends Deed {
  readonly entity_ids: string[];
}

/** Deeds with nothing in it twice: what is the same but for the entities is one. */
export interface DeedList {
  /** Adds what is not there yet, however one came to it, and gives the entities of that; undefined when
   * there is nothing new. */
  add(deed: Deed): readonly string[] | undefined;
  /** Ends the list with a deed that says why it is not whole. */
  giveUp(why: string, service: string): void;
  isFull(): boolean;
  deeds(): readonly Deed[];
}

/** No plan of a person does more. */
const most = 5_000;

export function createDeedList(): DeedList {
  const listed = new Map<string, Listed>();
  const known = new Map<string, Set<string>>();
  const texts = new WeakMap<object, string>();
  let last: Deed | undefined;

  function add(deed: Deed): readonly string[] | undefined {
    const { entity_ids, via, service, data, unknown, guards } = deed;
    const what = JSON.stringify([service, textOf(data), unknown, guards]);
    const before = known.get(what);
    const fresh = entity_ids.filter((id) => before?.has(id) !== true);
    if (before !== undefined && fresh.length === 0) return undefined;
    const seen = before ?? new Set<string>();
    known.set(what, seen);
    for (const id of fresh) seen.add(id);

    const key = `${what} ${via.join(" ")}`;
    const there = listed.get(key);
    const ids = [...new Set(fresh)];
    if (there === undefined) listed.set(key, { ...deed, entity_ids: ids });
    else there.entity_ids.push(...ids);
    if (listed.size > most) giveUp("it reaches too much to be followed", service);
    return ids;
  }

  /** Data is the same object again and again. */
  function textOf(data: Deed["data"]): string {
    const known = texts.get(data) ?? JSON.stringify(data);
    texts.set(data, known);
    return known;
  }

  function giveUp(why: string, at: string): void {
    last ??= { service: at, entity_ids: [], data: {}, via: [], unknown: why };
  }

  return {
    add,
    giveUp,
    isFull: () => last !== undefined,
    deeds: () => (last === undefined ? [...listed.values()] : [...listed.values(), last]),
  };
}
