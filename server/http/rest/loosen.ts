import type { CatalogueEntry } from "../../gateway/call.ts";
import { isRecord } from "../../record.ts";

/** Arguments without the fields that the tool does not know: mcpo drops them without a word. Not of what acts:
 * a misspelt "except" or "rehearse" would do what nobody wanted. */
export function loosen(
  args: unknown,
  { effect, inputSchema }: Pick<CatalogueEntry, "effect" | "inputSchema">,
): unknown {
  const properties = inputSchema["properties"];
  if (effect !== "read" || !isRecord(properties) || !isRecord(args)) return args;
  return Object.fromEntries(
    Object.entries(args).filter(([name]) => Object.hasOwn(properties, name)),
  );
}
