import { seconds } from "../core/clock.ts";
import type { Core } from "../core/core.ts";
import type { DeviceEntry } from "../core/model.ts";
import { answer, text, type Command } from "../wire/command.ts";

interface Dated {
  readonly created_at: number;
  readonly modified_at: number;
}

/** An entry as it is, its dates in seconds. */
export const dated = <Entry extends Dated>(entry: Entry) => ({
  ...entry,
  created_at: seconds(entry.created_at),
  modified_at: seconds(entry.modified_at),
});

/** The entry without some of its keys; for what goes over the wire only. */
export function without<Entry extends object>(
  entry: Entry,
  ...keys: readonly (keyof Entry & string)[]
): object {
  const dropped: ReadonlySet<string> = new Set(keys);
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !dropped.has(key)));
}

function deviceShape(device: DeviceEntry) {
  const { parent_device_id } = device;
  const common = {
    area_id: device.area_id,
    config_entry_id: device.config_entry_id,
    config_subentry_id: null,
    created_at: seconds(device.created_at),
    disabled_by: device.disabled_by,
    id: device.id,
    identifiers: device.identifiers,
    labels: device.labels,
    modified_at: seconds(device.modified_at),
    name: device.name,
    name_by_user: device.name_by_user,
    next_name_part: device.area_id ? "area" : parent_device_id ? "parent_device" : null,
    parent_device_id,
  };
  if (parent_device_id !== null) return common;
  return {
    ...common,
    config_entries: [device.config_entry_id],
    config_entries_subentries: { [device.config_entry_id]: [null] },
    configuration_url: null,
    connections: [],
    entry_type: device.entry_type,
    hw_version: null,
    manufacturer: device.manufacturer,
    model: device.model,
    model_id: null,
    primary_config_entry: device.config_entry_id,
    serial_number: null,
    sw_version: device.sw_version,
    via_device_id: null,
  };
}

const all = <Entry extends Dated>(
  of: (core: Core) => ReadonlyMap<string, Entry>,
  shape: (entry: Entry) => object = dated,
) => answer({}, (_, core) => Array.from(of(core).values(), shape));

export const registries: Readonly<Record<string, Command>> = {
  "config/floor_registry/list": all(({ registries }) => registries.floors.all),
  "config/area_registry/list": all(({ registries }) => registries.areas.all),
  "config/label_registry/list": all(({ registries }) => registries.labels.all),
  "config/device_registry/list": all(({ registries }) => registries.devices.all, deviceShape),
  "config/category_registry/list": answer({ scope: text }, ({ scope }, { registries }) =>
    Array.from(registries.categories.all.values())
      .filter((category) => category.scope === scope)
      .map((category) => without(dated(category), "scope")),
  ),
};
