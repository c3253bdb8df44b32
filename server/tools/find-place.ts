import { AppError, quoted } from "../errors.ts";
import type { GuardedHome } from "../gateway/guarded-home.ts";
import { nameKey, nearestNames, wordsOf } from "../name-likeness.ts";

/** Filters of a search. */
export type Place = { readonly area_id: string } | { readonly floor_id: string };

interface NamedPlace {
  readonly id: string;
  readonly names: readonly string[];
  readonly place: Place;
}

const maxCandidates = 10;

/** The area or floor that is meant by an id or by a name as people say it; never a guess.
 * @throws AppError not_found with the nearest names, invalid_input with all that match. */
export function findPlace(home: GuardedHome, asked: string, kind: "area" | "floor"): Place {
  const areas = home.areas().map(({ area_id, name, aliases }): NamedPlace => {
    return { id: area_id, names: [name, ...aliases], place: { area_id } };
  });
  const floors = home.floors().map(({ floor_id, name, aliases }): NamedPlace => {
    return { id: floor_id, names: [name, ...aliases], place: { floor_id } };
  });
  // "The ground floor" is a floor also where an area was asked for; a room is no floor.
  for (const places of kind === "area" ? [areas, floors] : [floors]) {
    const found = fitting(places, asked);
    if (found !== undefined) return found.place;
  }
  const heard = placeOfHits(home, asked, kind);
  if (heard !== undefined) return heard;
  const names = (kind === "area" ? [...areas, ...floors] : floors).map(nameOf);
  throw new AppError("not_found", `There is no ${kind} ${quoted(asked)}.`, {
    hint: "Use one of details.candidates, or leave it out.",
    details: { candidates: nearestNames(asked, names, maxCandidates) },
  });
}

/** The place of that id or name, else the only one whose name has all the words. */
function fitting(places: readonly NamedPlace[], asked: string): NamedPlace | undefined {
  const words = wordsOf(asked);
  const rules: ((place: NamedPlace) => boolean)[] = [
    ({ id }) => asked.trim().toLowerCase() === id || asked.trim().endsWith(`(${id})`),
    ({ names }) => names.some((name) => nameKey(name) === nameKey(asked)),
    ({ names }) =>
      words.length > 0 &&
      names.some((name) => {
        const own = wordsOf(name);
        return words.every((word) => own.includes(word));
      }),
  ];
  for (const fits of rules) {
    const found = places.filter(fits);
    if (found.length > 1) throw ambiguous(found);
    if (found.length === 1) return found[0];
  }
  return undefined;
}

/** People say "upstairs", "cuisine" or "kichen": when the search finds for it just what is in one place,
 * that is the place. A lamp of that name is none. */
function placeOfHits(home: GuardedHome, asked: string, kind: "area" | "floor"): Place | undefined {
  const { hits, total } = home.search({ text: asked, limit: Infinity, offset: 0 });
  const [{ area_id, floor_id } = {}] = hits;
  const places: Place[] = [
    ...(kind === "floor" || area_id === undefined ? [] : [{ area_id }]),
    ...(floor_id === undefined ? [] : [{ floor_id }]),
  ];
  return places.find((place) => {
    const inside = home.search({ text: asked, ...place, limit: 0, offset: 0 }).total;
    return inside === total && home.search({ ...place, limit: 0, offset: 0 }).total === total;
  });
}

function ambiguous(found: readonly NamedPlace[]): AppError {
  return new AppError("invalid_input", `${found.length} places match; say which one is meant.`, {
    hint: "Call again with one of details.candidates.",
    details: {
      candidates: found.slice(0, maxCandidates).map((place) => `${nameOf(place)} (${place.id})`),
    },
  });
}

const nameOf = ({ id, names: [name = id] }: NamedPlace) => name;
