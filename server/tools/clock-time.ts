// Times as people in the home read them: ISO 8601 with the home's own offset.

const quarterMs = 900_000;
const maxRemembered = 2_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** "2026-11-21T13:05:09+01:00" in the home's time zone. */
export function toClock(atMs: number, timeZone: string): string {
  const offsetMs = offsetAt(atMs, timeZone);
  const minutes = Math.abs(offsetMs) / 60_000;
  const sign = offsetMs < 0 ? "-" : "+";
  const pad = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const local = new Date(atMs + offsetMs).toISOString().slice(0, 19);
  return `${local}${sign}${pad(minutes / 60)}:${pad(minutes % 60)}`;
}

const isoForm =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Epoch milliseconds of an ISO time or date; in the home's time zone when it has no offset. */
export function fromClock(text: string, timeZone: string): number | undefined {
  const [, date, time = "00:00", offset] = isoForm.exec(text.trim()) ?? [];
  if (date === undefined) return undefined;
  const asUtc = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  if (offset !== undefined) {
    const at = Date.parse(`${date}T${time}${offset.toUpperCase()}`);
    return Number.isNaN(at) ? undefined : at;
  }
  // Twice, because the first guess may lie on the other side of a change of clocks.
  const guess = asUtc - offsetAt(asUtc, timeZone);
  return asUtc - offsetAt(guess, timeZone);
}

/** Formatting a zone costs microseconds; an offset holds for a quarter of an hour at least. */
function offsetAt(atMs: number, timeZone: string): number {
  const key = `${timeZone} ${Math.floor(atMs / quarterMs)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= maxRemembered) offsets.clear();
  const offset = readOffset(atMs, timeZone);
  offsets.set(key, offset);
  return offset;
}

function readOffset(atMs: number, timeZone: string): number {
  const name = formatOf(timeZone)
    .formatToParts(atMs)
    .find((part) => part.type === "timeZoneName")?.value;
  const [, sign, hours = "0", minutes = "0"] = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? "") ?? [];
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === "-" ? -offsetMs : offsetMs;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: isTimeZone(timeZone) ? timeZone : "UTC",
    timeZoneName: "longOffset",
  });
  if (formats.size >= 50) formats.clear();
  formats.set(timeZone, format);
  return format;
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone });
    return true;
  } catch {
    return false;
  }
}
