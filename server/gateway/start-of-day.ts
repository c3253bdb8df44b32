const formats = new Map<string, Intl.DateTimeFormat>();

/** When the day of this moment began in a time zone, in epoch milliseconds. On a day that clocks are put
 * forward or back it is the hour that clocks show as midnight, or the first one after it. */
export function startOfDay(at: number, timeZone: string): number {
  const sinceMidnight = clockMs(at, timeZone);
  const guess = at - sinceMidnight;
  // After a change of clocks the guess is off by what they were changed by.
  const off = clockMs(guess, timeZone);
  return off > halfDayMs ? guess + (dayMs - off) : guess - off;
}

const dayMs = 24 * 60 * 60 * 1_000;
const halfDayMs = dayMs / 2;
const unitMs: Readonly<Record<string, number>> = { hour: 3_600_000, minute: 60_000, second: 1_000 };

/** What a clock on the wall shows, in milliseconds after midnight. */
function clockMs(at: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) formats.set(timeZone, (format = formatFor(timeZone)));
  const shown = format.formatToParts(at).map(({ type, value }) => {
    const unit = unitMs[type];
    return unit === undefined ? 0 : Number(value) * unit;
  });
  return shown.reduce((sum, part) => sum + part, ((at % 1_000) + 1_000) % 1_000);
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const options = { hour: "numeric", minute: "numeric", second: "numeric" } as const;
  try {
    return new Intl.DateTimeFormat("en", { ...options, hourCycle: "h23", timeZone });
  } catch {
    // A zone that this machine does not know: limits by day then count in UTC.
    return new Intl.DateTimeFormat("en", { ...options, hourCycle: "h23", timeZone: "UTC" });
  }
}
