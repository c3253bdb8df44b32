// Runs the actions of scripts and automations as they are written down.
import type { Core } from "../core/core.ts";
import { listOf, recordIn, textsOf } from "../core/reading.ts";
import type { Context } from "../core/model.ts";
import type { Step } from "./define.ts";

type Config = Readonly<Record<string, unknown>>;

export interface Runner {
  readonly core: Core;
  readonly context: Context;
  readonly perform: (step: Step, context?: Context) => void;
}

/** @returns false when a condition or a `stop` ended it. @throws Refusal of a step */
export function runSequence(runner: Runner, actions: unknown): boolean {
  return listOf(actions).every((action) => runAction(runner, recordIn(action)));
}

/** Waits and variables take no time here. Of a repetition, one round is run. */
function runAction(runner: Runner, action: Config): boolean {
  if (action["enabled"] === false) return true;
  if ("action" in action || "service" in action) callNamed(runner, action);
  else if ("scene" in action) callScene(runner, action["scene"]);
  else if ("event" in action) fireEvent(runner, action);
  else if ("device_id" in action && "type" in action) callDevice(runner, action);
  else if ("choose" in action) return choose(runner, action);
  else if ("if" in action)
    return runSequence(runner, action[holds(runner.core, action["if"]) ? "then" : "else"]);
  else if ("repeat" in action) return runSequence(runner, recordIn(action["repeat"])["sequence"]);
  else if ("parallel" in action) return runSequence(runner, action["parallel"]);
  else if ("sequence" in action) return runSequence(runner, action["sequence"]);
  else if ("condition" in action) return holds(runner.core, action);
  return !("stop" in action);
}

function callNamed({ core, context, perform }: Runner, action: Config): void {
  const name = rendered(core, action["action"] ?? action["service"]);
  const [domain = "", service = ""] = String(name).toLowerCase().split(".");
  const { entity_id } = action;
  const target = {
    ...(entity_id === undefined ? {} : { entity_id }),
    ...recordIn(rendered(core, action["target"])),
  };
  perform({ domain, service, target, data: recordIn(rendered(core, action["data"])) }, context);
}

function callScene({ perform, context }: Runner, scene: unknown): void {
  perform({ domain: "scene", service: "turn_on", target: { entity_id: scene } }, context);
}

function fireEvent({ core, context }: Runner, { event, event_data }: Config): void {
  core.bus.fire(String(event), recordIn(rendered(core, event_data)), context);
}

/** A device action names its entity by registry id or by entity id. */
function callDevice({ core, perform, context }: Runner, action: Config): void {
  const { type, domain, entity_id } = action;
  const entries = [...core.registries.entities.all.values()];
  const named = entries.find(({ id }) => id === entity_id)?.entity_id ?? entity_id;
  const step = { domain: String(domain), service: String(type), target: { entity_id: named } };
  perform(step, context);
}

function choose(runner: Runner, action: Config): boolean {
  const chosen = listOf(action["choose"])
    .map(recordIn)
    .find(({ conditions }) => holds(runner.core, conditions));
  return runSequence(runner, chosen ? chosen["sequence"] : action["default"]);
}

/** Conditions on states and their combinations are weighed; all others hold. */
export function holds(core: Core, conditions: unknown): boolean {
  return listOf(conditions).every((one) => holdsOne(core, recordIn(one)));
}

function holdsOne(core: Core, { condition, entity_id, state, conditions }: Config): boolean {
  const within = listOf(conditions);
  switch (condition) {
    case "state":
      return textsOf(entity_id).every((id) =>
        textsOf(state).includes(core.states.all.get(id)?.state ?? "unavailable"),
      );
    case "or":
      return within.some((one) => holds(core, one));
    case "not":
      return !within.some((one) => holds(core, one));
    case "and":
      return holds(core, within);
    default:
      return true;
  }
}

const stateTemplate = /\{\{\s*states\(\s*['"]([a-z0-9_.]+)['"]\s*\)\s*\}\}/g;

/** Of templates only `{{ states('…') }}` is known; others stay as they are written, and reach nothing. */
function rendered(core: Core, value: unknown): unknown {
  if (typeof value === "string")
    return value.replaceAll(stateTemplate, (_, entityId: string) => {
      return core.states.all.get(entityId)?.state ?? "unknown";
    });
  if (Array.isArray(value)) return value.map((one: unknown) => rendered(core, one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rendered(core, one)]));
}
