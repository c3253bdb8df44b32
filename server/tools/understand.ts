import { AppError, quoted } from "../errors.ts";
import type { GuardedHome } from "../gateway/guarded-home.ts";
import type { Entity, TargetSelector } from "../home/home.ts";
import { memberIds } from "./attributes.ts";
import { fitsAnotherTool } from "./fitting-tool.ts";
import {
  halvesOf,
  isPlural,
  isUncounted,
  phraseKey,
  saysEverything,
  singularOf,
  tellingWords,
} from "./phrase.ts";
import {
  devicesOf,
  isIn,
  isUsual,
  placeAmong,
  placesNamed,
  placesOf,
  selectorOf,
} from "./places.ts";
import type { NamedPlace } from "./places.ts";
import { nameAndId } from "./reading.ts";

/** What a phrase means. */
export interface Meaning {
  readonly entities: readonly Entity[];
  /** They were named one by one: none of them may be left out silently. */
  readonly isNamed: boolean;
  /** Else, what stands for them, and perhaps for more. */
  readonly within: TargetSelector;
}

interface Wish {
  readonly domains: readonly string[];
  readonly usual: readonly string[];
  readonly wanted: string;
}

const maxCandidates = 10;
const maxNamesakes = 100;

/** A phrase's reader for one home, that looks up every word once. */
export function createReader(home: GuardedHome, wish: Wish) {
  const places = once(() => placesOf(home));
  const isOurs = ({ domain }: Entity) => wish.domains.includes(domain);
  const all = once(() => [...home.entities()]);
  const own = once(() => [...home.entities(wish.domains)]);
  const found = new Map<string, ReadonlySet<string>>();

  /** Ids of all that a word may mean, of the tool's kinds. */
  const meantBy = (word: string): ReadonlySet<string> => {
    const known = found.get(word);
    if (known !== undefined) return known;
    const { hits } = home.search({
      text: singularOf(word),
      ...{ domains: wish.domains, limit: Infinity, offset: 0 },
    });
    const ids = new Set(hits.map(({ entity_id }) => entity_id));
    found.set(word, ids);
    return ids;
  };

  /** @throws AppError not_found with the nearest names, invalid_input with all that match. */
  function read(asked: string): Meaning {
    const identified = byId(asked);
    if (identified !== undefined) return identified;
    // What is called just so comes first.
    const { hits } = home.search({ text: asked, limit: maxNamesakes, offset: 0 });
    const exact = byName(asked, hits) ?? byPlace(asked, hits);
    if (exact !== undefined) return exact;
    const words = tellingWords(asked).flatMap(takeApart);
    const rest = words.filter((word) => !saysEverything(word));
    if (rest.length === 0) return many(ordinary(own()));
    return byWords(asked, rest, rest.length < words.length);
  }

  /** Compounds of a room and a kind, whose room may end with a letter more: "Küchenlampen". */
  function takeApart(word: string): readonly string[] {
    const [head, end] = halvesOf(word) ?? [];
    if (head === undefined || end === undefined) return [word];
    const room = [head, head.replace(/[ns]$/, "")].find((one) => areasOf(one).size > 0);
    return room === undefined ? [word] : [room, end];
  }

  function byId(asked: string): Meaning | undefined {
    const [, id] = /(?:^|\()([a-z0-9_]+\.[a-z0-9_]+)\)?$/i.exec(asked.trim()) ?? [];
    if (id === undefined) return undefined;
    const entity = home.entity(id.toLowerCase());
    if (entity === undefined) throw notFound(asked);
    return named([entity], asked);
  }

  function byName(asked: string, hits: readonly Entity[]): Meaning | undefined {
    const called = hits.filter((one) => isCalled(one, asked));
    const ours = called.filter(isOurs);
    const best = ours.some(isUsual) ? ours.filter(isUsual) : ours;
    if (best.length > 1) throw ambiguous(best);
    const [only] = best;
    if (only !== undefined) {
      refuseRoomOfTheName(only, asked);
      return named([only], asked);
    }
    if (called.length === 0 || placesCalled(asked, hits).length > 0) return undefined;
    const groups = called.filter(({ domain }) => domain === "group");
    return groups.length === 1 ? named(groups, asked) : undefined;
  }

  /** A speaker is often called as its room: who says "living room" may mean all that is in it. */
  function refuseRoomOfTheName(only: Entity, asked: string): void {
    const rooms = placesNamed(places(), asked).filter(
      (place) =>
        place.kind !== "label" &&
        ordinary(own().filter((one) => isIn(home, one, place))).some(
          ({ entity_id }) => entity_id !== only.entity_id,
        ),
    );
    if (rooms.length > 0) throw thingOrRoom(only, rooms);
  }

  /** Old-style groups stand for their members; everything else of another kind belongs to another tool. */
  function named(entities: readonly Entity[], asked: string): Meaning {
    const members = entities.flatMap((one) => (one.domain === "group" ? membersOf(one) : [one]));
    const ours = members.filter(isOurs);
    if (ours.length === 0) throw fitsAnotherTool(entities, asked, wish.wanted);
    const ids = ours.map(({ entity_id }) => entity_id);
    return { entities: ours, isNamed: true, within: { entity_id: ids } };
  }

  function membersOf(group: Entity, seen = new Set<string>()): readonly Entity[] {
    if (seen.has(group.entity_id)) return [];
    seen.add(group.entity_id);
    return memberIds(group)
      .flatMap((id) => home.entity(id) ?? [])
      .flatMap((member) => (member.domain === "group" ? membersOf(member, seen) : [member]));
  }

  const placesCalled = (asked: string, hits: readonly Entity[]) =>
    placesNamed([...places(), ...devicesOf(home, asked, hits)], asked);

  function byPlace(asked: string, hits: readonly Entity[]): Meaning | undefined {
    const [place, ...others] = placesCalled(asked, hits);
    if (place === undefined) return undefined;
    if (others.length > 0) throw ambiguousPlace([place, ...others]);
    const inside = own().filter((one) => isIn(home, one, place));
    // A lock may be called as its device is: then another tool is meant, not an empty place.
    if (inside.length === 0 && place.kind === "device") return undefined;
    return { entities: ordinary(inside), isNamed: false, within: selectorOf(place) };
  }

  /** All that every word of the phrase may mean. */
  function byWords(asked: string, words: readonly string[], isAll: boolean): Meaning {
    const matching = own().filter((one) => words.every((word) => meantBy(word).has(one.entity_id)));
    const usual = matching.filter(isUsual);
    const hits = usual.length > 0 ? usual : matching;
    const said = placeAmong(places(), words);
    const inPlace = said === undefined ? [] : hits.filter((one) => isIn(home, one, said.place));
    const [place, best] = inPlace.length > 0 ? [said, inPlace] : [undefined, hits];
    const [first] = best;
    if (first === undefined) throw notMeant(asked, words);
    if (best.length === 1) return named([first], asked);
    const others = words.filter((word) => place?.words.includes(word) !== true);
    const isPlace = others.every(saysPlace);
    const isSeveral = others.some(
      (word) =>
        (isPlural(word) && isKind(word, best)) ||
        (isUncounted(word) && (place !== undefined || words.some(saysPlace))),
    );
    if (!isAll && !isPlace && !isSeveral) throw ambiguous(best);
    const meant = ordinary(best);
    return place === undefined
      ? many(meant)
      : { entities: meant, isNamed: false, within: selectorOf(place.place) };
  }

  const many = (entities: readonly Entity[]): Meaning => ({
    ...{ entities, isNamed: false },
    within: { entity_id: ["all"] },
  });

  /** Those that people mean by a place or "all", if there are any: no holiday mode, no automation. */
  function ordinary(entities: readonly Entity[]): readonly Entity[] {
    const shown = entities.filter(isUsual);
    const usual = shown.filter(({ domain }) => wish.usual.includes(domain));
    return usual.length > 0 ? usual : shown;
  }

  /** Whether a word is what such things are called, and not the name of one: it fits all of their classes. */
  function isKind(word: string, entities: readonly Entity[]): boolean {
    const classes = new Set(entities.map(classOf));
    return own()
      .filter((one) => isUsual(one) && classes.has(classOf(one)))
      .every((one) => meantBy(word).has(one.entity_id));
  }

  /** Whether it is said of one room, or of whole floors: "chambre" may be any of three bedrooms. */
  function saysPlace(word: string): boolean {
    const areas = areasOf(word);
    if (areas.size < 2) return areas.size === 1;
    const floors = new Set([...areas].map((id) => home.area(id)?.floor_id));
    return home
      .areas()
      .filter(({ area_id, floor_id }) => floors.has(floor_id) && sizes().has(area_id))
      .every(({ area_id }) => areas.has(area_id));
  }

  /** Rooms that a word is said of, whatever is in them: "cuisine", "oben". */
  function areasOf(word: string): ReadonlySet<string> {
    const { hits } = home.search({ text: word, limit: Infinity, offset: 0 });
    const inside = countByArea(hits.filter(isUsual));
    const whole = [...inside].filter(([id, count]) => count > 1 && count === sizes().get(id));
    return new Set(whole.map(([id]) => id));
  }

  const sizes = once(() => countByArea(all().filter(isUsual)));

  function notMeant(asked: string, words: readonly string[]): AppError {
    const { hits } = home.search({ text: asked, limit: Infinity, offset: 0 });
    const others = hits.filter((one) => isUsual(one) && !isOurs(one));
    const called = others.filter((one) => isCalled(one, asked));
    const best = called.length > 0 ? called : others.filter((one) => hasAllWords(one, words));
    return best.length > 0 ? fitsAnotherTool(best, asked, wish.wanted) : notFound(asked);
  }

  function notFound(asked: string): AppError {
    const near = home.nearest(asked, 50);
    const ours = near.filter(isOurs);
    const candidates = (ours.length > 0 ? ours : near).slice(0, 5).map(nameAndId);
    return new AppError("not_found", `There is no ${wish.wanted} ${quoted(asked)}.`, {
      hint:
        candidates.length === 0
          ? "Look for it with find_entities."
          : "If one of details.candidates is meant, call again with it; else look with find_entities.",
      ...(candidates.length === 0 ? {} : { details: { candidates } }),
    });
  }

  return { read, own };
}

