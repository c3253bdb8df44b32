import type { EntityState } from "./home.ts";
import type { Ask, Entry } from "./registries.ts";
import { unlessRefused } from "./errors.ts";
import { fields, text } from "./wire.ts";

const assistant = "conversation";

/** What may be known of exposure beside the entity registry. */
export interface Exposure {
  /** Entities without a registry entry that somebody exposed. */
  readonly chosen: ReadonlySet<string>;
  /** Whether Home Assistant exposes new entities by its own rules; undefined: we may not know. */
  readonly exposesNew?: boolean;
}

/** Only administrators may ask; for others what nobody chose counts as not exposed. */
export async function readExposure(ask: Ask): Promise<Exposure> {
  const [listed, fresh] = await Promise.all([
    unlessRefused(ask({ type: "homeassistant/expose_entity/list" }), {}),
    unlessRefused(ask({ type: "homeassistant/expose_new_entities/get", assistant }), {}),
  ]);
  const exposed = Object.entries(fields(fields(listed)["exposed_entities"]));
  const exposesNew = fields(fresh)["expose_new"];
  return {
    chosen: new Set(
      exposed.flatMap(([entityId, to]) => (fields(to)[assistant] === true ? [entityId] : [])),
    ),
    ...(typeof exposesNew === "boolean" ? { exposesNew } : {}),
  };
}

/** Whether Assist may use the entity. What is not known is not exposed. */
export function isExposed(
  state: EntityState,
  entry: Entry | undefined,
  { chosen, exposesNew }: Exposure,
): boolean {
  // Home Assistant does not tell "hidden" from "nobody chose" here: only a plain yes counts.
  if (entry === undefined) return chosen.has(state.entity_id);
  return entry.exposed ?? (exposesNew === true && isExposedByDefault(state, entry));
}

const domains = new Set([
  ...["climate", "cover", "fan", "humidifier", "light", "media_player", "scene", "switch"],
  ...["todo", "vacuum", "water_heater"],
]);
// A map, because a home may have a domain "constructor".
const classes: ReadonlyMap<string, readonly string[]> = new Map([
  ["binary_sensor", ["door", "garage_door", "lock", "motion", "opening", "presence", "window"]],
  [
    "sensor",
    [
      ...["aqi", "carbon_monoxide", "carbon_dioxide", "humidity", "pm10", "pm25", "temperature"],
      "volatile_organic_compounds",
    ],
  ],
]);

function isExposedByDefault({ entity_id, attributes }: EntityState, entry: Entry): boolean {
  if (entry.category !== undefined || entry.hidden) return false;
  const [domain = ""] = entity_id.split(".");
  const deviceClass = text(attributes["device_class"]) ?? entry.device_class ?? "";
  return domains.has(domain) || (classes.get(domain)?.includes(deviceClass) ?? false);
}
