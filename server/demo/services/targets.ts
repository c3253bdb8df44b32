import { domainOf, type Core } from "../core/core.ts";
import { areaOf, areaOfDevice } from "../core/entities.ts";
import type { EntityEntry } from "../core/model.ts";

type Selector = Readonly<Record<string, unknown>>;

export const selectorKeys = ["entity_id", "device_id", "area_id", "floor_id", "label_id"] as const;

/** Comma lists and single values are lists too. */
function idsOf(selector: Selector, key: (typeof selectorKeys)[number]): readonly string[] {
  const value = selector[key];
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  return given
    .filter((one) => typeof one === "string")
    .flatMap((one) => one.split(","))
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== "" && one !== "none");
}

/** Which entities a target means, old-style groups expanded; unknown ones are kept as they are. */
export function resolveTarget(core: Core, target: Selector, domain: string): ReadonlySet<string> {
  const reached = select(core, target, domain);
  const { exclude } = target;
  if (typeof exclude === "object" && exclude !== null)
    for (const entityId of select(core, { ...exclude }, domain)) reached.delete(entityId);
  return reached;
}

function select(core: Core, selector: Selector, domain: string): Set<string> {
  const reached = new Set<string>();
  for (const entityId of idsOf(selector, "entity_id")) {
    const named = entityId === "all" ? allOf(core, domain) : expand(core, entityId);
    for (const one of named) reached.add(one);
  }
  const belongs = belonging(core, selector);
  if (!belongs) return reached;
  for (const entry of core.registries.entities.all.values())
    if (belongs(entry)) reached.add(entry.entity_id);
  return reached;
}

const allOf = ({ states }: Core, domain: string): readonly string[] =>
  [...states.all.keys()].filter((entityId) => domainOf(entityId) === domain);

/** Old-style groups stand for their members; groups of one domain act for themselves. */
function expand(core: Core, entityId: string, seen = new Set<string>()): readonly string[] {
  if (domainOf(entityId) !== "group" || seen.has(entityId)) return [entityId];
  seen.add(entityId);
  return membersOf(core, entityId).flatMap((member) => expand(core, member, seen));
}

export function membersOf({ states }: Core, entityId: string): readonly string[] {
  const members = states.all.get(entityId)?.attributes["entity_id"];
  return Array.isArray(members) ? members.filter((member) => typeof member === "string") : [];
}

/** Whether an entry is meant by place, device or label; undefined when none of these is asked for. */
function belonging(core: Core, selector: Selector): ((entry: EntityEntry) => boolean) | undefined {
  const { areas, devices } = core.registries;
  const floors = new Set(idsOf(selector, "floor_id"));
  const labels = new Set(idsOf(selector, "label_id"));
  const asked = new Set(idsOf(selector, "area_id"));
  const askedDevices = new Set(idsOf(selector, "device_id"));
  if (floors.size + labels.size + asked.size + askedDevices.size === 0) return undefined;

  const isLabelled = ({ labels: given }: { readonly labels: readonly string[] }) =>
    given.some((label) => labels.has(label));
  for (const area of areas.all.values())
    if (isLabelled(area) || floors.has(area.floor_id ?? "")) asked.add(area.area_id);
  for (const device of devices.all.values())
    if (
      isLabelled(device) ||
      askedDevices.has(device.parent_device_id ?? "") ||
      asked.has(areaOfDevice(core, device.id) ?? "")
    )
      askedDevices.add(device.id);

  return (entry) => {
    if (entry.hidden_by !== null) return false;
    if (isLabelled(entry)) return true;
    if (entry.entity_category !== null) return false;
    const area = areaOf(core, entry);
    if (asked.has(area ?? "")) return true;
    const isElsewhere = entry.area_id !== null;
    return askedDevices.has(entry.device_id ?? "") && !(isElsewhere && asked.size > 0);
  };
}
