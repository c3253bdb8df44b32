import type { Area, Category, Device, Floor, Label } from "./home.ts";
import type { Command } from "./session.ts";
import { fields, list, number, text, texts, type Fields } from "./wire.ts";

export type Ask = (command: Command) => Promise<unknown>;

/** What the entity registry knows of an entity, as far as it matters here. */
export interface Entry {
  readonly name?: string;
  readonly original_name?: string;
  /** What stands before the entity's own name: "device", or nothing. */
  readonly name_after?: string;
  readonly aliases: readonly string[];
  readonly area_id?: string;
  readonly device_id?: string;
  readonly labels: readonly string[];
  readonly platform?: string;
  readonly category?: "config" | "diagnostic";
  readonly device_class?: string;
  readonly hidden: boolean;
  /** Hidden by an integration: another entity stands for it. */
  readonly replaced: boolean;
  readonly config_entry_id?: string;
  readonly registry_id?: string;
  /** Of scripts: what their own service is called. */
  readonly script_key?: string;
  /** Somebody's choice for the assistant "conversation"; absent: nobody chose. */
  readonly exposed?: boolean;
}

export type Entries = Map<string, Entry>;

/** Asked for in slices: whole lists of large homes have tens of megabytes. */
const entriesPerAsk = 1_000;

/** Reads the registry entries of these entities; those without one are left out. */
export async function readEntries(ask: Ask, entityIds: readonly string[]): Promise<Entries> {
  const entries: Entries = new Map();
  for (let start = 0; start < entityIds.length; start += entriesPerAsk) {
    const entity_ids = entityIds.slice(start, start + entriesPerAsk);
    const answer = await ask({ type: "config/entity_registry/get_entries", entity_ids });
    for (const [entityId, entry] of Object.entries(fields(answer)))
      if (entry !== null) entries.set(entityId, toEntry(fields(entry)));
  }
  return entries;
}

type Draft = { -readonly [key in keyof Entry]: Entry[key] };

function toEntry(entry: Fields): Entry {
  const { entity_category: category } = entry;
  const exposed = fields(fields(entry["options"])["conversation"])["should_expose"];
  // Filled in, not spread together: ten thousand are read at each reconnect.
  const read: Draft = {
    aliases: texts(entry["aliases"]),
    labels: texts(entry["labels"]),
    hidden: text(entry["hidden_by"]) !== undefined,
    replaced: entry["hidden_by"] === "integration",
  };
  const name = text(entry["name"]);
  if (name !== undefined) read.name = name;
  const original_name = text(entry["original_name"]);
  if (original_name !== undefined) read.original_name = original_name;
  const name_after = text(entry["next_name_part"]);
  if (name_after !== undefined) read.name_after = name_after;
  const area_id = text(entry["area_id"]);
  if (area_id !== undefined) read.area_id = area_id;
  const device_id = text(entry["device_id"]);
  if (device_id !== undefined) read.device_id = device_id;
  const platform = text(entry["platform"]);
  if (platform !== undefined) read.platform = platform;
  if (category === "config" || category === "diagnostic") read.category = category;
  const config_entry_id = text(entry["config_entry_id"]);
  if (config_entry_id !== undefined) read.config_entry_id = config_entry_id;
  const registry_id = text(entry["id"]);
  if (registry_id !== undefined) read.registry_id = registry_id;
  const script_key = platform === "script" ? text(entry["unique_id"]) : undefined;
  if (script_key !== undefined) read.script_key = script_key;
  const device_class = text(entry["device_class"]) ?? text(entry["original_device_class"]);
  if (device_class !== undefined) read.device_class = device_class;
  if (typeof exposed === "boolean") read.exposed = exposed;
  return read;
}

/** The integration of each entity that has one; the registry does not know those without unique id. */
export async function readSources(ask: Ask): Promise<ReadonlyMap<string, string>> {
  const sources = Object.entries(fields(await ask({ type: "entity/source" })));
  return new Map(
    sources.flatMap(([entityId, source]) => {
      const platform = text(fields(source)["domain"]);
      return platform === undefined ? [] : [[entityId, platform] as const];
    }),
  );
}

export async function readAreas(ask: Ask): Promise<ReadonlyMap<string, Area>> {
  const areas = list(await ask({ type: "config/area_registry/list" })).map(fields);
  return byId(areas, "area_id", (area_id, area) => ({
    area_id,
    name: text(area["name"]) ?? area_id,
    aliases: texts(area["aliases"]),
    ...textField("floor_id", area["floor_id"]),
    labels: texts(area["labels"]),
  }));
}

export async function readFloors(ask: Ask): Promise<ReadonlyMap<string, Floor>> {
  const floors = list(await ask({ type: "config/floor_registry/list" })).map(fields);
  return byId(floors, "floor_id", (floor_id, floor) => {
    const level = number(floor["level"]);
    return {
      floor_id,
      name: text(floor["name"]) ?? floor_id,
      aliases: texts(floor["aliases"]),
      ...(level === undefined ? {} : { level }),
    };
  });
}

export async function readDevices(ask: Ask): Promise<ReadonlyMap<string, Device>> {
  const devices = list(await ask({ type: "config/device_registry/list" })).map(fields);
  return byId(devices, "id", (device_id, device) => ({
    device_id,
    name: text(device["name_by_user"]) ?? text(device["name"]) ?? device_id,
    ...textField("area_id", device["area_id"]),
    ...textField("manufacturer", device["manufacturer"]),
    ...textField("model", device["model"]),
    labels: texts(device["labels"]),
    ...textField("parent_device_id", device["parent_device_id"]),
    disabled: text(device["disabled_by"]) !== undefined,
  }));
}

export async function readLabels(ask: Ask): Promise<ReadonlyMap<string, Label>> {
  const labels = list(await ask({ type: "config/label_registry/list" })).map(fields);
  return byId(labels, "label_id", (label_id, label) => ({
    label_id,
    name: text(label["name"]) ?? label_id,
  }));
}

const scopes = ["automation", "script", "scene", "helpers"] as const;

export async function readCategories(ask: Ask): Promise<ReadonlyMap<string, Category>> {
  const all = await Promise.all(
    scopes.map(async (scope) => {
      const categories = list(await ask({ type: "config/category_registry/list", scope }));
      return byId(categories.map(fields), "category_id", (category_id, category) => ({
        category_id,
        scope,
        name: text(category["name"]) ?? category_id,
      }));
    }),
  );
  return new Map(all.flatMap((categories) => [...categories]));
}

function byId<T>(
  items: readonly Fields[],
  key: string,
  read: (id: string, item: Fields) => T,
): ReadonlyMap<string, T> {
  return new Map(
    items.flatMap((item) => {
      const id = text(item[key]);
      return id === undefined ? [] : [[id, read(id, item)] as const];
    }),
  );
}

/** `{ [name]: value }` when there is a text, else nothing: absent is not the same as undefined. */
function textField<Name extends string>(name: Name, value: unknown): Partial<Record<Name, string>> {
  const found = text(value);
  // The compiler does not see that a computed key is `Name`.
  return found === undefined ? {} : ({ [name]: found } as Record<Name, string>);
}
