import { domainOf, type Core } from "../core/core.ts";
import { newEntry, register } from "../core/entities.ts";
import { isExposedByDefault } from "../core/exposure.ts";
import type { Attributes, DeviceEntry, EntityEntry } from "../core/model.ts";
import { scriptService } from "../services/scripts.ts";
import type { Furniture, Piece, Room } from "./furniture.ts";
import { groundFloor } from "./ground-floor.ts";
import { grow } from "./grow.ts";
import { peopleAndPlaces } from "./people-and-places.ts";
import { categories, floors, labels, rooms } from "./rooms.ts";
import { helpers, routines } from "./routines.ts";
import { moreRoutines } from "./more-routines.ts";
import * as kept from "./routine-configs.ts";
import { outside, upstairs } from "./upstairs.ts";

const hour = 3_600_000;
/** Integrations without a config entry: what people make in the settings or in YAML. */
const withoutEntry = new Set([
  ...["homeassistant", "person", "script", "automation", "template", "group", "counter", "timer"],
  ...["input_boolean", "input_number", "input_select", "input_text", "input_datetime"],
  "input_button",
]);

export function furnish(core: Core, entities = 0): void {
  const built = core.startedAt - 400 * 24 * hour;
  const dated = { created_at: built, modified_at: built };

  for (const { id, ...floor } of floors)
    core.registries.floors.add({ floor_id: id, ...floor, icon: null, ...dated });
  for (const { id, ...label } of labels)
    core.registries.labels.add({ label_id: id, ...label, icon: null, ...dated });
  for (const { id, ...category } of categories)
    core.registries.categories.add({ category_id: id, ...category, icon: null, ...dated });

  const house: readonly Furniture[] = [
    ...groundFloor,
    ...upstairs,
    ...outside,
    ...peopleAndPlaces,
    ...routines,
    ...helpers,
    ...moreRoutines,
  ];
  for (const room of rooms) addRoom(core, room);
  for (const furniture of house) addFurniture(core, furniture);
  core.todoItems.set("todo.einkaufsliste", shoppingList);
  keepConfigs(core);
  for (const more of grow(core.random, entities - core.states.all.size)) {
    addRoom(core, more.room);
    for (const furniture of more.furniture) addFurniture(core, furniture);
  }
}

function keepConfigs({ configs, services }: Core): void {
  for (const [path, config] of Object.entries(kept.blueprints))
    configs.blueprints.set(path, config);
  for (const [id, config] of Object.entries(kept.scenes)) configs.scenes.set(id, config);
  for (const [id, config] of Object.entries(kept.automations)) configs.setAutomation(id, config);
  for (const [id, config] of Object.entries(kept.scripts)) configs.scripts.set(id, config);
  const named = Object.entries(kept.scripts).map(
    ([id, { alias }]) => [id.slice("script.".length), scriptService(id, String(alias))] as const,
  );
  services.set("script", { ...services.get("script"), ...Object.fromEntries(named) });
}

const shoppingList = ["Milch", "Pommes de terre", "Coffee beans"].map((summary, at) => ({
  ...{ uid: `item-${at}`, summary, status: "needs_action" as const },
}));

function addRoom(core: Core, { id, floor, ...room }: Room): void {
  core.registries.areas.add({
    area_id: id,
    floor_id: floor,
    ...{ aliases: [], labels: [], icon: null, ...room },
    ...{ picture: null, humidity_entity_id: null, temperature_entity_id: null },
    ...dates(core),
  });
}

function addFurniture(core: Core, furniture: Furniture): void {
  const device = furniture.device ? addDevice(core, furniture, furniture.device) : null;
  for (const piece of furniture.pieces) addPiece(core, furniture, piece, device);
}

function addDevice(
  core: Core,
  { platform, area }: Furniture,
  { name, maker, model, labels: ofDevice, parent, service }: NonNullable<Furniture["device"]>,
): DeviceEntry {
  const owner = parent === undefined ? undefined : deviceNamed(core, parent);
  const id = core.random.hex(32);
  const device: DeviceEntry = {
    id,
    name,
    name_by_user: null,
    area_id: area ?? null,
    config_entry_id: entryOf(platform) ?? platform,
    disabled_by: null,
    entry_type: service ? "service" : null,
    identifiers: [[platform, id.slice(0, 12)]],
    labels: ofDevice ?? [],
    manufacturer: maker ?? null,
    model: model ?? null,
    sw_version: maker ? "1.8.2" : null,
    parent_device_id: owner?.id ?? null,
    ...dates(core),
  };
  core.registries.devices.add(device);
  return device;
}

const deviceNamed = (core: Core, name: string): DeviceEntry | undefined =>
  [...core.registries.devices.all.values()].find((device) => device.name === name);

function addPiece(
  core: Core,
  { platform }: Furniture,
  piece: Piece,
  device: DeviceEntry | null,
): void {
  const attributes = withPerson(core, piece);
  const entry = piece.unregistered ? null : entryFor(core, platform, piece, device);
  const exposed = isExposedByDefault(piece.id, attributes, entry ?? undefined);
  const shown = register(core, { entity_id: piece.id, attributes, entry, exposed });
  if (!entry) core.unregisteredSources.set(piece.id, platform);
  if (piece.disabled) return;
  const named = entry ? shown : { ...shown, friendly_name: piece.name };
  const since = core.startedAt - core.random.whole(1, 10 * 3600) * 1000;
  core.states.seed(piece.id, piece.state, named, since);
}

function entryFor(
  core: Core,
  platform: string,
  piece: Piece,
  device: DeviceEntry | null,
): EntityEntry {
  const { device_class } = piece.attributes ?? {};
  return newEntry({
    entity_id: piece.id,
    id: core.random.hex(32),
    unique_id: piece.uniqueId ?? `${device?.id.slice(0, 12) ?? platform}-${piece.id}`,
    platform,
    config_entry_id: entryOf(platform),
    device_id: device?.id ?? null,
    area_id: piece.area ?? null,
    original_name: piece.name,
    entity_category: piece.category ?? null,
    hidden_by: piece.hidden === true ? "user" : (piece.hidden ?? null),
    disabled_by: piece.disabled ? "integration" : null,
    labels: piece.labels ?? [],
    aliases: [null, ...(piece.aliases ?? [])],
    categories: categoryOf(piece),
    options: piece.standsFor ? { switch_as_x: { entity_id: piece.standsFor, invert: false } } : {},
    original_device_class: typeof device_class === "string" ? device_class : null,
    ...dates(core),
  });
}

function categoryOf({ id, filedUnder }: Piece): Record<string, string> {
  const scope = domainOf(id);
  const category = categories.find((one) => one.scope === scope && one.name === filedUnder);
  return category ? { [scope]: category.id } : {};
}

/** A person's state tells which user it is. */
function withPerson(core: Core, { id, name, attributes = {} }: Piece): Attributes {
  if (domainOf(id) !== "person") return attributes;
  return { ...attributes, user_id: core.users.named(name ?? "")?.id };
}

const entryOf = (platform: string): string | null =>
  withoutEntry.has(platform)
    ? null
    : `01JDEM${platform.toUpperCase().padEnd(20, "0").slice(0, 20)}`;

const dates = (core: Core) => {
  const at = core.startedAt - core.random.whole(100 * 24, 300 * 24) * hour;
  return { created_at: at, modified_at: at };
};
