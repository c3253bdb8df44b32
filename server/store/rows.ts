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

/** A list of strings from its JSON column. */
export function parseList(json: string): readonly string[] {
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
}
