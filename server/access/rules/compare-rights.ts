import { effects } from "../../../shared/effects.ts";
import { rightsIf, type Holds } from "../../policy/conditions.ts";
import { decide, isStricter, ruleForAct, type Act } from "../../policy/decide.ts";
import {
  accesses,
  decisions,
  risks,
  type Rights,
  type Rule,
  type Scope,
  type ScopeRule,
  type Select,
  type Timed,
  type ToolFacts,
  type Written,
} from "../../policy/rules.ts";
import { accessOf, scopeOf, type EntityFacts } from "../../policy/scope.ts";
import { heldBy, keepPrivate } from "./rights.ts";

// Whether what is written for one token can ever allow what is not allowed to another: whatever the home has,
// and whichever conditions hold.

/** Rules looked at: a tenth of a second. Nothing else is done meanwhile, so nobody may ask for more. */
const mostSteps = 1_000_000;
/** An entity takes as long as so many rules. */
const perEntity = 10;

/** Whether the one is at every moment as strict as the other and shows no more, limits aside; undefined:
 * there is too much to compare. */
export function isAsStrict(one: Written, other: Written): boolean | undefined {
  const rules = [...one.rules, ...other.rules];
  const scope = [...one.scope, ...other.scope];
  const moments = momentsLike([...rules, ...scope]);
  const tools = toolsLike(rules);
  const entities = entitiesLike(scope, heldBy([one, other]));
  const acts = actsLike(rules);
  const steps = (tools.count + acts.length) * (rules.length + 1) + entities.count * perEntity;
  if (moments.count * steps > mostSteps) return undefined;
  const [ones, others] = [rightsFrom(one), rightsFrom(other)];
  return moments.every(({ holds, now }) => {
    const [a, b] = [rightsIf(ones, holds, now), rightsIf(others, holds, now)];
    return (
      tools.every((tool) => strictness(tool, a) >= strictness(tool, b)) &&
      acts.every((act) => !isStricter(kindOf(act, b.user), kindOf(act, a.user))) &&
      entities.every((entity) => showsNoMore(entity, a.scope, b.scope))
    );
  });
}

/** Rights of a token alone: its user's come to both alike, and so does what freezes. */
function rightsFrom(written: Written): Rights {
  const { rules, scope } = written;
  const held = heldBy([written]);
  const house = keepPrivate(scope);
  return {
    ...{ key: "", user: rules, limits: [] },
    scope: scopeOf(scope, undefined, { house, ...(held === undefined ? {} : { held }) }),
  };
}

const strictness = (tool: ToolFacts, rights: Rights): number =>
  decisions.indexOf(decide(tool, rights).kind);

/** What the rules of a token say of an act; where they are silent, its user's decide. */
const kindOf = (act: Act, rules: readonly Rule[]) => ruleForAct(act, rules)?.decision ?? "allow";

/** Also where somebody lets their tokens see all that is private: that may be said at any time. */
const showsNoMore = (entity: EntityFacts, one: Scope, other: Scope): boolean =>
  openness(entity, one) <= openness(entity, other) &&
  openness(entity, { key: "", user: one.user }) <= openness(entity, { key: "", user: other.user });

const openness = (entity: EntityFacts, scope: Scope): number =>
  accesses.indexOf(accessOf(entity, scope));

/** Many things of a kind, that are made only while they are looked at. */
interface Many<Item> {
  readonly count: number;
  every(isSo: (item: Item) => boolean): boolean;
}

/** Each of the ones with each of the others. */
const cross = <One, Other, Item>(
  ones: Many<One>,
  others: Many<Other>,
  join: (one: One, other: Other) => Item,
): Many<Item> => ({
  count: ones.count * others.count,
  every: (isSo) => ones.every((one) => others.every((other) => isSo(join(one, other)))),
});

const many = <Item>(items: readonly Item[]): Many<Item> => ({
  count: items.length,
  every: (isSo) => items.every(isSo),
});

interface MomentLike {
  readonly holds: Holds;
  readonly now: number;
}

