import { AppError } from "../../errors.ts";
import type { HistoryPoint } from "../../home/home.ts";
import { fromClock, toClock } from "../clock-time.ts";
import { given } from "../fields.ts";
import { isNumber } from "../reading.ts";

const hourMs = 3_600_000;
const maxHours = 744;
const maxStates = 12;

interface AskedPeriod {
  readonly hours: number | undefined;
  readonly start: string | undefined;
  readonly end: string | undefined;
}

interface Period {
  readonly start: number;
  readonly end: number;
}

/** The time that is asked for, in epoch milliseconds; it ends now at the latest.
 * @throws AppError invalid_input for what is no time, or no period. */
export function readPeriod(asked: AskedPeriod, now: number, timeZone: string): Period {
  const end = Math.min(now, readTime("end", asked.end, timeZone) ?? now);
  const start = readTime("start", asked.start, timeZone) ?? end - (asked.hours ?? 24) * hourMs;
  if (start >= end) throw wrongTime("start", "start must be in the past and before end.");
  if (end - start > maxHours * hourMs)
    throw wrongTime("start", `The time between start and end is at most ${maxHours} hours.`);
  return { start, end };
}

function readTime(path: string, text: string | undefined, timeZone: string): number | undefined {
  const said = given(text);
  if (said === undefined) return undefined;
  const at = fromClock(said, timeZone);
  if (at === undefined)
    throw wrongTime(path, `${path} must be an ISO time like 2026-11-20T18:00 or a date.`);
  return at;
}

const wrongTime = (path: string, message: string) =>
  new AppError("invalid_input", message, {
    hint: "Correct the time and call again, or give hours only.",
    details: { issues: [{ path, message }] },
  });

interface Page {
  readonly limit: number;
  readonly offset: number;
  readonly timeZone: string;
}

/** Changes one by one, newest first. */
export function pageOf(past: readonly HistoryPoint[], { limit, offset, timeZone }: Page) {
  const newestFirst = past.toReversed();
  const page = newestFirst.slice(offset, offset + limit);
  return {
    changes: Math.max(0, past.length - 1),
    points: page.map(({ at, state }) => ({ at: toClock(at, timeZone), state })),
    has_more: offset + page.length < past.length,
  };
}

/** How long each state lasted; the last one until the end. */
interface Stretch extends HistoryPoint {
  readonly ms: number;
}

export function summarise(past: readonly HistoryPoint[], end: number, timeZone: string) {
  const stretches = past.map((point, i): Stretch => {
    return { ...point, ms: Math.max(0, (past[i + 1]?.at ?? end) - point.at) };
  });
  const [first] = past;
  const last = past.at(-1);
  if (first === undefined || last === undefined) return { changes: 0 };
  const known = stretches.filter(({ state }) => state !== "unavailable" && state !== "unknown");
  const isNumeric = known.length > 0 && known.every(({ state }) => isNumber(state));
  return {
    changes: past.length - 1,
    first: first.state,
    last: last.state,
    ...(isNumeric ? summariseNumbers(known, timeZone) : summariseStates(stretches, timeZone)),
  };
}

function summariseNumbers(stretches: readonly Stretch[], timeZone: string) {
  const values = stretches.map(({ state, at, ms }) => ({ value: Number(state), at, ms }));
  const lowest = values.reduce((a, b) => (b.value < a.value ? b : a));
  const highest = values.reduce((a, b) => (b.value > a.value ? b : a));
  const totalMs = values.reduce((sum, { ms }) => sum + ms, 0);
  // By time, not by count: a sensor that reports often while it is hot is not hot for longer.
  const mean = values.reduce((sum, { value, ms }) => sum + value * (totalMs === 0 ? 1 : ms), 0);
  return {
    min: lowest.value,
    min_at: toClock(lowest.at, timeZone),
    max: highest.value,
    max_at: toClock(highest.at, timeZone),
    mean: rounded(mean / (totalMs === 0 ? values.length : totalMs), 2),
  };
}

function summariseStates(stretches: readonly Stretch[], timeZone: string) {
  const byState = new Map<string, { times: number; ms: number; lastAt: number }>();
  for (const { state, at, ms } of stretches) {
    const known = byState.get(state) ?? { times: 0, ms: 0, lastAt: at };
    byState.set(state, { times: known.times + 1, ms: known.ms + ms, lastAt: at });
  }
  const states = [...byState]
    .sort(([, a], [, b]) => b.ms - a.ms)
    .slice(0, maxStates)
    .map(([state, { times, ms, lastAt }]) => ({
      state,
      times,
      minutes: rounded(ms / 60_000, 1),
      last_at: toClock(lastAt, timeZone),
    }));
  return { states };
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
