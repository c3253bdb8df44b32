// Header fields as they are on the wire: in their order and spelling, which Node's objects do not keep.
import type { IncomingMessage } from "node:http";

export type Field = readonly [name: string, value: string];

export function fieldsOf({ rawHeaders }: Pick<IncomingMessage, "rawHeaders">): Field[] {
  return rawHeaders.flatMap((name, at): Field[] =>
    at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ""]] : [],
  );
}

/** As Node writes them. */
export const flatten = (fields: readonly Field[]): string[] => fields.flat();

export const without = (
  fields: readonly Field[],
  dropped: ReadonlySet<string> | readonly string[],
): Field[] => {
  const names = new Set(dropped);
  return fields.filter(([name]) => !names.has(name.toLowerCase()));
};

export function valueOf(fields: readonly Field[], wanted: string): string | undefined {
  return fields.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** What belongs to one connection, and never travels on. */
export const ofOneConnection = ["connection", "keep-alive", "upgrade"] as const;

const maxFieldBytes = 24_570;

export function isTooLong({ url = "", rawHeaders }: IncomingMessage): boolean {
  return [url, ...rawHeaders].some((text) => text.length > maxFieldBytes);
}
