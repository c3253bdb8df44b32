// How well a word of the home answers a word that was asked for.
import { hasDigit, stemOf } from "./words.ts";

export interface AskedWord {
  readonly text: string;
  readonly stem: string;
  /** Letters that may be wrong. None in short words, nor where there is a digit: lamp 1 is not lamp 2. */
  readonly edits: number;
  readonly mayBeginWord: boolean;
}

/**
 * `doubt` is 0 for a word that was surely meant and grows with every guess; `quality` (0 to 1)
 * orders what is equally sure.
 */
export interface Likeness {
  readonly doubt: number;
  readonly quality: number;
}

const maxEdits = 2;
/** From here on the beginning of a word is as sure as the word: "temp", "bath". */
const SURE_PREFIX = 4;

export function askedWord(text: string): AskedWord {
  const digits = hasDigit(text);
  return {
    text,
    stem: stemOf(text),
    edits: digits || text.length < 4 ? 0 : text.length < 7 ? 1 : maxEdits,
    mayBeginWord: text.length > 1 && !/^\p{N}+$/u.test(text),
  };
}

export function likeness(asked: AskedWord, word: string, stem: string): Likeness | undefined {
  if (word === asked.text) return { doubt: 0, quality: 1 };
  if (stem === asked.stem) return { doubt: 0, quality: 0.95 };
  if (asked.mayBeginWord && word.startsWith(asked.text)) {
    const share = asked.text.length / word.length;
    return { doubt: asked.text.length < SURE_PREFIX ? 1 : 0, quality: 0.5 + 0.4 * share };
  }
  if (asked.edits === 0) return undefined;
  // Compounds: "licht" in "deckenlicht".
  if (word.includes(asked.text)) return { doubt: 1, quality: 0.4 };
  if (hasDigit(word)) return undefined;
  const wrong = editDistance(asked.stem, stem, asked.edits);
  return wrong > asked.edits ? undefined : { doubt: wrong, quality: 0.6 - 0.1 * wrong };
}

/** Letters added, left out, exchanged or swapped with their neighbour; `most + 1` for anything above `most`. */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    beforeLast = last;
    last = current;
  }
  return Math.min(last[b.length] ?? 0, most + 1);
}
