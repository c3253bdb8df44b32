import type { Entity, Routine, Snapshot } from "../home/home.ts";
import type { Reach } from "./reach.ts";
import { resolveListened } from "./resolve-target.ts";

interface Guarded {
  readonly guards: readonly string[];
  readonly isUnknown: boolean;
  readonly missing: readonly string[];
}

const safetyDomains = new Set(["alarm_control_panel", "lock", "siren", "valve"]);

const safetyClasses = new Map([
  ["cover", ["door", "garage", "gate"]],
  ["binary_sensor", ["carbon_monoxide", "gas", "moisture", "safety", "smoke", "tamper"]],
]);

/** What the home's safety loses when an automation does not run any more. */
export function guardedBy(automation: Routine, reach: Reach, snapshot: Snapshot): Guarded {
  const touched = new Set(reach.deeds.flatMap(({ entity_ids }) => entity_ids));
  for (const trigger of automation.triggers)
    if (trigger.kind === "entity")
      for (const id of resolveListened(snapshot, trigger.target)) touched.add(id);
  return {
    guards: [...touched].filter((id) => isSafety(snapshot.entities.get(id))).sort(),
    isUnknown: reach.deeds.some(({ unknown }) => unknown !== undefined),
    missing: reach.missing,
  };
}

function isSafety(entity: Entity | undefined): boolean {
  if (entity === undefined) return false;
  const { domain, device_class = "" } = entity;
  return safetyDomains.has(domain) || safetyClasses.get(domain)?.includes(device_class) === true;
}
