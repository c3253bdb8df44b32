// What Home Assistant says of itself and what the mirror says, in one form that can be compared.
// Written from Home Assistant's side, without the mirror's own code.
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Snapshot } from "../../../server/home/home.ts";
import { privateFacts } from "./private-facts.ts";
import type { Wire } from "./wire.ts";

type Fact = Readonly<Record<string, unknown>>;
/** "entity light.kitchen" and the like -> what is known of it. */
export type Facts = ReadonlyMap<string, Fact>;

const text = z.string().nullish();
const texts = z.array(z.string());
const stateList = z.array(
  z.object({
    entity_id: z.string(),
    state: z.string(),
    attributes: z.record(z.string(), z.unknown()),
    last_changed: z.string(),
    last_updated: z.string(),
    context: z.object({ id: z.string() }),
  }),
);
const entry = z.object({
  aliases: z.array(z.string().nullable()),
  area_id: text,
  device_id: text,
  entity_category: text,
  hidden_by: text,
  labels: texts,
  platform: z.string(),
  id: z.string(),
  config_entry_id: z.string().nullable(),
});
const deviceList = z.array(
  z.object({
    id: z.string(),
    area_id: text,
    disabled_by: text,
    labels: texts,
    manufacturer: text,
    model: text,
    name: text,
    name_by_user: text,
    parent_device_id: text,
  }),
);
const areaList = z.array(
  z.object({
    area_id: z.string(),
    name: z.string(),
    aliases: texts,
    floor_id: text,
    labels: texts,
  }),
);
const floorList = z.array(
  z.object({
    floor_id: z.string(),
    name: z.string(),
    aliases: texts,
    level: z.number().nullish(),
  }),
);
const labelList = z.array(z.object({ label_id: z.string(), name: z.string() }));
const categoryList = z.array(z.object({ category_id: z.string(), name: z.string() }));
const serviceLists = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      response: z.object({ optional: z.boolean() }).nullish(),
      target: z.unknown().optional(),
    }),
  ),
);
const configuration = z.object({
  version: z.string(),
  location_name: z.string(),
  time_zone: z.string(),
  country: text,
  currency: text,
});
const sourceList = z.record(z.string(), z.object({ domain: z.string() }));
const exposure = z.object({
  exposed_entities: z.record(z.string(), z.record(z.string(), z.boolean())),
});

/** All that Home Assistant says of itself to its owner, asked at once. */
export async function factsOfHome({ command }: Wire): Promise<Facts> {
  const list = (registry: string, also = {}): Promise<unknown> =>
    command({ type: `config/${registry}_registry/list`, ...also });
  const states = stateList.parse(await command({ type: "get_states" }));
  const entity_ids = states.map(({ entity_id }) => entity_id);
  const entries = z
    .record(z.string(), entry.nullable())
    .parse(await command({ type: "config/entity_registry/get_entries", entity_ids }));
  const devices = deviceList.parse(await list("device"));
  const areas = areaList.parse(await list("area"));
  const { exposed_entities } = exposure.parse(
    await command({ type: "homeassistant/expose_entity/list" }),
  );
  const sources = sourceList.parse(await command({ type: "entity/source" }));
  const deviceById = new Map(devices.map((device) => [device.id, device]));
  const areaById = new Map(areas.map((area) => [area.area_id, area]));
  const privacyOf = privateFacts(states, entries);
  const facts = new Map<string, Fact>();

  for (const { entity_id, state, attributes, context, ...times } of states) {
    const known = entries[entity_id];
    const device = deviceById.get(known?.device_id ?? "");
    const parent = deviceById.get(device?.parent_device_id ?? "");
    const area_id = known?.area_id ?? device?.area_id ?? parent?.area_id ?? undefined;
    const area = areaById.get(area_id ?? "");
    const labels = [known?.labels, device?.labels, area?.labels].flatMap((some) => some ?? []);
    facts.set(`entity ${entity_id}`, {
      state,
      ...attributeFacts(withoutTokens(attributes)),
      changedAt: Date.parse(times.last_changed),
      updatedAt: Date.parse(times.last_updated),
      context_id: context.id,
      name: attributes["friendly_name"] ?? entity_id,
      aliases: (known?.aliases ?? []).filter((alias) => alias !== null),
      area_id,
      floor_id: area?.floor_id ?? undefined,
      device_id: known?.device_id ?? undefined,
      labels: [...new Set(labels)].sort(),
      platform: known?.platform ?? sources[entity_id]?.domain,
      config_entry_id: known?.config_entry_id ?? undefined,
      registry_id: known?.id,
      replaced: known?.hidden_by === "integration",
      category: known?.entity_category ?? undefined,
      hidden: typeof known?.hidden_by === "string",
      exposed: exposed_entities[entity_id]?.["conversation"] ?? false,
      ...privacyOf(entity_id),
    });
  }
  for (const { id, name, name_by_user, disabled_by, ...device } of devices) {
    const called = { name: name_by_user ?? name ?? id, disabled: typeof disabled_by === "string" };
    facts.set(`device ${id}`, { device_id: id, ...withoutNulls(device), ...called });
  }
  for (const area of areas) facts.set(`area ${area.area_id}`, withoutNulls(area));
  for (const floor of floorList.parse(await list("floor"))) {
    facts.set(`floor ${floor.floor_id}`, withoutNulls(floor));
  }
  for (const { label_id, name } of labelList.parse(await list("label"))) {
    facts.set(`label ${label_id}`, { name });
  }
  for (const scope of ["automation", "script", "scene", "helpers"]) {
    for (const { category_id, name } of categoryList.parse(await list("category", { scope }))) {
      facts.set(`category ${category_id}`, { name, scope });
    }
  }
  const services = serviceLists.parse(await command({ type: "get_services" }));
  for (const [domain, of] of Object.entries(services)) {
    for (const [service, { response, target }] of Object.entries(of)) {
      const answer = response == null ? "none" : response.optional ? "optional" : "only";
      facts.set(`service ${domain}.${service}`, { response: answer, target: target ?? undefined });
    }
  }
  const config = configuration.parse(await command({ type: "get_config" }));
  return facts.set("config", withoutNulls(config));
}

