import type { Area, Device, Entity, EntityState } from "./home.ts";
import { isExposed, type Exposure } from "./exposure.ts";
import { isSameList, privacyOf, type Belongings } from "./personal.ts";
import type { Entries, Entry } from "./registries.ts";
import { text } from "./wire.ts";

/** All that makes an entity of a state. */
export interface Surroundings {
  readonly entries: Entries;
  readonly areas: ReadonlyMap<string, Area>;
  readonly devices: ReadonlyMap<string, Device>;
  readonly exposure: Exposure;
  /** The integration of each entity, also of those without a registry entry. */
  readonly sources: ReadonlyMap<string, string>;
  readonly belongings: Belongings;
}

type Draft = { -readonly [key in keyof Entity]: Entity[key] };

export function composeEntity(state: EntityState, around: Surroundings): Entity {
  const entry = around.entries.get(state.entity_id);
  const device = entry?.device_id === undefined ? undefined : around.devices.get(entry.device_id);
  const area_id = entry?.area_id ?? areaOf(device, around.devices);
  const area = area_id === undefined ? undefined : around.areas.get(area_id);
  const ownLabels = entry?.labels ?? none;
  const device_class = text(state.attributes["device_class"]) ?? entry?.device_class;
  // Filled in, not spread together: ten thousand are made at each reconnect.
  const entity: Draft = {
    entity_id: state.entity_id,
    state: state.state,
    attributes: state.attributes,
    last_changed: state.last_changed,
    last_updated: state.last_updated,
    context_id: state.context_id,
    domain: state.entity_id.slice(0, state.entity_id.indexOf(".")),
    name: nameOf(state, entry, device),
    aliases: entry?.aliases ?? none,
    labels: union(ownLabels, device?.labels ?? none, area?.labels ?? none),
    hidden: entry?.hidden ?? false,
    replaced: entry?.replaced ?? false,
    exposed: isExposed(state, entry, around.exposure),
  };
  if (device_class !== undefined) entity.device_class = device_class;
  if (area_id !== undefined) entity.area_id = area_id;
  if (entity.labels.length > ownLabels.length) entity.own_labels = ownLabels;
  if (area?.floor_id !== undefined) entity.floor_id = area.floor_id;
  if (entry?.device_id !== undefined) entity.device_id = entry.device_id;
  const platform = entry?.platform ?? around.sources.get(state.entity_id);
  if (platform !== undefined) entity.platform = platform;
  if (entry?.config_entry_id !== undefined) entity.config_entry_id = entry.config_entry_id;
  if (entry?.registry_id !== undefined) entity.registry_id = entry.registry_id;
  if (entry?.script_key !== undefined) entity.script_key = entry.script_key;
  if (entry?.category !== undefined) entity.category = entry.category;
  const { personal, people } = privacyOf(state, entry, around.belongings);
  if (personal !== undefined) entity.personal = personal;
  if (people !== undefined) entity.people = people;
  return entity;
}

/** Whether the entity is the same but for its state. */
export const isSamePlace = (a: Entity, b: Entity): boolean =>
  a.name === b.name &&
  a.device_class === b.device_class &&
  a.area_id === b.area_id &&
  a.floor_id === b.floor_id &&
  a.device_id === b.device_id &&
  a.platform === b.platform &&
  a.config_entry_id === b.config_entry_id &&
  a.registry_id === b.registry_id &&
  a.script_key === b.script_key &&
  a.replaced === b.replaced &&
  a.category === b.category &&
  a.hidden === b.hidden &&
  a.exposed === b.exposed &&
  a.personal === b.personal &&
  isSameList(a.people ?? none, b.people ?? none) &&
  isSameList(a.aliases, b.aliases) &&
  isSameList(a.labels, b.labels) &&
  isSameList(a.own_labels ?? a.labels, b.own_labels ?? b.labels);

/** Devices are not nested deeper; and no circle of parents holds us up. */
const mostParents = 8;

/** A child device without an area is where its parent is. */
function areaOf(
  device: Device | undefined,
  devices: ReadonlyMap<string, Device>,
  parents = 0,
): string | undefined {
  if (device === undefined || parents > mostParents) return undefined;
  if (device.area_id !== undefined || device.parent_device_id === undefined) return device.area_id;
  return areaOf(devices.get(device.parent_device_id), devices, parents + 1);
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

function union(...lists: readonly (readonly string[])[]): readonly string[] {
  const [first = none, ...rest] = lists.filter((one) => one.length > 0);
  return rest.length === 0 ? first : [...new Set([...first, ...rest.flat()])];
}
