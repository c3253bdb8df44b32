// What does several things at once: scenes, scripts, automations.
import { createContext } from "../core/bus.ts";
import { isoTime, now } from "../core/clock.ts";
import { automationSteps, sceneContents, scriptSteps } from "../house/routine-steps.ts";
import { turnable } from "./on-and-off.ts";
import { anyValue, number, type Call, type Domain, type Service } from "./define.ts";

const transition = number("Transition", { min: 0, max: 300, unit_of_measurement: "seconds" });

export const scene: Domain = {
  turn_on: {
    name: "Activate scene",
    description: "Activates a scene.",
    target: "scene",
    fields: { transition },
    run({ core, context, reached }) {
      for (const { entity_id, attributes } of reached) {
        core.states.set(entity_id, isoTime(now()), attributes, context);
        for (const [member, content] of Object.entries(sceneContents[entity_id] ?? {})) {
          const old = core.states.all.get(member);
          if (!old) continue;
          const changed = { ...old.attributes, ...content.attributes };
          core.states.set(member, content.state ?? old.state, changed, context);
        }
      }
    },
  },
  apply: {
    name: "Apply scene",
    description: "Brings entities into the states of a scene that is not kept.",
    fields: { entities: anyValue("Entities", { required: true }), transition },
    run({ core, context, data }) {
      for (const [member, content] of Object.entries(data["entities"] ?? {})) {
        const old = core.states.all.get(member);
        if (old && typeof content === "string")
          core.states.set(member, content, old.attributes, context);
      }
    },
  },
};

/** On while it runs, which here takes no time; its calls have its caller's context. */
function runScript({ core, context, perform }: Call, entityId: string): void {
  const state = core.states.all.get(entityId);
  if (!state) return;
  const attributes = { ...state.attributes, last_triggered: isoTime(now()) };
  core.states.set(entityId, "on", { ...attributes, current: 1 }, context);
  core.bus.fire("script_started", { name: attributes, entity_id: entityId }, context);
  for (const step of scriptSteps[entityId] ?? []) perform(step);
  core.states.set(entityId, "off", { ...attributes, current: 0 }, context);
}

const scriptService = (name: string): Service => ({
  name,
  description: `Runs the script ${name}.`,
  named: true,
  response: { optional: true },
  run(call) {
    runScript(call, `script.${name.toLowerCase().replaceAll(" ", "_")}`);
    return {};
  },
});

export const script: Domain = {
  bedtime: scriptService("Bedtime"),
  ring_the_bell: scriptService("Ring the bell"),
  turn_on: {
    name: "Turn on script",
    description: "Runs the sequence of actions in a script.",
    target: "script",
    run(call) {
      for (const { entity_id } of call.reached) runScript(call, entity_id);
    },
  },
  turn_off: turnable("script", "script").turn_off,
  reload: {
    name: "Reload scripts",
    description: "Reloads all the available scripts.",
    admin: true,
  },
};

const automations = turnable("automation", "automation");
export const automation: Domain = {
  ...automations,
  /** In a context of its own, whose parent is the cause: nobody's rights hold inside. */
  trigger: {
    name: "Trigger automation",
    description: "Triggers the actions of an automation.",
    target: "automation",
    run({ core, context, reached, perform }) {
      for (const { entity_id, state, attributes } of reached) {
        const own = createContext(null, context.id);
        const triggered = { ...attributes, last_triggered: isoTime(now()) };
        core.states.set(entity_id, state, triggered, own);
        core.bus.fire(
          "automation_triggered",
          { entity_id, name: attributes["friendly_name"] },
          own,
        );
        for (const step of automationSteps[entity_id] ?? []) perform(step, own);
      }
    },
  },
  reload: {
    name: "Reload automations",
    description: "Reloads the automation configuration.",
    admin: true,
  },
};
