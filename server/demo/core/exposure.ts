import type { Core } from "./core.ts";
import type { Attributes, EntityEntry } from "./model.ts";

const exposedDomains = new Set([
  ...["climate", "cover", "fan", "humidifier", "light", "media_player"],
  ...["scene", "switch", "todo", "vacuum", "water_heater"],
]);

const exposedClasses = new Map([
  [
    "binary_sensor",
    new Set(["door", "garage_door", "lock", "motion", "opening", "presence", "window"]),
  ],
  [
    "sensor",
    new Set([
      ...["aqi", "carbon_monoxide", "carbon_dioxide", "humidity", "pm10", "pm25"],
      ...["temperature", "volatile_organic_compounds"],
    ]),
  ],
]);

type Category = Pick<EntityEntry, "entity_category" | "hidden_by">;

/** What Home Assistant shows to Assist of a new entity when nobody decided. */
export function isExposedByDefault(
  entityId: string,
  attributes: Attributes,
  entry?: Category,
): boolean {
  if (entry && (entry.entity_category !== null || entry.hidden_by !== null)) return false;
  const [domain = ""] = entityId.split(".");
  const { device_class } = attributes;
  return (
    exposedDomains.has(domain) ||
    (typeof device_class === "string" && (exposedClasses.get(domain)?.has(device_class) ?? false))
  );
}

/** Assistants by entity, of what is exposed to any; the rest is left out. */
export function listExposed(core: Core): Record<string, Record<string, true>> {
  const exposed: Record<string, Record<string, true>> = {};
  const collect = (entityId: string, options: EntityEntry["options"]) => {
    const assistants = Object.entries(options).filter(([, option]) => option["should_expose"]);
    if (assistants.length === 0) return;
    exposed[entityId] = Object.fromEntries(assistants.map(([assistant]) => [assistant, true]));
  };
  for (const [entityId, options] of core.unregisteredOptions) collect(entityId, options);
  for (const { entity_id, options } of core.registries.entities.all.values())
    collect(entity_id, options);
  return exposed;
}

/** Kept in the registry entry, whose change is told; without an entry it is kept aside, in silence. */
export function expose(
  core: Core,
  entityId: string,
  assistants: readonly string[],
  should_expose: boolean,
): void {
  const entry = core.registries.entities.all.get(entityId);
  const old = entry?.options ?? core.unregisteredOptions.get(entityId) ?? {};
  const options = { ...old };
  for (const assistant of assistants) options[assistant] = { ...options[assistant], should_expose };
  if (entry) core.registries.entities.change(entityId, { options });
  else core.unregisteredOptions.set(entityId, options);
}
