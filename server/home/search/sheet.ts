// The best that was found for each term in each document.

/** More doubt than any guess. */
export const MISSING = 4;

/** One row per document, by slot. */
export interface Column {
  readonly doubt: Uint8Array;
  readonly score: Float32Array;
  /** 1 where the word is also what kind of thing it is. */
  readonly isKind: Uint8Array;
}

export const createSheet = (terms: number, slots: number): readonly Column[] =>
  Array.from({ length: terms }, () => ({
    doubt: new Uint8Array(slots).fill(MISSING),
    score: new Float32Array(slots),
    isKind: new Uint8Array(slots),
  }));

export function note(
  { doubt, score }: Column,
  slot: number,
  found: { readonly doubt: number; readonly score: number },
): void {
  const known = doubt[slot] ?? MISSING;
  if (found.doubt > known || (found.doubt === known && found.score <= (score[slot] ?? 0))) return;
  doubt[slot] = found.doubt;
  score[slot] = found.score;
}
