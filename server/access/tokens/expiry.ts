import { AppError } from "../../errors.ts";

const unitMs = { h: 3_600_000, d: 86_400_000 } as const;
const longestMs = 100 * 365 * unitMs.d;
const isoDate = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

/** When something ends, such as a token: "30d" and "12h" from now, an ISO date (its beginning in UTC) or date and time
 * with its zone; "never" is undefined.
 * @throws AppError invalid_input for anything else and for what is past. */
export function parseExpiry(text: string, now: number, what = "The token"): number | undefined {
  if (text === "never") return undefined;
  const at = momentOf(text, now);
  if (at === undefined || Number.isNaN(at))
    throw new AppError("invalid_input", `"${text.slice(0, 40)}" is not a time to expire at.`, {
      hint: 'Say "30d", "12h", a date such as "2030-01-31", or "never".',
    });
  if (at <= now)
    throw new AppError("invalid_input", `${what} would already have expired.`, {
      hint: "Give a time in the future.",
    });
  if (at - now > longestMs)
    throw new AppError("invalid_input", `${what} would last longer than a hundred years.`, {
      hint: 'Say "never" if it is meant to stay.',
    });
  return at;
}

function momentOf(text: string, now: number): number | undefined {
  const [, count, unit] = /^(\d{1,9})([hd])$/.exec(text) ?? [];
  if (unit === "h" || unit === "d") return now + Number(count) * unitMs[unit];
  return isoDate.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text) : undefined;
}

/** Date.parse takes the 30th of February for the 2nd of March. */
function isDay(date: string): boolean {
  const at = Date.parse(date);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}
