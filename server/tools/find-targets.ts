import { AppError, quoted } from "../errors.ts";
import type { PlanningHome } from "../gateway/guarded-home.ts";
import type { Entity } from "../home/home.ts";
import { memberIds } from "./attributes.ts";
import { splitException } from "./phrase.ts";
import { nameAndId } from "./reading.ts";
import { createReader, type Meaning } from "./understand.ts";

/** What an act is to be done to, as it was asked for. */
export interface AskedTargets {
  readonly targets: readonly string[];
  readonly except?: readonly string[] | undefined;
  /** Of which the tool can act on; everything else that is named belongs to another tool. */
  readonly domains: readonly string[];
  /** Of these domains, those that a place alone means: "upstairs" switches lamps, and no holiday mode. */
  readonly usual?: readonly string[];
  /** How the tool calls them: "light". */
  readonly wanted: string;
}

/** The entities that are meant by ids, names, places and kinds as people say them; never a guess, never empty.
 * Those of a place that do not answer are left out, and the answer names them.
 * @throws AppError not_found with the nearest names; invalid_input with all that match one name, or with the
 *   tool that fits; conflict when what was named does not answer; not_allowed for what may only be seen. */
export function findTargets(home: PlanningHome, asked: AskedTargets): readonly Entity[] {
  const { domains, usual = domains, wanted } = asked;
  const reader = createReader(home, { domains, usual, wanted });
  const phrases = asked.targets.map(splitException);
  const spared = new Set(
    [...phrases.flatMap(({ except }) => except), ...(asked.except ?? [])]
      .filter((phrase) => phrase.trim() !== "")
      .flatMap((phrase) => idsOf(reader.read(phrase).entities)),
  );
  const found = new Map<string, Entity>();
  for (const { meant } of phrases) {
    const meaning = reader.read(meant);
    if (meaning.entities.length === 0) throw nothingThere(meant, wanted);
    const reached = meaning.isNamed
      ? resolveNamed(home, meaning, spared)
      : resolveWithin(home, meaning, { domains, spared, own: reader.own() });
    for (const entity of reached.flatMap((one) => sparing(home, one, spared)))
      found.set(entity.entity_id, entity);
  }
  const targets = withoutDoubles(found);
  if (targets.length === 0) throw nothingLeft(wanted);
  return targets;
}

/** @throws AppError conflict when one of them does not answer. */
function resolveNamed(
  home: PlanningHome,
  { entities }: Meaning,
  spared: ReadonlySet<string>,
): readonly Entity[] {
  const wanted = entities.filter(({ entity_id }) => !spared.has(entity_id));
  if (wanted.length === 0) return [];
  const resolved = home.resolve({ entity_id: idsOf(wanted) });
  const absent = resolved.filter(isAbsent);
  if (absent.length > 0) throw unavailable(absent);
  return resolved;
}

interface Bounds {
  readonly domains: readonly string[];
  readonly spared: ReadonlySet<string>;
  readonly own: readonly Entity[];
}

/** What is meant of a place; asked for by the place, so that the home's own way of resolving has the last word. */
function resolveWithin(
  home: PlanningHome,
  { entities, within }: Meaning,
  { domains, spared, own }: Bounds,
): readonly Entity[] {
  const meant = new Set(idsOf(entities).filter((id) => !spared.has(id)));
  if (meant.size === 0) return [];
  const others = own.filter(({ entity_id }) => !meant.has(entity_id));
  const unmeant = new Set(idsOf(others));
  // To exclude a group would exclude its members, too.
  const exclude = idsOf(others.filter((one) => memberIds(one).length === 0));
  const target = exclude.length === 0 ? within : { ...within, exclude: { entity_id: exclude } };
  const resolved = home.resolve(target, domains).filter(({ entity_id }) => !unmeant.has(entity_id));
  for (const entity of resolved.filter(isAbsent)) home.leaveOut(entity, "unavailable");
  return resolved.filter((entity) => !isAbsent(entity));
}

/** Instead of a group with a member that is to be spared, its other members. */
function sparing(
  home: PlanningHome,
  entity: Entity,
  spared: ReadonlySet<string>,
  above: readonly string[] = [],
): readonly Entity[] {
  if (spared.has(entity.entity_id) || above.includes(entity.entity_id)) return [];
  const path = [...above, entity.entity_id];
  const members = memberIds(entity).flatMap((id) => home.entity(id) ?? []);
  const rest = members.map((one) => sparing(home, one, spared, path));
  const isWhole = rest.every((kept, at) => kept.length === 1 && kept[0] === members[at]);
  return isWhole ? [entity] : rest.flat();
}

/** A group whose members are all meant themselves stands for nothing more. */
function withoutDoubles(found: ReadonlyMap<string, Entity>): readonly Entity[] {
  return [...found.values()].filter((entity) => {
    const members = memberIds(entity);
    return members.length === 0 || !members.every((id) => found.has(id));
  });
}

const isAbsent = ({ state }: Entity): boolean => state === "unavailable";

const idsOf = (entities: readonly Entity[]): readonly string[] =>
  entities.map(({ entity_id }) => entity_id);

const unavailable = (absent: readonly Entity[]): AppError =>
  new AppError(
    "conflict",
    absent.length === 1
      ? "It does not answer the home: it is unavailable."
      : `${absent.length} of them do not answer the home: they are unavailable.`,
    {
      hint: "Leave out what details.candidates names, or try again when it is back.",
      details: { candidates: absent.slice(0, 10).map(nameAndId) },
    },
  );

const nothingThere = (asked: string, wanted: string): AppError =>
  new AppError("not_found", `There is no ${wanted} in ${quoted(asked)}.`, {
    hint: "Name another place, or look with find_entities what is there.",
  });

const nothingLeft = (wanted: string): AppError =>
  new AppError(
    "conflict",
    `There is no ${wanted} left to act on: each is excepted, unavailable or not yours.`,
    {
      hint: "Look with find_entities which ones are available.",
    },
  );
