// What a test brings into the house after it was furnished.
import type { DemoHome, NewEntity } from "../contract.ts";
import { now } from "./clock.ts";
import type { Core } from "./core.ts";
import { newEntry, register } from "./entities.ts";
import type { EntityEntry } from "./model.ts";

const words = (entityId: string): string => {
  const [first = "", ...rest] = entityId.slice(entityId.indexOf(".") + 1).replaceAll("_", " ");
  return first.toUpperCase() + rest.join("");
};

export function bringIn(core: Core, entity: NewEntity): void {
  const { entity_id, exposed, attributes = {}, registered = true } = entity;
  const name = entity.name ?? words(entity_id);
  const shown = register(core, {
    ...{ entity_id, attributes },
    entry: registered ? entryOf(core, entity, name) : null,
    ...(exposed === undefined ? {} : { exposed }),
  });
  if (!registered) core.unregisteredSources.set(entity_id, entity.platform ?? "demo");
  core.states.set(entity_id, entity.state, { friendly_name: name, ...shown });
}

function entryOf(core: Core, entity: NewEntity, name: string): EntityEntry {
  const { device_class } = entity.attributes ?? {};
  const at = now();
  return newEntry({
    entity_id: entity.entity_id,
    id: core.random.hex(32),
    unique_id: entity.unique_id ?? `added-${entity.entity_id}`,
    platform: entity.platform ?? "demo",
    device_id: entity.device_id ?? null,
    area_id: entity.area_id ?? null,
    original_name: name,
    entity_category: entity.entity_category ?? null,
    hidden_by: hiderOf(entity),
    labels: entity.labels ?? [],
    aliases: [null, ...(entity.aliases ?? [])],
    original_device_class: typeof device_class === "string" ? device_class : null,
    created_at: at,
  });
}

function hiderOf({ hidden = false }: NewEntity): EntityEntry["hidden_by"] {
  if (hidden === "integration") return hidden;
  return hidden ? "user" : null;
}

export function openArea(core: Core, area: Parameters<DemoHome["addArea"]>[0]): string {
  const area_id = area.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  const at = now();
  core.registries.areas.add({
    ...{ area_id, name: area.name, aliases: area.aliases ?? [], floor_id: area.floor_id ?? null },
    ...{ icon: null, labels: [], picture: null },
    ...{ humidity_entity_id: null, temperature_entity_id: null },
    ...{ created_at: at, modified_at: at },
  });
  return area_id;
}
