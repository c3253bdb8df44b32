// Groups show what their members are.
import { domainOf, type Core } from "./core.ts";
import type { Context, State } from "./model.ts";
import { textsOf } from "./reading.ts";

/** A group is on while any of its members is; one of locks is unlocked while any of them is. */
export function letGroupsFollow(core: Core): void {
  const groupsOf = new Map<string, Set<string>>();
  const learn = (group: State) => {
    for (const member of membersIn(group))
      groupsOf.set(member, (groupsOf.get(member) ?? new Set()).add(group.entity_id));
  };
  for (const state of core.states.all.values()) learn(state);

  core.bus.listen((event) => {
    if (event.kind !== "state") return;
    const { entity_id, old_state, new_state } = event.change;
    if (new_state && old_state?.attributes["entity_id"] !== new_state.attributes["entity_id"])
      learn(new_state);
    for (const group of groupsOf.get(entity_id) ?? []) follow(core, group, event.context);
  });
}

const membersIn = ({ entity_id, attributes }: State): readonly string[] =>
  domainOf(entity_id) === "scene" ? [] : textsOf(attributes["entity_id"]);

function follow(core: Core, group: string, context: Context): void {
  const old = core.states.all.get(group);
  if (!old) return;
  const members = membersIn(old).flatMap((member) => core.states.all.get(member) ?? []);
  const state = common(
    domainOf(group),
    members.map((member) => member.state),
  );
  core.states.set(group, state, { ...old.attributes, ...brightnessOf(old, members) }, context);
}

/** A group of lamps is as bright as those that are on are together. */
function brightnessOf(group: State, members: readonly State[]): Record<string, number> {
  const levels = members.flatMap(({ state, attributes: { brightness } }) =>
    state === "on" && typeof brightness === "number" ? [brightness] : [],
  );
  if (domainOf(group.entity_id) !== "light" || levels.length === 0) return {};
  return { brightness: Math.round(levels.reduce((sum, one) => sum + one, 0) / levels.length) };
}

function common(domain: string, states: readonly (string | undefined)[]): string {
  if (domain !== "lock") return states.some((state) => state === "on") ? "on" : "off";
  const moving = states.find((state) => state === "unlocking" || state === "locking");
  return moving ?? (states.every((state) => state === "locked") ? "locked" : "unlocked");
}