/** The same of the mirror. */
export function factsOfMirror(snapshot: Snapshot): Facts {
  const facts = new Map<string, Fact>();
  for (const [entity_id, entity] of snapshot.entities) {
    facts.set(`entity ${entity_id}`, {
      state: entity.state,
      ...attributeFacts(entity.attributes),
      changedAt: entity.last_changed,
      updatedAt: entity.last_updated,
      context_id: entity.context_id,
      name: entity.name,
      aliases: entity.aliases,
      area_id: entity.area_id,
      floor_id: entity.floor_id,
      device_id: entity.device_id,
      labels: [...entity.labels].sort(),
      platform: entity.platform,
      config_entry_id: entity.config_entry_id,
      registry_id: entity.registry_id,
      replaced: entity.replaced,
      category: entity.category,
      hidden: entity.hidden,
      exposed: entity.exposed,
      ...(entity.personal === true ? { personal: true, people: entity.people ?? [] } : {}),
    });
  }
  for (const [id, device] of snapshot.devices) facts.set(`device ${id}`, { ...device });
  for (const [id, area] of snapshot.areas) facts.set(`area ${id}`, { ...area });
  for (const [id, floor] of snapshot.floors) facts.set(`floor ${id}`, { ...floor });
  for (const [id, { name }] of snapshot.labels) facts.set(`label ${id}`, { name });
  for (const [id, { name, scope }] of snapshot.categories) {
    facts.set(`category ${id}`, { name, scope });
  }
  for (const [id, { response, target }] of snapshot.services) {
    facts.set(`service ${id}`, { response, target });
  }
  const { version, location_name, time_zone, country, currency } = snapshot.config;
  return facts.set("config", { version, location_name, time_zone, country, currency });
}

/** One line for each thing that the mirror says otherwise, at most 20. */
export function differences(home: Facts, mirror: Facts): readonly string[] {
  const lines: string[] = [];
  for (const [thing, said] of home) {
    const mirrored = mirror.get(thing);
    if (mirrored === undefined) lines.push(`${thing} is not in the mirror`);
    else lines.push(...differingFields(thing, said, mirrored));
  }
  for (const thing of mirror.keys()) {
    if (!home.has(thing)) lines.push(`${thing} is in the mirror only`);
  }
  return lines.slice(0, 20);
}

function differingFields(thing: string, said: Fact, mirrored: Fact): string[] {
  const fields = new Set([...Object.keys(said), ...Object.keys(mirrored)]);
  return [...fields].flatMap((field) => {
    const [here, there] = [said[field], mirrored[field]];
    if (field.endsWith("At") ? isSameMoment(here, there) : isDeepStrictEqual(here, there))
      return [];
    return [`${thing}: ${field} is ${JSON.stringify(here)}, mirrored ${JSON.stringify(there)}`];
  });
}

/** Home Assistant counts microseconds, and rounds them differently in lists and in events. */
const isSameMoment = (a: unknown, b: unknown): boolean => Math.abs(Number(a) - Number(b)) <= 1;

/** Each attribute is a fact of its own: a difference then says which. */
const attributeFacts = (attributes: Fact): Fact =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`its ${name}`, value]));

/** Who has the token of a picture sees it without a login: the mirror must not keep it. */
function withoutTokens(attributes: Fact): Fact {
  const kept = Object.entries(attributes).filter(([name]) => name !== "access_token");
  return Object.fromEntries(
    kept.map(([name, value]) => [name, name === "entity_picture" ? tokenless(value) : value]),
  );
}

function tokenless(picture: unknown): unknown {
  if (typeof picture !== "string" || !picture.startsWith("/")) return picture;
  const { pathname, searchParams } = new URL(picture, "http://home");
  searchParams.delete("token");
  return searchParams.size === 0 ? pathname : `${pathname}?${searchParams.toString()}`;
}

const withoutNulls = (fact: Fact): Fact =>
  Object.fromEntries(
    Object.entries(fact).filter(([, value]) => value !== null && value !== undefined),
  );
