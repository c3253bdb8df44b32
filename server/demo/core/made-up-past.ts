import type { State } from "./model.ts";
import { createRandom, seedOf, type Random } from "./random.ts";

const minute = 60_000;
const hour = 60 * minute;
const past = 48 * hour;

/** How a kind of entity lives: how long it stays as it is, and what it was before. */
interface Habit {
  readonly staysMs: (random: Random) => number;
  readonly before: (state: string, random: Random) => string;
}

const pairs = new Map([
  ["on", "off"],
  ["off", "on"],
  ["open", "closed"],
  ["closed", "open"],
  ["locked", "unlocked"],
  ["unlocked", "locked"],
  ["home", "not_home"],
  ["not_home", "home"],
  ["playing", "paused"],
  ["paused", "playing"],
]);

const flips = (from: number, to: number): Habit => ({
  staysMs: (random) => random.between(from, to),
  before: (state) => pairs.get(state) ?? state,
});

const measures: Habit = {
  staysMs: (random) => random.between(4 * minute, 14 * minute),
  before: (state, random) => walk(state, random.between(-0.03, 0.03)),
};

const counts: Habit = {
  staysMs: (random) => random.between(4 * minute, 14 * minute),
  before: (state, random) => walk(state, -random.between(0, 0.0005)),
};

function walk(state: string, by: number): string {
  const decimals = state.split(".")[1]?.length ?? 0;
  return (Number(state) * (1 + by)).toFixed(decimals);
}

const isNumber = (text: string): boolean => text.trim() !== "" && Number.isFinite(Number(text));

function habitOf({ entity_id, state, attributes }: State): Habit | undefined {
  if (entity_id.startsWith("sensor.") && isNumber(state))
    return attributes["state_class"] === "total_increasing" ? counts : measures;
  if (!pairs.has(state)) return undefined;
  if (attributes["device_class"] === "motion") return flips(2 * minute, 50 * minute);
  return flips(hour, 9 * hour);
}

/** Two days that end in this state. The same entity always has the same past. */
export function makeUpPast(end: State, startedAt: number): readonly State[] {
  const random = createRandom(seedOf(end.entity_id));
  const habit = habitOf(end);
  const states = [end];
  let [state, at] = [end.state, end.last_changed];
  while (habit) {
    at -= Math.round(habit.staysMs(random));
    if (at < startedAt - past) break;
    const before = habit.before(state, random);
    if (before === state) continue;
    state = before;
    const context = { ...end.context, id: `01M${random.hex(23).toUpperCase()}` };
    states.push({ ...end, state, last_changed: at, last_updated: at, context });
  }
  // The beginning of what is remembered.
  if (!habit)
    states.push({ ...end, last_changed: startedAt - past, last_updated: startedAt - past });
  return states.reverse();
}
