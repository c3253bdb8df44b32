// Times of day, dates and durations as people write them.

const timeForm = /^([01]?\d|2[0-3])[:.h]([0-5]\d)(?::([0-5]\d))?\s*(am|pm)?$/i;
const hourForm = /^(1[0-2]|0?[1-9])\s*(am|pm)$/i;
const dateForm = /^\d{4}-\d{2}-\d{2}$/;

/** "07:30:00" for "7:30", "7.30 pm" or "7 am". */
export function readTimeOfDay(text: string): string | undefined {
  const said = text.trim();
  const [, hours, minutes = "00", seconds = "00", half] = timeForm.exec(said) ?? [];
  if (hours !== undefined) return timeOfDay(Number(hours), `${minutes}:${seconds}`, half);
  const [, hour, halfOfHour] = hourForm.exec(said) ?? [];
  return hour === undefined ? undefined : timeOfDay(Number(hour), "00:00", halfOfHour);
}

function timeOfDay(hours: number, rest: string, half?: string): string | undefined {
  if (half !== undefined && (hours < 1 || hours > 12)) return undefined;
  const of24 = half === undefined ? hours : (hours % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
  return `${pad(of24)}:${rest}`;
}

/** A date that exists, as it is written: "2026-12-24". */
export function readDate(text: string): string | undefined {
  const said = text.trim();
  if (!dateForm.test(said)) return undefined;
  const at = new Date(`${said}T00:00:00Z`);
  // 31 February is no date, though some readers take it for 3 March.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(said) ? said : undefined;
}

const clockForm = /^\d{1,3}:[0-5]\d:[0-5]\d$/;
const partForm =
  /(\d{1,6}(?:[.,]\d{1,3})?)\s*(?:(hours?|hrs?|h)|(minutes?|mins?|m)|(?:seconds?|secs?|s))(?![a-z])/gi;

/** "0:05:00" for "5 min", "1 h 30 min", "90 s" or "0:05:00"; a number alone says no unit. */
export function readDuration(text: string): string | undefined {
  const said = text.trim();
  if (clockForm.test(said)) return said;
  const rest = said.replace(partForm, "").replace(/\band\b/gi, "");
  if (/[^\s,.]/.test(rest)) return undefined;
  let seconds = 0;
  for (const [, amount = "", hours, minutes] of said.matchAll(partForm)) {
    const unit = hours !== undefined ? 3_600 : minutes !== undefined ? 60 : 1;
    seconds += Number(amount.replace(",", ".")) * unit;
  }
  const whole = Math.round(seconds);
  return whole < 1 ? undefined : toDuration(whole);
}

const toDuration = (seconds: number) =>
  `${Math.floor(seconds / 3_600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;

const pad = (value: number) => String(value).padStart(2, "0");
