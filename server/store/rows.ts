type Nullable<T> = { [K in keyof T]: null extends T[K] ? K : never }[keyof T];

/** A row whose empty columns are absent instead of null. */
export type Filled<T> = { readonly [K in Exclude<keyof T, Nullable<T>>]: T[K] } & {
  readonly [K in Nullable<T>]?: NonNullable<T[K]>;
};

export function filled<T extends object>(row: T): Filled<T> {
  const entries = Object.entries(row).filter(([, value]) => value !== null);
  // TypeScript cannot follow a filter over entries.
  return Object.fromEntries(entries) as Filled<T>;
}

/** A list of strings from its JSON column; of what is none, nothing. */
export function parseList(json: string): readonly string[] {
  const list = parseJson(json);
  return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
}

/** What is in a JSON column; undefined for what is no JSON: one row that is broken must not stop the others. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
