// Configs come as people wrote them: one or a list, here or absent.

type Plain = Readonly<Record<string, unknown>>;

/** Empty when it is no record. */
export const recordIn = (value: unknown): Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

export const textsOf = (value: unknown): readonly string[] =>
  listOf(value).filter((one) => typeof one === "string");
