import { isoTime, now } from "../core/clock.ts";
import { substituted } from "../core/configs.ts";
import { turnable } from "./on-and-off.ts";
import { anyValue, type Call, type Domain, type Service } from "./define.ts";
import { runSequence } from "./sequence.ts";

/** On while it runs, which here takes no time; its calls have its caller's context. */
function runScript({ core, context, perform, touch }: Call, entityId: string): void {
  const state = core.states.all.get(entityId);
  const config = core.configs.scripts.get(entityId);
  // A script that is running already is not begun again: its mode is "single".
  if (!state || !config || state.state === "on") return;
  touch(entityId);
  const attributes = { ...state.attributes, last_triggered: isoTime(now()) };
  core.states.set(entityId, "on", { ...attributes, current: 1 }, context);
  const { friendly_name: name } = state.attributes;
  core.bus.fire("script_started", { name, entity_id: entityId }, context);
  try {
    const { sequence } = substituted(config, "script", core.configs.blueprints);
    runSequence({ core, context, perform }, sequence);
  } finally {
    core.states.set(entityId, "off", { ...attributes, current: 0 }, context);
  }
}

/** The service `script.<object id>`. */
export const scriptService = (entityId: string, name: string): Service => ({
  name,
  description: `Runs the script ${name}.`,
  named: true,
  takesAnything: true,
  response: { optional: true },
  run(call) {
    runScript(call, entityId);
    return {};
  },
});

const turn = turnable("script", "script");

export const script: Domain = {
  turn_on: {
    name: "Turn on script",
    description: "Runs the sequence of actions in a script.",
    target: "script",
    fields: { variables: anyValue("Variables") },
    run(call) {
      for (const { entity_id } of call.reached) runScript(call, entity_id);
    },
  },
  turn_off: turn.turn_off,
  toggle: {
    ...{ name: turn.toggle.name, description: turn.toggle.description, target: "script" },
    run(call) {
      for (const { entity_id } of call.reached) runScript(call, entity_id);
    },
  },
  reload: {
    name: "Reload scripts",
    description: "Reloads all the available scripts.",
    admin: true,
  },
};
