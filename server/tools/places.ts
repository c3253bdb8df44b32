import type { GuardedHome } from "../gateway/guarded-home.ts";
import type { Entity, TargetSelector } from "../home/home.ts";
import { phraseKey, tellingWords } from "./phrase.ts";

/** A part of the home that stands for all that is in it. */
export interface NamedPlace {
  readonly kind: "area" | "floor" | "device" | "label";
  readonly id: string;
  readonly names: readonly string[];
}

/** Rooms, floors and labels. */
export function placesOf(home: GuardedHome): readonly NamedPlace[] {
  return [
    ...home.areas().map(({ area_id: id, name, aliases }): NamedPlace => ({
      ...{ kind: "area", id },
      names: [name, ...aliases],
    })),
    ...home.floors().map(({ floor_id: id, name, aliases }): NamedPlace => ({
      ...{ kind: "floor", id },
      names: [name, ...aliases],
    })),
    ...home
      .labels()
      .map(({ label_id: id, name }): NamedPlace => ({ kind: "label", id, names: [name] })),
  ];
}

/** A device of this id, and the devices behind what a search found for its name. */
export function devicesOf(
  home: GuardedHome,
  asked: string,
  hits: readonly Entity[],
): readonly NamedPlace[] {
  const ids = new Set([idIn(asked), ...hits.flatMap(({ device_id }) => device_id ?? [])]);
  return [...ids]
    .flatMap((id) => home.device(id) ?? [])
    .map(({ device_id: id, name }) => ({ kind: "device", id, names: [name] }));
}

/** The places of this id, else of just this name; several only when they are of one kind. */
export function placesNamed(places: readonly NamedPlace[], asked: string): readonly NamedPlace[] {
  const id = idIn(asked);
  const byId = places.filter((place) => place.id.toLowerCase() === id);
  const key = phraseKey(asked);
  const found =
    byId.length > 0
      ? byId
      : places.filter(({ names }) => names.some((name) => phraseKey(name) === key));
  return found.filter(({ kind }) => kind === found[0]?.kind);
}

const idIn = (asked: string): string => {
  const [, inBrackets] = /\(([^()]+)\)$/.exec(asked.trim()) ?? [];
  return (inBrackets ?? asked).trim().toLowerCase();
};

/** The room, floor or label whose whole name is among the words; the longest such name. */
export function placeAmong(
  places: readonly NamedPlace[],
  words: readonly string[],
): { readonly place: NamedPlace; readonly words: readonly string[] } | undefined {
  let best: ReturnType<typeof placeAmong>;
  for (const place of places) {
    for (const name of place.names) {
      const own = tellingWords(name);
      if (own.length > (best?.words.length ?? 0) && own.every((word) => words.includes(word)))
        best = { place, words: own };
    }
  }
  return best;
}

export const selectorOf = ({ kind, id }: NamedPlace): TargetSelector => ({ [`${kind}_id`]: [id] });

/** Whether an entity is in a place, as people see it: what is hidden or a setting is in none. */
export function isIn(home: GuardedHome, entity: Entity, { kind, id }: NamedPlace): boolean {
  if (!isUsual(entity)) return false;
  switch (kind) {
    case "area":
      return entity.area_id === id;
    case "floor":
      return entity.floor_id === id;
    case "label":
      return entity.labels.includes(id);
    case "device":
      return isOfDevice(home, entity.device_id, id);
  }
}

/** Also of a part of the device, such as an outlet of a power strip. */
function isOfDevice(home: GuardedHome, deviceId: string | undefined, wanted: string): boolean {
  const seen = new Set<string>();
  for (let id = deviceId; id !== undefined && !seen.has(id);) {
    if (id === wanted) return true;
    seen.add(id);
    id = home.device(id)?.parent_device_id;
  }
  return false;
}

/** Not hidden, no setting and no diagnosis: what people mean when they do not name it. */
export const isUsual = ({ hidden, category }: Entity): boolean => !hidden && category === undefined;
