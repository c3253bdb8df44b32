let latest = 0;

/** Epoch milliseconds with microseconds, never the same twice: Home Assistant tells changes apart by them. */
export function now(): number {
  const micros = Math.round((performance.timeOrigin + performance.now()) * 1000);
  latest = Math.max(micros, latest + 1);
  return latest / 1000;
}

/** As Python writes a UTC time: microseconds and an offset. */
export function isoTime(ms: number): string {
  const micros = String(Math.round(ms * 1000) % 1000).padStart(3, "0");
  return new Date(Math.floor(ms)).toISOString().replace("Z", `${micros}+00:00`);
}

/** Seconds, as compressed states and registries carry them. */
export const seconds = (ms: number): number => Math.round(ms * 1000) / 1_000_000;
