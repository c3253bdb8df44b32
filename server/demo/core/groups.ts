import type { Core } from "./core.ts";
import { domainOf } from "./core.ts";

/** A group is on while any of its members is. */
export function letGroupsFollow(core: Core): void {
  const groupsOf = new Map<string, Set<string>>();
  for (const { entity_id, attributes } of core.states.all.values()) {
    const members: unknown = attributes["entity_id"];
    if (domainOf(entity_id) === "scene" || !Array.isArray(members)) continue;
    for (const member of members.filter((one) => typeof one === "string"))
      groupsOf.set(member, (groupsOf.get(member) ?? new Set()).add(entity_id));
  }
  core.bus.listen((event) => {
    if (event.kind !== "state") return;
    for (const group of groupsOf.get(event.change.entity_id) ?? [])
      follow(core, group, event.context);
  });
}

function follow(core: Core, group: string, context: Core["calls"][number]["context"]): void {
  const old = core.states.all.get(group);
  const members: unknown = old?.attributes["entity_id"];
  if (!old || !Array.isArray(members)) return;
  const isOn = members.some((member: string) => core.states.all.get(member)?.state === "on");
  core.states.set(group, isOn ? "on" : "off", old.attributes, context);
}
