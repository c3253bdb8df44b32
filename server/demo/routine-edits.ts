// Scripts, automations and scenes that a test brings along or rewrites.
import type { DemoHome } from "./contract.ts";
import { bringIn } from "./core/additions.ts";
import type { Config } from "./core/configs.ts";
import type { Core } from "./core/core.ts";
import { recordIn } from "./core/reading.ts";
import { scriptService } from "./services/scripts.ts";

type RoutineEdits = Pick<
  DemoHome,
  | "addScript"
  | "changeScript"
  | "addAutomation"
  | "changeAutomation"
  | "addScene"
  | "changeScene"
  | "addBlueprint"
>;

const idle = { mode: "single", current: 0, last_triggered: null };

export const createRoutineEdits = (core: Core): RoutineEdits => ({
  addScript(id, config) {
    const entity_id = entityIdOf("script", id);
    const name = nameOf(config["alias"], entity_id);
    core.configs.scripts.set(entity_id, config);
    offerScript(core, entity_id, name);
    bringIn(core, {
      ...{ entity_id, name, state: "off", attributes: idle },
      ...{ platform: "script", unique_id: objectId(entity_id) },
    });
    return entity_id;
  },
  changeScript(id, config) {
    const entityId = entityIdOf("script", id);
    mustHave(core.configs.scripts, entityId);
    withdrawScript(core, entityId);
    reload(core, entityId, () => {
      core.configs.scripts.set(entityId, config);
      offerScript(core, entityId, nameOf(config["alias"], entityId));
      return {};
    });
  },
  addAutomation(id, config) {
    const entity_id = entityIdOf("automation", id);
    const unique_id = typeof config["id"] === "string" ? config["id"] : objectId(entity_id);
    core.configs.setAutomation(entity_id, { id: unique_id, ...config });
    bringIn(core, {
      ...{ entity_id, name: nameOf(config["alias"], entity_id), state: "on" },
      attributes: { id: unique_id, ...idle },
      ...{ platform: "automation", unique_id },
    });
    core.bus.fire("automation_reloaded");
    return entity_id;
  },
  changeAutomation(id, config) {
    const entityId = entityIdOf("automation", id);
    const old = mustHave(core.configs.automations, entityId);
    reload(core, entityId, () => {
      core.configs.setAutomation(entityId, { id: old["id"], ...config });
      return {};
    });
    core.bus.fire("automation_reloaded");
  },
  addScene(id, config) {
    const entity_id = entityIdOf("scene", id);
    const unique_id = typeof config["id"] === "string" ? config["id"] : objectId(entity_id);
    core.configs.scenes.set(entity_id, { id: unique_id, ...config });
    bringIn(core, {
      ...{ entity_id, name: nameOf(config["name"], entity_id), state: "unknown" },
      attributes: { id: unique_id, entity_id: Object.keys(recordIn(config["entities"])) },
      ...{ platform: "homeassistant", unique_id },
    });
    core.bus.fire("scene_reloaded");
    return entity_id;
  },
  changeScene(id, config) {
    const entityId = entityIdOf("scene", id);
    const old = mustHave(core.configs.scenes, entityId);
    core.configs.scenes.set(entityId, { id: old["id"], ...config });
    reload(core, entityId, () => ({ entity_id: Object.keys(recordIn(config["entities"])) }));
    core.bus.fire("scene_reloaded");
  },
  addBlueprint(domain, path, config) {
    core.configs.blueprints.set(`${domain}/${path}`, config);
    for (const [id, automation] of core.configs.automations)
      core.configs.setAutomation(id, automation);
  },
});

/** "open_sesame" and "script.open_sesame" are the same. */
const entityIdOf = (domain: string, id: string): string =>
  id.startsWith(`${domain}.`) ? id : `${domain}.${id}`;

const objectId = (entityId: string): string => entityId.slice(entityId.indexOf(".") + 1);

const nameOf = (given: unknown, entityId: string): string =>
  typeof given === "string" ? given : objectId(entityId);

function mustHave(kept: ReadonlyMap<string, Config>, entityId: string): Config {
  const config = kept.get(entityId);
  if (!config) throw new Error(`The demo home has no ${entityId}.`);
  return config;
}

function offerScript(core: Core, entityId: string, name: string): void {
  const service = objectId(entityId);
  const offered = { [service]: scriptService(entityId, name) };
  core.services.set("script", { ...core.services.get("script"), ...offered });
  core.bus.fire("service_registered", { domain: "script", service });
}

function withdrawScript(core: Core, entityId: string): void {
  const service = objectId(entityId);
  const left = Object.entries(core.services.get("script") ?? {}).filter(([one]) => one !== service);
  core.services.set("script", Object.fromEntries(left));
  core.bus.fire("service_removed", { domain: "script", service });
}

/** Its registry entry stays, so its state is "unavailable" until it is there again. */
function reload(core: Core, entityId: string, change: () => object): void {
  const old = core.states.all.get(entityId);
  if (!old) throw new Error(`The demo home has no ${entityId}.`);
  core.states.set(entityId, "unavailable", { ...old.attributes, restored: true });
  const changed = change();
  core.states.set(entityId, old.state, { ...old.attributes, ...changed });
}
