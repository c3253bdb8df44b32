// How alike names are, as people say them: without case, accents and punctuation.

export function wordsOf(text: string): readonly string[] {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "" && word !== "the");
}

/** Names that people take for the same have the same key. */
export const nameKey = (name: string): string => wordsOf(name).join(" ");

/** At most `limit` of the names, those that look most like the text first. */
export function nearestNames(
  text: string,
  names: readonly string[],
  limit: number,
): readonly string[] {
  const wanted = pairsOf(text);
  return [...new Set(names)]
    .map((name) => ({ name, likeness: likeness(wanted, pairsOf(name)) }))
    .sort((a, b) => b.likeness - a.likeness || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
}

/** Share of letter pairs that two texts have in common. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let common = 0;
  for (const pair of one) if (other.has(pair)) common += 1;
  return (2 * common) / (one.size + other.size);
}

function pairsOf(text: string): ReadonlySet<string> {
  const padded = ` ${nameKey(text)} `;
  return new Set(Array.from({ length: padded.length - 1 }, (_, at) => padded.slice(at, at + 2)));
}
