import { unlessRefused } from "../errors.ts";
import type { Entity, Routine, Snapshot } from "../home.ts";
import type { Ask } from "../registries.ts";
import { fields, isFields, list, text, texts, type Fields } from "../wire.ts";
import { automationRoutine, sceneRoutine, scriptRoutine } from "./routine.ts";
import type { Names } from "./targets.ts";

export interface Readers {
  readonly ask: Ask;
  readonly snapshot: Snapshot;
  readonly names: Names;
  /** By the scene's id, not its entity id; undefined: cannot be read. */
  readonly readScene: (id: string) => Promise<Fields | undefined>;
}

/** Reads these scripts, automations and scenes; those that cannot be read are left out. */
export async function readRoutines(
  entityIds: readonly string[],
  readers: Readers,
): Promise<ReadonlyMap<string, Routine>> {
  const ids = new Set(entityIds.map((id) => id.toLowerCase()));
  const routines = await inSlices([...ids], (entityId) => readRoutine(entityId, readers));
  return new Map(routines.flatMap((routine) => (routine ? [[routine.entity_id, routine]] : [])));
}

async function readRoutine(entityId: string, readers: Readers): Promise<Routine | undefined> {
  const { ask, snapshot, names } = readers;
  const [domain = ""] = entityId.split(".", 1);
  if (domain === "scene") return readSceneRoutine(snapshot.entities.get(entityId), readers);
  if (!isConfigured(domain)) return undefined;
  const config = await readConfig(ask, domain, entityId);
  if (config === undefined) return undefined;
  return domain === "script"
    ? scriptRoutine(entityId, config, names)
    : automationRoutine(entityId, config, names);
}

type Configured = "automation" | "script";
const isConfigured = (domain: string): domain is Configured =>
  domain === "automation" || domain === "script";

/** What the home has loaded, its blueprint filled in; undefined: it does not say. */
export async function readConfig(
  ask: Ask,
  domain: Configured,
  entity_id: string,
): Promise<Fields | undefined> {
  const answer = await unlessRefused(ask({ type: `${domain}/config`, entity_id }), undefined);
  const { config } = fields(answer);
  if (!isFields(config)) return undefined;
  const { use_blueprint, ...own } = config;
  if (use_blueprint === undefined) return config;
  const { path, input } = fields(use_blueprint);
  const filled = await unlessRefused(
    ask({ type: "blueprint/substitute", domain, path, input: fields(input) }),
    undefined,
  );
  const { substituted_config } = fields(filled);
  return isFields(substituted_config) ? { ...substituted_config, ...own } : undefined;
}

async function readSceneRoutine(
  scene: Entity | undefined,
  { readScene }: Readers,
): Promise<Routine | undefined> {
  // Other integrations keep their scenes to themselves, whatever their ids look like.
  const id = scene?.platform === "homeassistant" ? text(scene.attributes["id"]) : undefined;
  if (scene === undefined || id === undefined) return undefined;
  const config = await readScene(id);
  if (config === undefined) return undefined;
  return sceneRoutine(scene.entity_id, config, texts(list(scene.attributes["entity_id"])));
}

const atOnce = 100;

/** All of them, many at once and not all: the home does other things as well. */
export async function inSlices<In, Out>(
  items: readonly In[],
  read: (item: In) => Promise<Out>,
): Promise<readonly Out[]> {
  const found: Out[] = [];
  for (let start = 0; start < items.length; start += atOnce)
    found.push(...(await Promise.all(items.slice(start, start + atOnce).map(read))));
  return found;
}
