// Homes of a few entities, as plain data.
import type { Area, Device, Entity, Routine, Service, Snapshot } from "../../server/home/home.ts";

export type EntityPlan = Partial<Omit<Entity, "entity_id" | "domain">>;

export interface HomePlan {
  readonly entities: Readonly<Record<string, EntityPlan>>;
  readonly areas?: Readonly<Record<string, Partial<Area>>>;
  readonly devices?: Readonly<Record<string, Partial<Device>>>;
  readonly services?: Readonly<Record<string, Partial<Service>>>;
}

export function smallHome(plan: HomePlan): Snapshot {
  const { entities, areas = {}, devices = {}, services = {} } = plan;
  return {
    config: {
      version: "2026.11.0",
      location_name: "Small",
      time_zone: "Europe/Paris",
      language: "en",
      unit_system: {},
      recovery_mode: false,
      safe_mode: false,
    },
    entities: byKey(entities, entityOf),
    areas: byKey(areas, (area_id, area) => ({
      area_id,
      name: area_id,
      aliases: [],
      labels: [],
      ...area,
    })),
    floors: new Map(),
    devices: byKey(devices, (device_id, device) => ({
      device_id,
      name: device_id,
      labels: [],
      disabled: false,
      ...device,
    })),
    labels: new Map(),
    categories: new Map(),
    services: byKey(services, serviceOf),
    registryVersion: 1,
  };
}

const byKey = <From, To>(
  plans: Readonly<Record<string, From>>,
  make: (key: string, plan: From) => To,
): ReadonlyMap<string, To> =>
  new Map(Object.entries(plans).map(([key, plan]) => [key, make(key, plan)]));

const entityOf = (entity_id: string, plan: EntityPlan): Entity => ({
  entity_id,
  domain: entity_id.slice(0, entity_id.indexOf(".")),
  state: "on",
  attributes: {},
  last_changed: 0,
  last_updated: 0,
  context_id: "",
  name: entity_id,
  aliases: [],
  labels: [],
  hidden: false,
  replaced: false,
  exposed: true,
  ...plan,
});

function serviceOf(key: string, plan: Partial<Service>): Service {
  const [domain = "", service = ""] = key.split(".");
  return { domain, service, name: key, description: "", fields: {}, response: "none", ...plan };
}

/** A script, a scene or an automation of these steps. */
export const routine = (
  entity_id: string,
  steps: Routine["steps"],
  triggers: Routine["triggers"] = [],
): Routine => ({ entity_id, steps, triggers, digest: JSON.stringify([steps, triggers]) });
