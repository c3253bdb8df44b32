import { AppError, quoted } from "../errors.ts";
import type { GuardedHome } from "../gateway/guarded-home.ts";
import type { Entity } from "../home/home.ts";
import { isUsual } from "./places.ts";
import { nameAndId } from "./reading.ts";
import { nameKey, wordsOf } from "../name-likeness.ts";

const maxCandidates = 10;
const maxHits = 100;

/** The one entity that is meant by an id or by a name as people say it; never a guess.
 * @throws AppError not_found with the nearest names, invalid_input with all that match. */
export function findEntity(home: GuardedHome, asked: string): Entity {
  const id = idIn(asked);
  const byId = id === undefined ? undefined : home.entity(id);
  if (byId !== undefined) return byId;
  if (id !== undefined) throw notFound(home, asked);

  const { hits } = home.search({ text: asked, limit: Infinity, offset: 0 });
  const [found, ...others] = narrow(home, hits.slice(0, maxHits), asked);
  if (found === undefined) throw notFound(home, asked);
  if (others.length > 0) throw ambiguous([found, ...others]);
  return home.entity(found.entity_id) ?? found;
}

/** "light.kitchen", "Light.Kitchen" or "Kitchen light (light.kitchen)", as candidates are written. */
function idIn(asked: string): string | undefined {
  const [, id] = /(?:^|\()([a-z0-9_]+\.[a-z0-9_]+)\)?$/i.exec(asked.trim()) ?? [];
  return id?.toLowerCase();
}

/** Among what the search found: those of just this name, else those of this name in this place, else those
 * that have all the words, else all; of these the ones people mean before settings and diagnostics. */
function narrow(home: GuardedHome, hits: readonly Entity[], asked: string): readonly Entity[] {
  const words = new Set(wordsOf(asked));
  const name = nameKey(asked);
  const areas = new Map(home.areas().map((area) => [area.area_id, [area.name, ...area.aliases]]));
  const namesOf = (entity: Entity) => [entity.name, ...entity.aliases];
  const placesOf = (entity: Entity) =>
    entity.area_id === undefined ? [] : (areas.get(entity.area_id) ?? []);
  const isNamed = (entity: Entity) => namesOf(entity).some((one) => nameKey(one) === name);
  const isNamedInPlace = (entity: Entity) =>
    namesOf(entity).some((one) => {
      const own = wordsOf(one);
      const all = new Set([...own, ...placesOf(entity).flatMap(wordsOf)]);
      return own.every((word) => words.has(word)) && [...words].every((word) => all.has(word));
    });
  const hasAllWords = (entity: Entity) => {
    const all = new Set([...namesOf(entity), ...placesOf(entity)].flatMap(wordsOf));
    return [...words].every((word) => all.has(word));
  };
  for (const fits of [isNamed, isNamedInPlace, hasAllWords, () => true]) {
    const fitting = hits.filter(fits);
    const usual = fitting.filter(isUsual);
    if (fitting.length > 0) return usual.length > 0 ? usual : fitting;
  }
  return [];
}

function notFound(home: GuardedHome, asked: string): AppError {
  const candidates = home.nearest(asked, 5).map(nameAndId);
  return new AppError("not_found", `There is no entity ${quoted(asked)}.`, {
    hint:
      candidates.length === 0
        ? "Look for it with find_entities."
        : "If one of details.candidates is meant, call again with it; else look with find_entities.",
    ...(candidates.length === 0 ? {} : { details: { candidates } }),
  });
}

function ambiguous(found: readonly Entity[]): AppError {
  return new AppError("invalid_input", `${found.length} entities match; say which one is meant.`, {
    hint: "Call again with one or several of details.candidates, or look with find_entities.",
    details: { candidates: found.slice(0, maxCandidates).map(nameAndId) },
  });
}