/** One moment for each way in which conditions can hold, not hold or be unknown, before and after each end. */
function momentsLike(items: readonly Timed[]): Many<MomentLike> {
  const texts = items.flatMap(({ when }) => (when === undefined ? [] : [JSON.stringify(when)]));
  const ends = items.flatMap(({ until }) => (until === undefined ? [] : [until]));
  const start: Many<MomentLike> = many(
    [-Infinity, ...new Set(ends)].map((now) => ({ now, holds: () => undefined })),
  );
  return [...new Set(texts)].reduce(
    (moments, text) =>
      cross(moments, many([true, false, undefined]), ({ now, holds }, answer) => ({
        now,
        holds: (conditions) => (JSON.stringify(conditions) === text ? answer : holds(conditions)),
      })),
    start,
  );
}

/** One tool for each way in which rules can tell tools apart: whatever a tool is or will be called,
 * whichever its toolset and effect, one of these is decided like it. */
function toolsLike(rules: readonly Rule[]): Many<ToolFacts> {
  // No tool has a name with a space.
  const names = new Set(["any other"]);
  const toolsets = new Set(["any other"]);
  for (const { target } of rules) {
    if (target.kind === "tool") names.add(target.name);
    if (target.kind === "toolset") toolsets.add(target.name);
  }
  const called = cross(many([...names]), many([...toolsets]), (name, toolset) => ({
    ...{ name, toolset },
  }));
  return cross(called, many(effects), (one, effect) => ({ ...one, effect }));
}

/** One act for each way in which rules can tell acts apart. What is written for all of a domain stands for
 * a service of it that nobody names. */
function actsLike(rules: readonly Rule[]): readonly Act[] {
  const services = rules.flatMap(({ target }) => (target.kind === "service" ? [target.name] : []));
  const named = new Set(rules.flatMap(({ target }) => (target.kind === "risk" ? target.risk : [])));
  const other = risks.find((risk) => !named.has(risk));
  const told = [...named, ...(other === undefined ? [] : [other])];
  return [...new Set(["any other", ...services])].flatMap((service) => [
    { service },
    ...told.map((risk) => ({ service, risk })),
  ]);
}

/** One entity for each way in which scopes can tell entities apart, also such as there cannot be. */
function entitiesLike(
  rules: readonly ScopeRule[],
  held: ReadonlySet<string> = new Set(),
): Many<EntityFacts> {
  const named = (wanted: Select["kind"]): readonly string[] => [
    ...new Set(
      rules.flatMap(({ select }) => ("id" in select && select.kind === wanted ? [select.id] : [])),
    ),
  ];
  const either = (kind: Select["kind"]) => many([...named(kind), "any other"]);
  const ids = [...new Set([...named("entity"), ...held])];
  const entities: Many<Partial<EntityFacts>> = many([
    ...ids.map((id) => ({ entity_id: id, domain: id.slice(0, id.indexOf(".")) })),
    ...["any other", ...named("domain")].map((domain) => ({ entity_id: "any other", domain })),
  ]);
  const plain: Many<EntityFacts> = many(
    [true, false].flatMap((exposed) =>
      [true, false].map((personal) => ({
        ...{ entity_id: "", domain: "", labels: [], exposed, personal },
      })),
    ),
  );
  const ways: Many<Partial<EntityFacts>>[] = [
    entities,
    cross(either("area"), either("floor"), (area_id, floor_id) => ({ area_id, floor_id })),
    cross(either("device"), many(pairsOf(named("label"))), (device_id, labels) => ({
      ...{ device_id, labels },
    })),
  ];
  return ways.reduce<Many<EntityFacts>>(
    (all, way) => cross(all, way, (one, more) => ({ ...one, ...more })),
    plain,
  );
}

/** The strictest label decides: one for either scope, and nothing is different with more. */
const pairsOf = (labels: readonly string[]): readonly (readonly string[])[] => [
  [],
  ...labels.flatMap((one, at) => labels.slice(at).map((other) => [one, other])),
];
