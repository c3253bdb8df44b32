import { accesses, type Access, type Scope, type ScopeRule, type Select } from "./rules.ts";

/** What scope needs to know of an entity. */
export interface EntityFacts {
  readonly entity_id: string;
  readonly domain: string;
  readonly device_id?: string;
  readonly area_id?: string;
  readonly floor_id?: string;
  readonly labels: readonly string[];
  readonly exposed: boolean;
  /** It tells of somebody: a person, a tracker, a phone, a camera. */
  readonly personal?: boolean;
  /** Ids in Home Assistant of the people whom it tells of; absent: nobody knows whom. */
  readonly people?: readonly string[];
}

/** From specific to general: the first kind that a rule matches by decides. */
const kinds = [
  "entity",
  "device",
  "private",
  "area",
  "floor",
  "label",
  "domain",
  "exposed",
  "all",
] as const satisfies readonly Select["kind"][];

/** What the entity is to a principal of this scope: the lesser of what user and token allow. */
export function accessOf(entity: EntityFacts, { user, token }: Scope): Access {
  const own = accessBy(user, entity);
  return token === undefined ? own : lesser(own, accessBy(token, entity));
}

/** Whether the entity exists for a principal of this scope. */
export const maySee = (entity: EntityFacts, scope: Scope): boolean =>
  accessOf(entity, scope) !== "none";

export const mayControl = (entity: EntityFacts, scope: Scope): boolean =>
  accessOf(entity, scope) === "control";

/** Whether nothing is hidden in this scope, whatever the home has. */
export const seesAll = ({ user, token }: Scope): boolean =>
  [user, token ?? user].every((layer) => layer.length > 0 && layer.every(showsAll));

const showsAll = ({ select, access }: ScopeRule) => select.kind === "all" && access !== "none";

/** Whether a rule about this selection is about this entity. */
export function isSelected(entity: EntityFacts, select: Select, self?: string): boolean {
  switch (select.kind) {
    case "entity":
      return entity.entity_id === select.id;
    case "device":
      return entity.device_id === select.id;
    case "area":
      return entity.area_id === select.id;
    case "floor":
      return entity.floor_id === select.id;
    case "label":
      return entity.labels.includes(select.id);
    case "domain":
      return entity.domain === select.id;
    case "private":
      return entity.personal === true && !(self !== undefined && entity.people?.includes(self));
    case "exposed":
      return entity.exposed;
    case "all":
      return true;
  }
}

/** The most specific selection wins, at the same one the stricter; what nobody names is not there. */
function accessBy(rules: readonly ScopeRule[], entity: EntityFacts): Access {
  let best: ScopeRule | undefined;
  for (const rule of rules)
    if (isSelected(entity, rule.select) && (best === undefined || beats(rule, best))) best = rule;
  return best?.access ?? "none";
}

function beats(one: ScopeRule, other: ScopeRule): boolean {
  const [a, b] = [kinds.indexOf(one.select.kind), kinds.indexOf(other.select.kind)];
  return a === b ? lesser(one.access, other.access) === one.access : a < b;
}

const lesser = (one: Access, other: Access): Access =>
  accesses.indexOf(one) <= accesses.indexOf(other) ? one : other;

/** Scopes that have a name. */
export const namedScopes = {
  none: named("none", { kind: "all" }, "none"),
  exposed: named("exposed", { kind: "exposed" }, "control"),
  all: named("all", { kind: "all" }, "control"),
} as const satisfies Readonly<Record<string, readonly ScopeRule[]>>;

/** From nothing to everything. */
export const scopeNames = ["none", "exposed", "all"] as const;
export type ScopeName = (typeof scopeNames)[number];

function named(name: string, select: Select, access: Access): readonly ScopeRule[] {
  return [{ name: `scope ${name}`, select, access }];
}

/** The scope of a user, and of a token if there is one. */
export const scopeOf = (user: readonly ScopeRule[], token?: readonly ScopeRule[]): Scope => ({
  key: JSON.stringify([user, token ?? null]),
  user,
  ...(token === undefined ? {} : { token }),
});

/** The name of the narrowest layer of a scope; undefined when one of them has no name. */
export function nameOfScope({ user, token }: Scope): ScopeName | undefined {
  const layers = token === undefined ? [user] : [user, token];
  const names = layers.map((layer) =>
    scopeNames.findIndex((name) => JSON.stringify(namedScopes[name]) === JSON.stringify(layer)),
  );
  return scopeNames[Math.min(...names)];
}

/** What a person is told. */
export const describeScope = (scope: Scope): string => nameOfScope(scope) ?? "chosen";
