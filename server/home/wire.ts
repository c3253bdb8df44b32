// What comes over the wire is unknown until somebody looked. These never throw: a home that says
// something odd about one entity must not hide the others.

export type Fields = Readonly<Record<string, unknown>>;

const nothing: Fields = {};
const none: readonly never[] = [];

export const fields = (value: unknown): Fields => (isFields(value) ? value : nothing);

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : none);

/** A text that says something. */
export const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** The texts of a list; one shared empty list for the many that have none. */
export const texts = (value: unknown): readonly string[] => {
  const found = list(value).filter((item) => typeof item === "string" && item !== "");
  return found.length === 0 ? none : found.map(String);
};

export const number = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;

/** Home Assistant counts seconds. */
export const milliseconds = (seconds: number): number => Math.round(seconds * 1_000);
