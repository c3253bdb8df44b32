import { z } from "zod";
import {
  areas,
  automationCategory,
  deviceScript,
  exposure,
  floors,
  helpers,
  integrations,
  labels,
  placements,
  type Placement,
} from "./family.ts";
import { withWire, type Wire } from "./wire.ts";

const knownAreas = z.array(z.object({ area_id: z.string(), name: z.string() }));
const registered = z.object({ id: z.string(), device_id: z.string() });
const deviceOf = z.object({ device_id: z.string().nullable() });

/** Name of a place or label -> its id. */
type Ids = Map<string, string>;

/** Makes a bare demo home a family's, as a person would do it in the settings. */
export async function furnish(url: string, token: string): Promise<void> {
  await withWire(url, token, async (wire) => {
    const floorIds = await createAll(wire, "floor", floors);
    const labelIds = await createAll(wire, "label", labels);
    const areaIds = await makeAreas(wire, floorIds, labelIds);
    for (const placement of placements) await place(wire, placement, areaIds, labelIds);
    for (const { should_expose, entity_ids } of exposure) {
      const assistants = ["conversation"];
      const type = "homeassistant/expose_entity";
      await wire.command({ type, assistants, entity_ids, should_expose });
    }
    for (const helper of helpers) await wire.command(helper);
    await categorize(wire);
    const post = poster(url, token);
    for (const handler of integrations) await addIntegration(handler, post);
    await addDeviceScript(wire, post);
  });
}

async function createAll(
  wire: Wire,
  kind: "floor" | "label" | "area",
  items: readonly { readonly name: string }[],
): Promise<Ids> {
  const ids: Ids = new Map();
  for (const item of items) {
    const made = await wire.command({ type: `config/${kind}_registry/create`, ...item });
    ids.set(
      item.name,
      z.string().parse(z.record(z.string(), z.unknown()).parse(made)[`${kind}_id`]),
    );
  }
  return ids;
}

async function makeAreas(wire: Wire, floorIds: Ids, labelIds: Ids): Promise<Ids> {
  const listed = knownAreas.parse(await wire.command({ type: "config/area_registry/list" }));
  const ids: Ids = new Map(listed.map((area) => [area.name, area.area_id]));
  const missing = areas.filter(({ name }) => !ids.has(name)).map(({ name }) => ({ name }));
  for (const [name, id] of await createAll(wire, "area", missing)) ids.set(name, id);
  for (const { name, floor, aliases = [], labels: named = [] } of areas) {
    await wire.command({
      type: "config/area_registry/update",
      area_id: idOf(ids, name),
      aliases,
      labels: named.map((label) => idOf(labelIds, label)),
      ...(floor === undefined ? {} : { floor_id: idOf(floorIds, floor) }),
    });
  }
  return ids;
}

async function place(wire: Wire, plan: Placement, areaIds: Ids, labelIds: Ids): Promise<void> {
  const { entity_id, area, name, aliases, hidden, disabled } = plan;
  const got = await wire.command({ type: "config/entity_registry/get", entity_id });
  const { device_id } = deviceOf.parse(got);
  const where = area === undefined ? {} : { area_id: idOf(areaIds, area) };
  const called = name === undefined ? {} : { [device_id === null ? "name" : "name_by_user"]: name };
  if (device_id !== null) {
    await wire.command({ type: "config/device_registry/update", device_id, ...where, ...called });
  }
  await wire.command({
    type: "config/entity_registry/update",
    entity_id,
    ...(device_id === null ? { ...where, ...called } : {}),
    // The null stands for the entity's own name, which is still understood.
    ...(aliases === undefined ? {} : { aliases: [null, ...aliases] }),
    labels: (plan.labels ?? []).map((label) => idOf(labelIds, label)),
    ...(hidden === true ? { hidden_by: "user" } : {}),
    ...(disabled === true ? { disabled_by: "user" } : {}),
  });
}

async function categorize(wire: Wire): Promise<void> {
  const { name, entity_ids } = automationCategory;
  const scope = "automation";
  const made = await wire.command({ type: "config/category_registry/create", scope, name });
  const { category_id } = z.object({ category_id: z.string() }).parse(made);
  for (const entity_id of entity_ids) {
    const categories = { [scope]: category_id };
    await wire.command({ type: "config/entity_registry/update", entity_id, categories });
  }
}

type Post = (path: string, body: unknown) => Promise<unknown>;

/** What Home Assistant's own pages ask for over HTTP. */
function poster(url: string, token: string): Post {
  return async (path, body) => {
    const answer = await fetch(`${url}/api/config/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}.`);
    return answer.json();
  };
}

async function addIntegration(handler: string, post: Post): Promise<void> {
  const path = "config_entries/flow";
  const { flow_id } = z.object({ flow_id: z.string() }).parse(await post(path, { handler }));
  await post(`${path}/${flow_id}`, {});
}

async function addDeviceScript(wire: Wire, post: Post): Promise<void> {
  const { key, alias, entity_id, domain, type } = deviceScript;
  const got = await wire.command({ type: "config/entity_registry/get", entity_id });
  const { id: entity, device_id } = registered.parse(got);
  const step = { device_id, entity_id: entity, domain, type };
  await post(`script/config/${key}`, { alias, sequence: [step] });
}

function idOf(ids: Ids, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`The family has nothing called ${name}.`);
  return id;
}