function hasAllWords({ name, aliases }: Entity, words: readonly string[]): boolean {
  const names = [name, ...aliases].flatMap(tellingWords);
  return words.every((word) => names.includes(word));
}

function isCalled({ name, aliases }: Entity, asked: string): boolean {
  const key = phraseKey(asked);
  return [name, ...aliases].some((one) => phraseKey(one) === key);
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

function countByArea(entities: readonly Entity[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { area_id } of entities)
    if (area_id !== undefined) counts.set(area_id, (counts.get(area_id) ?? 0) + 1);
  return counts;
}

const classOf = ({ domain, device_class = "" }: Entity): string => `${domain} ${device_class}`;

function ambiguous(found: readonly Entity[]): AppError {
  return new AppError("invalid_input", `${found.length} entities match; say which one is meant.`, {
    hint: "Call again with one or several of details.candidates, or say 'all' before the name.",
    details: { candidates: found.slice(0, maxCandidates).map(nameAndId) },
  });
}

function ambiguousPlace(found: readonly NamedPlace[]): AppError {
  return new AppError("invalid_input", `${found.length} places match; say which one is meant.`, {
    hint: "Call again with one of details.candidates.",
    details: { candidates: found.slice(0, maxCandidates).map(placeAndId) },
  });
}

const thingOrRoom = (thing: Entity, rooms: readonly NamedPlace[]): AppError =>
  new AppError("invalid_input", "A thing and a place have this name; say which one is meant.", {
    hint: "Call again with one of details.candidates.",
    details: { candidates: [nameAndId(thing), ...rooms.map(placeAndId)] },
  });

const placeAndId = ({ names: [name = ""], id }: NamedPlace): string => `${name} (${id})`;
