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

/** What the entity is to a principal of this scope: the least of what its layers allow. */
export function accessOf(entity: EntityFacts, scope: Scope): Access {
  const { user, token, house, self, held, within } = scope;
  let access = accessBy(indexOf(user), entity, self);
  if (token !== undefined) access = lesser(access, accessBy(indexOf(token), entity, self));
  if (house !== undefined) access = lesser(access, accessBy(indexOf(house), entity, self));
  if (within !== undefined && !maySee(entity, within)) return "none";
  return held?.has(entity.entity_id) === true ? lesser(access, "see") : access;
}

/** Whether the entity exists for a principal of this scope. */
export const maySee = (entity: EntityFacts, scope: Scope): boolean =>
  accessOf(entity, scope) !== "none";

export const mayControl = (entity: EntityFacts, scope: Scope): boolean =>
  accessOf(entity, scope) === "control";

/** Whether a scope hides nothing but what the house keeps from every token: others' persons, phones and cameras.
 * Who has one lives here, and may know what a guest may not: rooms, services, and where the house is. */
export const isWide = ({ key, user, token, within }: Scope): boolean =>
  seesAll({ key, user, ...(token === undefined ? {} : { token }) }) &&
  (within === undefined || isWide(within));

/** Whether nothing is hidden in this scope, whatever the home has. */
export const seesAll = ({ user, token = user, house = user, within }: Scope): boolean =>
  indexOf(user).showsAll &&
  indexOf(token).showsAll &&
  indexOf(house).showsAll &&
  (within === undefined || seesAll(within));

/** The scope as far as somebody else, who has the other one, may know of it. */
export const toldTo = (scope: Scope, within: Scope): Scope => ({
  ...{ ...scope, within, key: JSON.stringify([scope.key, within.key]) },
});

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
      return isPrivate(entity, self);
    case "exposed":
      return entity.exposed;
    case "all":
      return true;
  }
}

/** What tells of somebody else, or of nobody knows whom. */
const isPrivate = ({ personal, people }: EntityFacts, self: string | undefined): boolean =>
  personal === true && !(self !== undefined && people?.includes(self) === true);

/** The most specific selection wins, at the same one the stricter; what nobody names is not there. */
function accessBy(layer: LayerIndex, entity: EntityFacts, self: string | undefined): Access {
  const { device_id, area_id, floor_id } = entity;
  return (
    layer.entity.get(entity.entity_id) ??
    (device_id === undefined ? undefined : layer.device.get(device_id)) ??
    (layer.private !== undefined && isPrivate(entity, self) ? layer.private : undefined) ??
    (area_id === undefined ? undefined : layer.area.get(area_id)) ??
    (floor_id === undefined ? undefined : layer.floor.get(floor_id)) ??
    accessByLabel(layer, entity) ??
    layer.domain.get(entity.domain) ??
    (entity.exposed ? layer.exposed : undefined) ??
    layer.all ??
    "none"
  );
}

function accessByLabel({ label }: LayerIndex, { labels }: EntityFacts): Access | undefined {
  let found: Access | undefined;
  for (const one of label.size === 0 ? [] : labels) {
    const access = label.get(one);
    if (access !== undefined) found = found === undefined ? access : lesser(found, access);
  }
  return found;
}

/** A layer by what its rules select; of rules that select the same the strictest. */
interface LayerIndex extends Readonly<Record<NamedKind, ReadonlyMap<string, Access>>> {
  readonly private?: Access;
  readonly exposed?: Access;
  readonly all?: Access;
  readonly showsAll: boolean;
}

type NamedKind = Extract<Select, { readonly id: string }>["kind"];

/** Ten thousand entities are asked for each list, and layers do not change. */
const indexes = new WeakMap<readonly ScopeRule[], LayerIndex>();

function indexOf(layer: readonly ScopeRule[]): LayerIndex {
  const known = indexes.get(layer);
  if (known !== undefined) return known;
  const index = buildIndex(layer);
  indexes.set(layer, index);
  return index;
}

function buildIndex(layer: readonly ScopeRule[]): LayerIndex {
  const named: Record<NamedKind, Map<string, Access>> = {
    ...{ entity: new Map(), device: new Map(), area: new Map() },
    ...{ floor: new Map(), label: new Map(), domain: new Map() },
  };
  const others = new Map<string, Access>();
  const deciding = decidingRules(layer);
  for (const { select, access } of deciding) {
    const [map, key] = "id" in select ? [named[select.kind], select.id] : [others, select.kind];
    map.set(key, lesser(map.get(key) ?? "control", access));
  }
  const ofKind = (kind: "private" | "exposed" | "all") => {
    const access = others.get(kind);
    return access === undefined ? {} : { [kind]: access };
  };
  return {
    ...{ ...named, ...ofKind("private"), ...ofKind("exposed"), ...ofKind("all") },
    showsAll: others.has("all") && deciding.every(({ access }) => access !== "none"),
  };
}

/** All but defaults about which there is a word. */
function decidingRules(layer: readonly ScopeRule[]): readonly ScopeRule[] {
  const keyOf = ({ select }: ScopeRule) => JSON.stringify(select);
  const written = new Set(layer.filter(({ isDefault }) => isDefault !== true).map(keyOf));
  return layer.filter((rule) => rule.isDefault !== true || !written.has(keyOf(rule)));
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

function named(name: string, select: Select, access: Access): readonly [ScopeRule] {
  return [{ name: `scope ${name}`, select, access }];
}

/** The scope of a user, and of a token if there is one; who they are themselves, and what the house keeps
 * from tokens. */
export function scopeOf(
  user: readonly ScopeRule[],
  token?: readonly ScopeRule[],
  { self, house, held }: Pick<Scope, "self" | "house" | "held"> = {},
): Scope {
  return {
    key: JSON.stringify([user, token ?? null, house ?? null, self ?? null, [...(held ?? [])]]),
    user,
    ...(token === undefined ? {} : { token }),
    ...(house === undefined ? {} : { house }),
    ...(self === undefined ? {} : { self }),
    ...(held === undefined ? {} : { held }),
  };
}

/** The name of the narrowest layer of a scope, but for what the house keeps from any token; undefined when
 * one of them has no name. */
export function nameOfScope({ user, token }: Scope): ScopeName | undefined {
  const names = (token === undefined ? [user] : [user, token]).map((layer) =>
    scopeNames.findIndex((name) => isNamed(layer, name)),
  );
  return scopeNames[Math.min(...names)];
}

/** Whoever wrote it: it selects the same, always. */
function isNamed([rule, ...more]: readonly ScopeRule[], name: ScopeName): boolean {
  return (
    more.length === 0 &&
    rule?.select.kind === namedScopes[name][0].select.kind &&
    rule.access === namedScopes[name][0].access &&
    rule.when === undefined &&
    rule.until === undefined
  );
}

/** What a person is told. */
export const describeScope = (scope: Scope): string => nameOfScope(scope) ?? "chosen";
