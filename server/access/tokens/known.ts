import type { KnownCatalogue } from "../../policy/rules.ts";

/** Whether the one knows whatever the other knows; who has no catalogue knows everything. */
export function covers(one: KnownCatalogue | undefined, other: KnownCatalogue): boolean {
  if (one === undefined || one.id === other.id) return true;
  return (
    missingFrom(other.tools, one.tools).length === 0 &&
    missingFrom(other.harmless, one.harmless).length === 0
  );
}

/** What of all is not among the known, sorted. */
export function missingFrom(
  all: ReadonlySet<string>,
  known: ReadonlySet<string>,
): readonly string[] {
  return [...all].filter((name) => !known.has(name)).sort();
}
