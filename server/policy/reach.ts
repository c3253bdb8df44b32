import type { Routine, Snapshot } from "../home/home.ts";
import { createWalk } from "./walk.ts";

/** One thing that an action would do, itself or through what it sets off. */
export interface Deed {
  /** "lock.unlock"; for the state that a scene brings about, the service that would do it. */
  readonly service: string;
  /** Groups and their members alike. */
  readonly entity_ids: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
  /** Entity ids of what leads there, from the outside in: group, script, scene, automation. */
  readonly via: readonly string[];
  /** Why it cannot be known what is done: "a template chooses the service". */
  readonly unknown?: string;
  /** Locks, alarms, garage doors, valves, sirens and detectors that an automation, which is switched off
   * here, acts on or listens to. */
  readonly guards?: readonly string[];
}

/** What a service is called with, resolved: the part of an action that reach is about. */
export interface ResolvedCall {
  readonly service: string;
  readonly entity_ids: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** All that is known of the home while a plan is judged. */
export interface World {
  readonly snapshot: Snapshot;
  /** Those that were read for this plan, by entity id; null: cannot be read. */
  readonly routines: ReadonlyMap<string, Routine | null>;
  /** What may set automations off. */
  readonly automations: readonly Routine[];
}

export interface Reach {
  /** Everything it could do, itself first. Whole only when nothing is missing. */
  readonly deeds: readonly Deed[];
  /** Scripts, scenes and automations that must be read before more can be said. */
  readonly missing: readonly string[];
  /** Automations that it may set off without being meant to: named, not judged. */
  readonly mayStart: readonly string[];
}

/** Everything that a call could do: groups, scripts, scenes and automations taken apart, whatever their
 * conditions say. What cannot be read or followed to its end is there as a deed that says so. */
export function expandReach(call: ResolvedCall, world: World): Reach {
  const walk = createWalk(world);
  walk.begin(call);
  return walk.end();
}
