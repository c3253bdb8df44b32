import type { Routine, Step } from "../home.ts";
import { fields, isFields, type Fields } from "../wire.ts";
import { digestOf } from "./digest.ts";
import { stepsOf } from "./steps.ts";
import type { Names } from "./targets.ts";
import { triggersOf } from "./triggers.ts";

/** A script as Home Assistant has loaded it, its blueprint filled in. */
export function scriptRoutine(entityId: string, config: Fields, names: Names): Routine {
  const steps = "sequence" in config ? stepsOf(config["sequence"], names) : unreadableSteps;
  return made(entityId, config, steps, []);
}

export function automationRoutine(entityId: string, config: Fields, names: Names): Routine {
  const actions = config["actions"] ?? config["action"];
  const steps = actions === undefined ? unreadableSteps : stepsOf(actions, names);
  return made(entityId, config, steps, triggersOf(config, names));
}

/** An automation of which nothing is known: it may do anything, and anything may set it off. */
export const unreadableAutomation = (entityId: string): Routine =>
  made(entityId, null, unreadableSteps, [{ kind: "any" }]);

/** `loaded` are the entities that the scene says it has: its file may have been changed since. */
export function sceneRoutine(entityId: string, config: Fields, loaded: readonly string[]): Routine {
  const steps = new Map<string, Step>();
  for (const entity_id of loaded.map((id) => id.toLowerCase()))
    steps.set(entity_id, { kind: "state", entity_id, attributes: {} });
  for (const [id, wanted] of Object.entries(fields(config["entities"])))
    steps.set(id.toLowerCase(), stateStep(id.toLowerCase(), wanted));
  return made(entityId, [config, loaded], [...steps.values()], []);
}

function stateStep(entity_id: string, wanted: unknown): Step {
  const { state, ...attributes } = isFields(wanted) ? wanted : { state: wanted };
  // YAML takes a bare on for true.
  const named = typeof state === "boolean" ? (state ? "on" : "off") : state;
  return {
    kind: "state",
    entity_id,
    ...(typeof named === "string" ? { state: named } : {}),
    attributes,
  };
}

const unreadableSteps: readonly Step[] = [{ kind: "unknown", why: "what it does cannot be read" }];

/** The digest is of what was understood as well: names of the registry may mean another entity now. */
const made = (
  entity_id: string,
  config: unknown,
  steps: Routine["steps"],
  triggers: Routine["triggers"],
): Routine => ({ entity_id, steps, triggers, digest: digestOf([config, steps, triggers]) });
