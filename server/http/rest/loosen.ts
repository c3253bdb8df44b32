import { isRecord } from "../../record.ts";

/** Arguments without the fields that the tool does not know: mcpo drops them without a word. */
export function loosen(args: unknown, inputSchema: Readonly<Record<string, unknown>>): unknown {
  const properties = inputSchema["properties"];
  if (!isRecord(properties) || !isRecord(args)) return args;
  return Object.fromEntries(
    Object.entries(args).filter(([name]) => Object.hasOwn(properties, name)),
  );
}
