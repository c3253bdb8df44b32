import { Refusal } from "../core/refusal.ts";
import { domainOf, type Core } from "../core/core.ts";
import { ownName, updateEntity } from "../core/entities.ts";
import type { EntityEntry } from "../core/model.ts";
import { answer, list, record, text, textOrNull, type Command } from "../wire/command.ts";
import { dated, without } from "./registries.ts";

const nameBefore = ({ area_id, device_id }: EntityEntry) =>
  area_id !== null ? "area" : device_id !== null ? "device" : null;

/** As lists have it: without aliases and device class. */
const listed = (entry: EntityEntry) => ({
  ...without(dated(entry), "aliases", "capabilities", "device_class", "original_device_class"),
  config_subentry_id: null,
  next_name_part: nameBefore(entry),
});

function extended(entry: EntityEntry) {
  const { aliases, capabilities, device_class, original_device_class } = entry;
  return {
    ...listed(entry),
    ...{ aliases, capabilities, device_class, original_device_class, original_icon: null },
  };
}

const categoryIndex = { config: 0, diagnostic: 1 } as const;

/** What the frontend draws from; absent keys are null or false. */
const forDisplay = (entry: EntityEntry) => ({
  ei: entry.entity_id,
  pl: entry.platform,
  ...(entry.area_id === null ? {} : { ai: entry.area_id }),
  lb: entry.labels,
  ...(entry.device_id === null ? {} : { di: entry.device_id }),
  ...(nameBefore(entry) === null ? {} : { np: nameBefore(entry) }),
  ...(entry.icon === null ? {} : { ic: entry.icon }),
  ...(entry.translation_key === null ? {} : { tk: entry.translation_key }),
  ...(entry.entity_category === null ? {} : { ec: categoryIndex[entry.entity_category] }),
  ...(entry.hidden_by === null ? {} : { hb: true }),
  ...(ownName(entry) === "" ? {} : { en: ownName(entry) }),
});

function entryOf({ registries }: Core, entityId: string): EntityEntry {
  const entry = registries.entities.all.get(entityId);
  if (!entry) throw new Refusal("not_found", "Entity not found");
  return entry;
}

const byUser = (value: unknown): value is "user" | null => value === "user" || value === null;

export const entityRegistry: Readonly<Record<string, Command>> = {
  "config/entity_registry/list": answer({}, (_, { registries }) =>
    Array.from(registries.entities.all.values(), listed),
  ),

  "config/entity_registry/list_for_display": answer({}, (_, { registries }) => ({
    entity_categories: { 0: "config", 1: "diagnostic" },
    entities: Array.from(registries.entities.all.values())
      .filter((entry) => entry.disabled_by === null)
      .map(forDisplay),
  })),

  "entity/source": answer({}, (_, { registries, states, unregisteredSources }) =>
    Object.fromEntries(
      [...states.all.keys()].flatMap((entityId) => {
        const { platform } = registries.entities.all.get(entityId) ?? {};
        const domain = platform ?? unregisteredSources.get(entityId) ?? "demo";
        // Old-style groups are states that no integration owns.
        return entityId.startsWith("group.") ? [] : [[entityId, { domain }]];
      }),
    ),
  ),

  "config/entity_registry/get": answer({ entity_id: text }, ({ entity_id }, core) =>
    extended(entryOf(core, entity_id)),
  ),

  "config/entity_registry/get_entries": answer(
    { entity_ids: list(text) },
    ({ entity_ids }, { registries }) =>
      Object.fromEntries(
        entity_ids.map((id) => {
          const entry = registries.entities.all.get(id);
          return [id, entry ? extended(entry) : null];
        }),
      ),
  ),

  "config/entity_registry/update": answer(
    {
      entity_id: text,
      "name?": textOrNull,
      "icon?": textOrNull,
      "area_id?": textOrNull,
      "new_entity_id?": text,
      "disabled_by?": byUser,
      "hidden_by?": byUser,
      "aliases?": list(textOrNull),
      "labels?": list(text),
      "categories?": record,
    },
    ({ entity_id, categories, ...given }, core) => {
      const old = entryOf(core, entity_id);
      const { new_entity_id } = given;
      if (new_entity_id !== undefined) checkNewId(core, entity_id, new_entity_id);
      const filed = categories ? { categories: { ...old.categories, ...textsOf(categories) } } : {};
      updateEntity(core, entity_id, { ...given, ...filed });
      return { entity_entry: extended(entryOf(core, new_entity_id ?? entity_id)) };
    },
    { admin: true },
  ),
};

function checkNewId({ registries, states }: Core, oldId: string, newId: string): void {
  if (oldId === newId) return;
  if (domainOf(oldId) !== domainOf(newId))
    throw new Refusal("invalid_info", "New entity ID should be same domain");
  if (registries.entities.all.has(newId) || states.all.has(newId))
    throw new Refusal("invalid_info", "Entity with this ID is already registered");
}

const textsOf = (entries: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([key, value]) =>
      typeof value === "string" ? [[key, value]] : [],
    ),
  );
