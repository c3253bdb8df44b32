// Automations run in a context of their own, whose parent is the cause: nobody's rights hold inside.
import { createContext, type HomeEvent } from "../core/bus.ts";
import { isoTime, now } from "../core/clock.ts";
import { substituted, type Config } from "../core/configs.ts";
import type { Core } from "../core/core.ts";
import type { Context, State } from "../core/model.ts";
import { textsOf } from "../core/reading.ts";
import { Refusal } from "../core/refusal.ts";
import { performStep } from "./call.ts";
import { turnable } from "./on-and-off.ts";
import { yesNo, type Call, type Domain } from "./define.ts";
import { holds, runSequence } from "./sequence.ts";

interface Cause {
  readonly context: Context;
  readonly perform: Call["perform"];
}

function runAutomation(core: Core, { entity_id, state, attributes }: State, cause: Cause): void {
  const own = createContext(null, cause.context.id);
  const { friendly_name: name } = attributes;
  core.bus.fire("automation_triggered", { entity_id, name }, own);
  core.states.set(entity_id, state, { ...attributes, last_triggered: isoTime(now()) }, own);
  try {
    runSequence(
      { core, context: own, perform: cause.perform },
      configOf(core, entity_id)["actions"],
    );
  } catch (error) {
    // It stops there, and whoever caused it is not told.
    if (!(error instanceof Refusal)) throw error;
  }
}

const configOf = ({ configs }: Core, entityId: string): Config =>
  substituted(configs.automations.get(entityId) ?? {}, "automation", configs.blueprints);

/** Sets automations off that are on, after what set them off is over. */
export function letAutomationsWatch(core: Core): void {
  core.bus.listen((event) => {
    if (core.lifecycle.state !== "RUNNING") return;
    const name = event.kind === "state" ? event.change.entity_id : event.event_type;
    const watches = core.configs.watchersOf(event.kind === "state" ? "entity" : "event", name);
    const woken = watches.filter(({ trigger }) => isSetOff(trigger, event));
    for (const automation of new Set(woken.map((watch) => watch.automation)))
      setImmediate(() => wake(core, automation, event.context));
  });
}

function wake(core: Core, automation: string, context: Context): void {
  const state = core.states.all.get(automation);
  if (state?.state !== "on" || !holds(core, configOf(core, automation)["conditions"])) return;
  runAutomation(core, state, {
    context,
    perform: (step, under = context) => performStep(core, step, under),
  });
}

function isSetOff(trigger: Config, event: HomeEvent): boolean {
  if (event.kind !== "state") return true;
  const [from, to] = [event.change.old_state?.state, event.change.new_state?.state];
  const isAny = !("to" in trigger) && !("from" in trigger);
  if (isAny) return true;
  return from !== to && isWanted(trigger["to"], to) && isWanted(trigger["from"], from);
}

const isWanted = (wanted: unknown, state: string | undefined): boolean =>
  wanted === undefined || wanted === null || textsOf(wanted).includes(state ?? "");

export const automation: Domain = {
  ...turnable("automation", "automation"),
  trigger: {
    name: "Trigger automation",
    description: "Triggers the actions of an automation.",
    target: "automation",
    fields: { skip_condition: yesNo("Skip conditions") },
    run({ core, data, context, reached, perform }) {
      for (const state of reached)
        if (
          data["skip_condition"] !== false ||
          holds(core, configOf(core, state.entity_id)["conditions"])
        )
          runAutomation(core, state, { context, perform });
    },
  },
  reload: {
    name: "Reload automations",
    description: "Reloads the automation configuration.",
    admin: true,
    run: ({ core, context }) => core.bus.fire("automation_reloaded", {}, context),
  },
};
