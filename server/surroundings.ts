import type { Home, Snapshot } from "./home/home.ts";
import { unknownStates, type LocalTime, type Surroundings } from "./policy/conditions.ts";
import { weekdays } from "./policy/rules.ts";

/** What the rules' conditions are about, as the home is now: looked at only when one asks. */
export function surroundingsOf(home: Pick<Home, "snapshot">, clock: () => number): Surroundings {
  const now = clock();
  const snapshot = once(() => known(() => home.snapshot()));
  return {
    now,
    local: once(() => {
      const zone = snapshot()?.config.time_zone;
      return zone === undefined ? undefined : localTime(now, zone);
    }),
    somebodyHome: once(() => {
      const seen = snapshot();
      return seen === undefined ? undefined : isSomebodyHome(seen);
    }),
    stateOf: (entityId) => snapshot()?.entities.get(entityId)?.state,
  };
}

/** What the clocks of a time zone show; undefined for one that nobody knows. */
export function localTime(at: number, timeZone: string): LocalTime | undefined {
  const zone = zoneOf(timeZone);
  const minute = Math.floor(at / 60_000);
  if (zone.minute !== minute) {
    zone.minute = minute;
    zone.local = read(zone.format, at);
  }
  return zone.local;
}

interface Zone {
  readonly format: Intl.DateTimeFormat | undefined;
  minute: number;
  local: LocalTime | undefined;
}

const zones = new Map<string, Zone>();

/** What its clocks show is asked at every decision, and costs more than all the rest of it. */
function zoneOf(timeZone: string): Zone {
  const kept = zones.get(timeZone);
  if (kept !== undefined) return kept;
  const zone = { format: known(() => makeFormat(timeZone)), minute: NaN, local: undefined };
  zones.set(timeZone, zone);
  return zone;
}

function read(format: Intl.DateTimeFormat | undefined, at: number): LocalTime | undefined {
  const parts = format?.formatToParts(at) ?? [];
  const part = (wanted: string) => parts.find(({ type }) => type === wanted)?.value ?? "";
  const weekday = weekdays.find((day) => day === part("weekday").toLowerCase());
  if (weekday === undefined) return undefined;
  return { weekday, minuteOfDay: Number(part("hour")) * 60 + Number(part("minute")) };
}

const makeFormat = (timeZone: string) =>
  new Intl.DateTimeFormat("en-US", {
    ...{ timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  });

function isSomebodyHome(snapshot: Snapshot): boolean | undefined {
  const states = peopleOf(snapshot).map((id) => snapshot.entities.get(id)?.state ?? "unknown");
  if (states.includes("home")) return true;
  const isKnown = states.length > 0 && !states.some((state) => unknownStates.includes(state));
  return isKnown ? false : undefined;
}

const people = new WeakMap<Snapshot, readonly string[]>();

/** Looked for among ten thousand entities; when one comes or goes, it is another snapshot. */
function peopleOf(snapshot: Snapshot): readonly string[] {
  const kept = people.get(snapshot);
  if (kept !== undefined) return kept;
  const ids = [...snapshot.entities.values()].flatMap(({ domain, entity_id }) =>
    domain === "person" ? [entity_id] : [],
  );
  people.set(snapshot, ids);
  return ids;
}

/** undefined for what cannot be told. */
function known<Value>(find: () => Value): Value | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}

function once<Value>(find: () => Value): () => Value {
  let found: { readonly value: Value } | undefined;
  return () => (found ??= { value: find() }).value;
}
