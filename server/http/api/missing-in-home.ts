import type { LimitView, PermissionsView } from "../../../shared/views.ts";
import { parseSelect, parseTarget } from "../../access/rules/targets.ts";
import type { Snapshot } from "../../home/home.ts";
import { nearestNames } from "../../name-likeness.ts";
import { familyOf, isAbout } from "../../policy/limit-families.ts";
import type { Select } from "../../policy/rules.ts";

// What is written about things that the home does not have. It may still come, so it is taken.

/** One sentence for each thing that is not there now, found as they are asked for: "scope.0.select: …". */
export function* missingInHome(
  { rules, scope, limits }: PermissionsView,
  snapshot: Snapshot,
): Generator<string> {
  const domains = new Map(Array.from(snapshot.entities.values(), ({ domain }) => [domain, domain]));
  const known = { ...snapshot, domains };
  for (const [index, { target, when }] of rules.entries()) {
    yield* missingService(`rules.${index}.target`, serviceOf(target), known);
    yield* missingState(`rules.${index}`, when, known);
  }
  for (const [index, { select, when }] of scope.entries()) {
    yield* missingSelect(`scope.${index}.select`, select, known);
    yield* missingState(`scope.${index}`, when, known);
  }
  for (const [index, limit] of limits.entries()) {
    yield* missingService(`limits.${index}.service`, limit.service, known);
    yield* missingField(`limits.${index}.field`, limit, known);
    yield* missingSelect(`limits.${index}.select`, limit.select, known);
    yield* missingState(`limits.${index}`, limit.when, known);
  }
}

/** With the domains of its entities. */
interface Known extends Snapshot {
  readonly domains: ReadonlyMap<string, string>;
}

function serviceOf(text: string): string | undefined {
  const target = parseTarget(text);
  return target?.kind === "service" ? target.name : undefined;
}

function* missingService(
  at: string,
  pattern: string | undefined,
  { services }: Snapshot,
): Generator<string> {
  if (pattern === undefined || pattern === "*") return;
  if (services.has(pattern)) return;
  const names = [...services.keys()];
  if (names.some((name) => isAbout(pattern, name))) return;
  yield isNotThere(at, `service "${pattern}"`, nearestNames(pattern, names, 3));
}

/** Of services that take anything, nobody knows the fields. */
function* missingField(
  at: string,
  { service: pattern, field }: LimitView,
  { services }: Snapshot,
): Generator<string> {
  if (field === undefined) return;
  const about = [...services].filter(([name]) => isAbout(pattern, name));
  const fields = about.flatMap(([, { fields }]) => Object.keys(fields));
  const isKnown =
    fields.includes(field) || about.some(([name]) => familyOf(pattern, field, name) !== undefined);
  if (isKnown || fields.length === 0) return;
  yield `${at}: "${pattern}" has no field "${field}".${orElse(nearestNames(field, fields, 3))}`;
}

function* missingSelect(at: string, text: string | undefined, known: Known): Generator<string> {
  const select = text === undefined ? undefined : parseSelect(text);
  if (select === undefined || !("id" in select)) return;
  const { kind, id } = select;
  const there = namesOf(kind, known);
  if (there.has(id)) return;
  const nearest = named.includes(kind) ? nearestNames(id, [...there.keys()], 3) : [];
  yield isNotThere(at, `${kind} "${id}"`, nearest);
}

function* missingState(
  at: string,
  when: PermissionsView["rules"][number]["when"],
  { entities }: Snapshot,
): Generator<string> {
  const id = when?.state?.entity_id;
  if (id !== undefined && !entities.has(id))
    yield isNotThere(`${at}.when.state.entity_id`, `entity "${id}"`, []);
}

type NamedKind = Extract<Select, { readonly id: string }>["kind"];

/** Of these there are few, and people write them by heart. */
const named: readonly NamedKind[] = ["area", "floor", "label", "domain"];

function namesOf(
  kind: NamedKind,
  { entities, devices, areas, floors, labels, domains }: Known,
): Pick<ReadonlyMap<string, unknown>, "has" | "keys"> {
  switch (kind) {
    case "entity":
      return entities;
    case "device":
      return devices;
    case "area":
      return areas;
    case "floor":
      return floors;
    case "label":
      return labels;
    case "domain":
      return domains;
  }
}

const isNotThere = (at: string, what: string, nearest: readonly string[]): string =>
  `${at}: the home has no ${what} now.${orElse(nearest)}`;

const orElse = (nearest: readonly string[]): string =>
  nearest.length === 0 ? "" : ` Nearest: ${nearest.join(", ")}.`;
