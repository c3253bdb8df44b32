// An entity is a state and, when it has a unique id, a registry entry that names it.
import { domainOf, type Core } from "./core.ts";
import type { Attributes, DeviceEntry, EntityEntry } from "./model.ts";

/** "" when neither a person nor the integration named the entity: then it is its device. */
export const ownName = (entry: EntityEntry): string => entry.name ?? entry.original_name ?? "";

const deviceName = (device: DeviceEntry): string => device.name_by_user ?? device.name ?? "";

/** As states show it: the device's name, then the entity's own. */
function friendlyName(core: Core, entry: EntityEntry): string {
  const device = core.registries.devices.all.get(entry.device_id ?? "");
  return [device ? deviceName(device) : "", ownName(entry)].filter(Boolean).join(" ");
}

/** Its own area, else its device's, else the area of the device that one is a part of. */
export function areaOf(core: Core, entry: EntityEntry): string | null {
  return entry.area_id ?? areaOfDevice(core, entry.device_id);
}

export function areaOfDevice(core: Core, deviceId: string | null): string | null {
  const device = core.registries.devices.all.get(deviceId ?? "");
  if (!device) return null;
  return device.area_id ?? areaOfDevice(core, device.parent_device_id);
}

export interface EntityStart {
  readonly entry: EntityEntry | null;
  readonly entity_id: string;
  readonly attributes: Attributes;
  /** Absent: nobody has decided, and Home Assistant has not had to. */
  readonly exposed?: boolean;
}

/** Registers what has an entry; answers the attributes its state begins with. */
export function register(
  core: Core,
  { entry, entity_id, attributes, exposed }: EntityStart,
): Attributes {
  const options = exposed === undefined ? {} : { conversation: { should_expose: exposed } };
  if (!entry) {
    core.unregisteredOptions.set(entity_id, options);
    return attributes;
  }
  core.registries.entities.add({ ...entry, options: { ...entry.options, ...options } });
  return { ...attributes, friendly_name: friendlyName(core, entry) };
}

/** @returns undefined when there is no such registry entry. */
export function updateEntity(
  core: Core,
  entityId: string,
  { new_entity_id, ...changes }: Partial<EntityEntry> & { readonly new_entity_id?: string },
): EntityEntry | undefined {
  const entry = core.registries.entities.change(entityId, {
    ...changes,
    ...(new_entity_id === undefined ? {} : { entity_id: new_entity_id }),
  });
  if (entry) showAgain(core, entityId, entry);
  return entry;
}

/** @returns undefined when there is no such device. Entities called after it change their names. */
export function updateDevice(
  core: Core,
  deviceId: string,
  changes: Partial<DeviceEntry>,
): DeviceEntry | undefined {
  const device = core.registries.devices.change(deviceId, changes);
  if (!device || !("name_by_user" in changes || "name" in changes)) return device;
  for (const entry of core.registries.entities.all.values())
    if (entry.device_id === deviceId) showAgain(core, entry.entity_id, entry);
  return device;
}

/** Brings the state in line with its changed entry: a new id, a new name, or gone when disabled. */
function showAgain(core: Core, oldId: string, entry: EntityEntry): void {
  const old = core.states.all.get(oldId);
  if (!old) return;
  if (entry.entity_id !== oldId || entry.disabled_by !== null) core.states.remove(oldId);
  if (entry.disabled_by !== null) return;
  const attributes = { ...old.attributes, friendly_name: friendlyName(core, entry) };
  core.states.set(entry.entity_id, old.state, attributes);
}

export function removeEntity(core: Core, entityId: string): void {
  core.registries.entities.remove(entityId);
  core.unregisteredOptions.delete(entityId);
  core.unregisteredSources.delete(entityId);
  core.states.remove(entityId);
}

type NewEntry = Partial<EntityEntry> &
  Pick<EntityEntry, "entity_id" | "id" | "unique_id" | "platform" | "created_at">;

/** A registry entry, of which most has nothing to say. */
export const newEntry = (given: NewEntry): EntityEntry => ({
  entity_id: given.entity_id,
  id: given.id,
  unique_id: given.unique_id,
  platform: given.platform,
  config_entry_id: given.config_entry_id ?? null,
  device_id: given.device_id ?? null,
  area_id: given.area_id ?? null,
  name: given.name ?? null,
  original_name: given.original_name ?? null,
  icon: given.icon ?? null,
  entity_category: given.entity_category ?? null,
  hidden_by: given.hidden_by ?? null,
  disabled_by: given.disabled_by ?? null,
  labels: given.labels ?? [],
  aliases: given.aliases ?? [null],
  categories: given.categories ?? {},
  options: given.options ?? {},
  capabilities: given.capabilities ?? null,
  device_class: given.device_class ?? null,
  original_device_class: given.original_device_class ?? null,
  translation_key: given.translation_key ?? null,
  created_at: given.created_at,
  modified_at: given.modified_at ?? given.created_at,
});

export const domainsOf = (core: Core): ReadonlySet<string> =>
  new Set([...core.states.all.keys()].map(domainOf));
