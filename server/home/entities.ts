import type { Area, Device, Entity, EntityState } from "./home.ts";
import { isExposed, type Exposure } from "./exposure.ts";
import type { Entries, Entry } from "./registries.ts";
import { text } from "./wire.ts";

/** All that makes an entity of a state. */
export interface Surroundings {
  readonly entries: Entries;
  readonly areas: ReadonlyMap<string, Area>;
  readonly devices: ReadonlyMap<string, Device>;
  readonly exposure: Exposure;
}

export function composeEntity(state: EntityState, around: Surroundings): Entity {
  const entry = around.entries.get(state.entity_id);
  const device = entry?.device_id === undefined ? undefined : around.devices.get(entry.device_id);
  const area_id = entry?.area_id ?? areaOf(device, around.devices);
  const area = area_id === undefined ? undefined : around.areas.get(area_id);
  const deviceClass = text(state.attributes["device_class"]) ?? entry?.device_class;
  return {
    ...state,
    domain: state.entity_id.slice(0, state.entity_id.indexOf(".")),
    ...(deviceClass === undefined ? {} : { device_class: deviceClass }),
    name: nameOf(state, entry, device),
    aliases: entry?.aliases ?? none,
    ...(area_id === undefined ? {} : { area_id }),
    ...(area?.floor_id === undefined ? {} : { floor_id: area.floor_id }),
    ...(entry?.device_id === undefined ? {} : { device_id: entry.device_id }),
    labels: union(entry?.labels, device?.labels, area?.labels),
    ...(entry?.platform === undefined ? {} : { platform: entry.platform }),
    ...(entry?.category === undefined ? {} : { category: entry.category }),
    hidden: entry?.hidden ?? false,
    exposed: isExposed(state, entry, around.exposure),
  };
}

/** Whether the entity is the same but for its state. */
export const isSamePlace = (a: Entity, b: Entity): boolean =>
  a.name === b.name &&
  a.device_class === b.device_class &&
  a.area_id === b.area_id &&
  a.floor_id === b.floor_id &&
  a.device_id === b.device_id &&
  a.platform === b.platform &&
  a.category === b.category &&
  a.hidden === b.hidden &&
  a.exposed === b.exposed &&
  isSameList(a.aliases, b.aliases) &&
  isSameList(a.labels, b.labels);

const isSameList = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((item, index) => item === b[index]));

/** A child device without an area is where its parent is. */
function areaOf(
  device: Device | undefined,
  devices: ReadonlyMap<string, Device>,
): string | undefined {
  const seen = new Set<Device>();
  for (let at = device; at !== undefined && !seen.has(at);) {
    if (at.area_id !== undefined) return at.area_id;
    seen.add(at);
    at = at.parent_device_id === undefined ? undefined : devices.get(at.parent_device_id);
  }
  return undefined;
}

/** `friendly_name` is what Home Assistant shows; without it the name is put together the same way. */
function nameOf(
  { entity_id, attributes }: EntityState,
  entry: Entry | undefined,
  device: Device | undefined,
): string {
  const shown = text(attributes["friendly_name"]);
  if (shown !== undefined) return shown;
  const own = entry?.name ?? entry?.original_name;
  if (own === undefined) return device?.name ?? entity_id;
  return entry?.name_after === "device" && device !== undefined ? `${device.name} ${own}` : own;
}

const none: readonly string[] = [];

function union(...lists: readonly (readonly string[] | undefined)[]): readonly string[] {
  const [first = none, ...rest] = lists.filter((one) => one !== undefined && one.length > 0);
  return rest.length === 0 ? first : [...new Set([first, ...rest].flatMap((one) => one ?? none))];
}
