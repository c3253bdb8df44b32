import type { Routine, Snapshot, Trigger } from "../home/home.ts";
import { domainOf } from "./domains.ts";
import { membersOf } from "./group-members.ts";
import { resolveListened } from "./resolve-target.ts";

type Automations = readonly Routine[];

/** Which automations a change in the home may set off. */
export interface Listeners {
  /** Those that name this entity, its domain or a group that it is in. */
  ofEntity(entityId: string): Automations;
  ofEvent(eventType: string): Automations;
  /** Those that may listen to anything. */
  ofAnything(): Automations;
}

interface Filed {
  readonly byEntity: ReadonlyMap<string, Automations>;
  readonly byDomain: ReadonlyMap<string, Automations>;
  readonly byEvent: ReadonlyMap<string, Automations>;
  readonly byAnything: Automations;
}

interface Kept {
  readonly registryVersion: number;
  readonly entities: Snapshot["entities"];
  readonly filed: Filed;
}

/** Every action and every change is one of these. */
const everyEvent = new Set(["call_service", "state_changed", "state_reported"]);

const kept = new WeakMap<Automations, Kept>();

/** Of those automations that are switched on now. */
export function listenersOf(snapshot: Snapshot, automations: Automations): Listeners {
  const { byEntity, byDomain, byEvent, byAnything } = filedOf(snapshot, automations);
  const { entities } = snapshot;
  const isOn = ({ entity_id }: Routine) => entities.get(entity_id)?.state !== "off";
  const all = (...lists: readonly (Automations | undefined)[]): Automations =>
    [...new Set(lists.flatMap((list = []) => list))].filter(isOn);
  let parents: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  return {
    ofEntity(id) {
      parents ??= parentsOf(entities, byEntity.keys());
      return all(
        byEntity.get(id),
        ...[...(parents.get(id) ?? [])].map((group) => byEntity.get(group)),
        byDomain.get(domainOf(id)),
      );
    },
    ofEvent: (eventType) => all(byEvent.get(eventType)),
    ofAnything: () => all(byAnything),
  };
}

function filedOf(snapshot: Snapshot, automations: Automations): Filed {
  const { entities, registryVersion } = snapshot;
  const known = kept.get(automations);
  if (known?.registryVersion === registryVersion && known.entities === entities) return known.filed;
  const filed = fileAll(snapshot, automations);
  kept.set(automations, { registryVersion, entities, filed });
  return filed;
}

function fileAll(snapshot: Snapshot, automations: Automations): Filed {
  const byEntity = new Map<string, Routine[]>();
  const byDomain = new Map<string, Routine[]>();
  const byEvent = new Map<string, Routine[]>();
  const byAnything: Routine[] = [];

  function file(automation: Routine, trigger: Trigger): void {
    switch (trigger.kind) {
      case "entity":
        if (trigger.target.entity_id?.includes("all") === true) byAnything.push(automation);
        for (const id of resolveListened(snapshot, trigger.target)) put(byEntity, id, automation);
        return;
      case "event":
        if (everyEvent.has(trigger.event_type)) byAnything.push(automation);
        else put(byEvent, trigger.event_type, automation);
        return;
      case "any":
        if (trigger.domains === undefined) byAnything.push(automation);
        else for (const domain of trigger.domains) put(byDomain, domain, automation);
    }
  }
  for (const automation of automations)
    for (const trigger of automation.triggers) file(automation, trigger);
  return { byEntity, byDomain, byEvent, byAnything };
}

function put<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** Members -> those of these groups that change with them. Who is in a group is told by states, so it
 * is looked at anew for each plan. */
function parentsOf(
  entities: Snapshot["entities"],
  watched: Iterable<string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const parents = new Map<string, Set<string>>();
  for (const group of watched) {
    const below = new Set(membersOf(entities.get(group)));
    for (const member of below) {
      const above = parents.get(member);
      if (above === undefined) parents.set(member, new Set([group]));
      else above.add(group);
      // A set that grows while it is walked through is walked to its end.
      for (const deeper of membersOf(entities.get(member))) below.add(deeper);
    }
  }
  return parents;
}
