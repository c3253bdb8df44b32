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
      const entities = snapshot()?.entities;
      return entities === undefined ? undefined : isSomebodyHome(entities);
    }),
    stateOf: (entityId) => snapshot()?.entities.get(entityId)?.state,
  };
}

/** What the clocks of a time zone show; undefined for one that nobody knows. */
export function localTime(at: number, timeZone: string): LocalTime | undefined {
  const parts = formatOf(timeZone)?.formatToParts(at) ?? [];
  const part = (wanted: string) => parts.find(({ type }) => type === wanted)?.value ?? "";
  const weekday = weekdays.find((day) => day === part("weekday").toLowerCase());
  if (weekday === undefined) return undefined;
  return { weekday, minuteOfDay: Number(part("hour")) * 60 + Number(part("minute")) };
}

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

/** One costs more to make than all the rest of a decision. Homes have one zone each. */
function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(timeZone))
    formats.set(
      timeZone,
      known(() => makeFormat(timeZone)),
    );
  return formats.get(timeZone);
}

const makeFormat = (timeZone: string) =>
  new Intl.DateTimeFormat("en-US", {
    ...{ timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  });

function isSomebodyHome(entities: Snapshot["entities"]): boolean | undefined {
  let isKnown = false;
  let isWhole = true;
  for (const { domain, state } of entities.values()) {
    if (domain !== "person") continue;
    if (state === "home") return true;
    isKnown = true;
    if (unknownStates.includes(state)) isWhole = false;
  }
  return isKnown && isWhole ? false : undefined;
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
