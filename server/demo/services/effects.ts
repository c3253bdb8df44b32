// What becomes of an entity that a service reached.
import { domainOf, type Core } from "../core/core.ts";
import type { Context } from "../core/model.ts";
import { Refusal } from "../core/refusal.ts";
import type { Change, Service, ServiceData } from "./define.ts";
import { switchBehind } from "../core/stand-ins.ts";
import { membersOf } from "./targets.ts";

/** Groups of one domain act on their members. Scenes name entities too, but are no groups. */
export function actorsOf(core: Core, entityId: string): readonly string[] {
  const members = domainOf(entityId) === "scene" ? [] : membersOf(core, entityId);
  return members.length > 0 ? members : [entityId];
}

/** All are tried; then the first that failed is told. @throws Refusal */
export function applyEffect(
  core: Core,
  { effect }: Service,
  {
    reached,
    data,
    context,
  }: {
    readonly reached: readonly string[];
    readonly data: ServiceData;
    readonly context: Context;
  },
): void {
  const failures: unknown[] = [];
  for (const entityId of reached)
    try {
      const old = core.states.all.get(entityId);
      if (core.faults.broken.has(entityId)) throw unreachable(entityId, data);
      const behind = switchBehind(core, entityId);
      const change = old && effect?.(old, data);
      if (change && behind !== undefined) turn(core, behind, change, context);
      else if (change) become(core, entityId, change, context);
    } catch (error) {
      failures.push(error);
    }
  if (failures.length > 0) throw failures[0];
}

/** The lock follows the switch behind it. */
function turn(core: Core, behind: string, { state, then }: Change, context: Context): void {
  become(core, behind, { state: (then?.state ?? state) === "unlocked" ? "on" : "off" }, context);
}

const unreachable = (entityId: string, data: ServiceData): Refusal =>
  new Refusal("home_assistant_error", `${entityId} did not answer to ${JSON.stringify(data)}`);

/** Brings an entity into a state, by and by when the change says so. The deaf stay as they are. */
export function become(core: Core, entityId: string, change: Change, context: Context): void {
  const old = core.states.all.get(entityId);
  if (!old || core.faults.deaf.has(entityId)) return;
  const { then, ...first } = change;
  if (then && core.transitMs === 0) {
    become(core, entityId, then, context);
    return;
  }
  const attributes = { ...old.attributes, ...first.attributes };
  const moving = core.states.set(entityId, first.state ?? old.state, attributes, context);
  if (!then) return;
  setTimeout(() => {
    // Something else has happened to it on the way.
    if (core.states.all.get(entityId) === moving) become(core, entityId, then, context);
  }, core.transitMs).unref();
}
