import { domainOf, type Core } from "../core/core.ts";
import { areaOf, areaOfDevice } from "../core/entities.ts";
import type { EntityEntry } from "../core/model.ts";

type Selector = Readonly<Record<string, unknown>>;

export const selectorKeys = ["entity_id", "device_id", "area_id", "floor_id", "label_id"] as const;
type SelectorKey = (typeof selectorKeys)[number];

/** What one selector of a target means. */
export interface Selected {
  readonly key: SelectorKey;
  readonly id: string;
  readonly entities: readonly string[];
  readonly areas: readonly string[];
  readonly devices: readonly string[];
}

export interface Reading {
  /** What "all" means; absent: every entity there is. */
  readonly domain?: string;
  readonly expandsGroups: boolean;
  /** Without what is for configuration and diagnosis, unless it is named. */
  readonly onlyPrimary: boolean;
}

/** Comma lists and single values are lists too. */
function idsOf(selector: Selector, key: SelectorKey): readonly string[] {
  const value = selector[key];
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  const ids = given
    .filter((one) => typeof one === "string")
    .flatMap((one) => one.split(","))
    .map((one) => (key === "entity_id" ? one.trim().toLowerCase() : one.trim()))
    .filter((one) => one !== "" && one !== "none");
  return [...new Set(ids)];
}

/** Which entities a target means, groups expanded; unknown ones are kept as they are. */
export function resolveTarget(core: Core, target: Selector, domain: string): ReadonlySet<string> {
  const reading = { domain, expandsGroups: true, onlyPrimary: true };
  const all = (of: Selector) => read(core, of, reading).flatMap(({ entities }) => entities);
  const reached = new Set(all(target));
  for (const entityId of all(excludeOf(target))) reached.delete(entityId);
  return reached;
}

export const excludeOf = ({ exclude }: Selector): Selector =>
  typeof exclude === "object" && exclude !== null ? { ...exclude } : {};

/** Selector by selector, in the order entity, device, area, floor, label. */
export const read = (core: Core, target: Selector, reading: Reading): readonly Selected[] =>
  selectorKeys.flatMap((key) =>
    idsOf(target, key).map((id) => ({ key, id, ...meaning(core, key, id, reading) })),
  );

type Meaning = Omit<Selected, "key" | "id">;

function meaning(core: Core, key: SelectorKey, id: string, reading: Reading): Meaning {
  const { areas, devices } = core.registries;
  switch (key) {
    case "entity_id":
      return { entities: named(core, id, reading), areas: [], devices: [] };
    case "device_id":
      return belonging(core, { devices: [id], areas: [] }, reading);
    case "area_id":
      return belonging(core, { devices: [], areas: [id] }, reading);
    case "floor_id": {
      const on = [...areas.all.values()].filter(({ floor_id }) => floor_id === id);
      return belonging(core, { devices: [], areas: on.map(({ area_id }) => area_id) }, reading);
    }
    case "label_id": {
      const has = ({ labels }: { readonly labels: readonly string[] }) => labels.includes(id);
      const marked = [...areas.all.values()].filter(has).map(({ area_id }) => area_id);
      const own = [...devices.all.values()].filter(has).map((device) => device.id);
      return belonging(core, { devices: own, areas: marked, label: id }, reading);
    }
  }
}

function named(core: Core, entityId: string, reading: Reading): readonly string[] {
  const { domain, expandsGroups } = reading;
  const all = [...core.states.all.keys()];
  if (entityId === "all")
    return domain === undefined ? all : all.filter((one) => domainOf(one) === domain);
  return expandsGroups ? expand(core, entityId) : [entityId];
}

/** Old-style groups and groups of locks stand for their members; other groups act for themselves. */
function expand(core: Core, entityId: string, seen = new Set<string>()): readonly string[] {
  const attributes = core.states.all.get(entityId)?.attributes ?? {};
  const isExpanded =
    domainOf(entityId) === "group" ||
    (domainOf(entityId) === "lock" && "group_entities" in attributes);
  if (!isExpanded) return [entityId];
  if (seen.has(entityId)) return [];
  seen.add(entityId);
  return membersOf(core, entityId).flatMap((member) => expand(core, member, seen));
}

export function membersOf({ states }: Core, entityId: string): readonly string[] {
  const members = states.all.get(entityId)?.attributes["entity_id"];
  return Array.isArray(members) ? members.filter((member) => typeof member === "string") : [];
}

interface Asked {
  readonly devices: readonly string[];
  readonly areas: readonly string[];
  readonly label?: string;
}

/** What is in these places, on these devices and their parts, or has this label itself. */
function belonging(core: Core, asked: Asked, { onlyPrimary }: Reading): Meaning {
  const all = [...core.registries.devices.all.values()];
  const areas = new Set(asked.areas);
  const own = new Set(asked.devices);
  for (const { id, parent_device_id } of all) if (own.has(parent_device_id ?? "")) own.add(id);
  const placed = all.filter(({ id }) => areas.has(areaOfDevice(core, id) ?? ""));

  const isMeant = (entry: EntityEntry): boolean => {
    if (entry.hidden_by !== null) return false;
    if (asked.label !== undefined && entry.labels.includes(asked.label)) return true;
    if (onlyPrimary && entry.entity_category !== null) return false;
    return areas.has(areaOf(core, entry) ?? "") || own.has(entry.device_id ?? "");
  };
  const entities = [...core.registries.entities.all.values()].filter(isMeant);
  return {
    entities: entities.map(({ entity_id }) => entity_id),
    areas: asked.areas,
    devices: [...new Set([...own, ...placed.map(({ id }) => id)])],
  };
}
