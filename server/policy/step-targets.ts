import type { Snapshot, TargetSelector } from "../home/home.ts";
import { domainOf } from "./domains.ts";
import { resolveTarget } from "./resolve-target.ts";
import { isHandedOn, ownService } from "./handed-on.ts";
import { targetIndexOf } from "./target-index.ts";

const kinds = ["entity_id", "device_id", "area_id", "floor_id", "label_id"] as const;

/** What the call of a script, an automation or a scene would act on. */
export interface StepTarget {
  /** Groups are themselves unless something is taken out of them. */
  readonly entity_ids: readonly string[];
  /** It names a target, but nothing of it is what this service acts on. */
  readonly isIdle: boolean;
  /** It names a device that is not known here, and may be one in Home Assistant. */
  readonly isUnknown: boolean;
}

/** Resolves the target of a step, without what the service would pass over. */
export function targetOfStep(
  snapshot: Snapshot,
  service: string,
  target: TargetSelector,
): StepTarget {
  const domain = domainOf(service);
  const namesAll = domain === "homeassistant" ? undefined : domain;
  const found = [...resolved(snapshot, target, namesAll)];
  const entity_ids = found.filter((id) => actsOn(snapshot, service, id));
  const isNamed = kinds.some((kind) => (target[kind] ?? []).length > 0);
  return {
    entity_ids,
    isIdle: isNamed && entity_ids.length === 0 && takesTarget(snapshot, service),
    isUnknown: (target.device_id ?? []).some((id) => !snapshot.devices.has(id)),
  };
}

function* resolved(
  snapshot: Snapshot,
  target: TargetSelector,
  domain: string | undefined,
): Generator<string> {
  if (target.exclude !== undefined) return yield* resolveTarget(snapshot, target, domain);
  const { entity_id = [], ...places } = target;
  const { byRegistryId } = targetIndexOf(snapshot);
  for (const id of entity_id) if (id !== "all") yield byRegistryId.get(id) ?? id;
  if (entity_id.includes("all")) yield* resolveTarget(snapshot, { entity_id: ["all"] }, domain);
  yield* resolveTarget(snapshot, places);
}

/** Whether the service would do anything with this entity: those of a domain that has entities pass over
 * all others. */
export function actsOn(snapshot: Snapshot, service: string, entityId: string): boolean {
  if (isHandedOn(service)) return isHandedTo(snapshot, service, entityId);
  if (!takesTarget(snapshot, service)) return true;
  const [domain, own] = [domainOf(service), domainOf(entityId)];
  return domain === own || own === "group" || !targetIndexOf(snapshot).byDomain.has(domain);
}

/** What is handed on to a domain without such a service is passed over: no sensor is turned off with its
 * room. */
function isHandedTo({ services }: Snapshot, service: string, entityId: string): boolean {
  const own = domainOf(entityId);
  return own === "group" || services.has(ownService(service, own));
}

/** To others, as to scripts by their own name, an entity id is one value among many. */
const takesTarget = ({ services }: Snapshot, service: string): boolean =>
  services.get(service)?.target !== undefined;
