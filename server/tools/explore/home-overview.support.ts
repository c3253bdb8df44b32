import type { Entity } from "../../home/home.ts";
import { lookUp } from "../look-up.ts";
import { isNumber, readState } from "../reading.ts";
import { spokenState } from "../spoken-state.ts";

const maxNames = 10;

/** States that people want to hear of, by domain; in the order in which they are told. */
const worthSaying: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  alarm_control_panel: { triggered: "alarm triggered", pending: "alarm pending" },
  lock: { unlocked: "unlocked", open: "unlocked", jammed: "jammed" },
  cover: { open: "covers open", opening: "covers open" },
  valve: { open: "valves open" },
  light: { on: "lights on" },
  switch: { on: "switches on" },
  fan: { on: "fans on" },
  siren: { on: "sirens on" },
  humidifier: { on: "humidifiers on" },
  media_player: { playing: "playing" },
  vacuum: { cleaning: "cleaning" },
  lawn_mower: { mowing: "mowing" },
  timer: { active: "timers running" },
  update: { on: "updates" },
  person: { home: "people home" },
};

/** "What is going on": groups of entities with their count and some of their names. */
export function describeNow(entities: readonly Entity[]) {
  const groups = new Map<string, string[]>();
  for (const entity of entities) {
    const what = groupOf(entity);
    if (what === undefined) continue;
    const names = groups.get(what);
    if (names === undefined) groups.set(what, [entity.name]);
    else names.push(entity.name);
  }
  return [...groups].map(([what, names]) => ({
    what,
    count: names.length,
    names: names.slice(0, maxNames),
  }));
}

function groupOf(entity: Entity): string | undefined {
  const { domain, state, attributes, device_class = "" } = entity;
  if (state === "unavailable") return "unavailable";
  if (domain === "binary_sensor" && state === "on") {
    const said = spokenState(entity);
    return said === undefined || device_class === "connectivity"
      ? undefined
      : `${device_class} ${said}`;
  }
  const said = lookUp(lookUp(worthSaying, domain) ?? {}, state);
  if (domain === "alarm_control_panel") return said ?? `alarm ${state}`;
  if (domain === "climate") {
    const action = attributes["hvac_action"];
    return action === "heating" || action === "cooling" ? action : undefined;
  }
  return said;
}

/** Entities by the area they are in; undefined for those in none. */
export function groupByArea(
  entities: readonly Entity[],
): ReadonlyMap<string | undefined, Entity[]> {
  const byArea = new Map<string | undefined, Entity[]>();
  for (const entity of entities) {
    const inside = byArea.get(entity.area_id);
    if (inside === undefined) byArea.set(entity.area_id, [entity]);
    else inside.push(entity);
  }
  return byArea;
}

export function describeArea(name: string, inside: readonly Entity[], timeZone: string) {
  const thermometer = inside.find(
    ({ domain, device_class, state }) =>
      domain === "sensor" && device_class === "temperature" && isNumber(state),
  );
  return {
    name,
    ...(thermometer === undefined ? {} : { temperature: readState(thermometer, timeZone) }),
    has: countByDomain(inside),
  };
}

/** Helpers and the like belong to no room and to nobody's question about the home as a whole. */
const machinery =
  /^(input_\w+|counter|device_tracker|event|group|schedule|sun|tag|timer|zone|conversation|tts|stt)$/;

export const countElsewhere = (entities: readonly Entity[]): Record<string, number> =>
  countByDomain(entities.filter(({ domain }) => !machinery.test(domain)));

function countByDomain(entities: readonly Entity[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { domain } of entities) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  return Object.fromEntries(counts);
}
