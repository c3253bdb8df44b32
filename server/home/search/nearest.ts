// Names that look like a mistyped one, by the pairs of letters they have in common.
import { bagOf, stemOf, wordsOf } from "./words.ts";

const PAIRS = 512;
export const LEAST_LIKENESS = 0.35;
/** Words end as they begin: with a space. */
const BORDER = 32;

/** A judge of names (bags of words) for one text: 1 for the same, 0 for what is less alike than `least`. */
export function createResemblance(text: string): (name: string, least: number) => number {
  const asked = bagOf(wordsOf(text).map(stemOf));
  const wanted = new Uint8Array(PAIRS);
  let before = BORDER;
  for (let at = 0; at <= asked.length; at++) {
    const letter = letterAt(asked, at);
    const pair = pairOf(before, letter);
    wanted[pair] = (wanted[pair] ?? 0) + 1;
    before = letter;
  }
  const left = new Uint8Array(PAIRS);

  return (name, least) => {
    const all = asked.length + name.length + 2;
    // Most names are given up after a few letters.
    let misses = name.length + 1 - Math.ceil((least * all) / 2);
    if (misses < 0) return 0;
    left.set(wanted);
    let common = 0;
    let previous = BORDER;
    for (let at = 0; at <= name.length; at++) {
      const letter = letterAt(name, at);
      const pair = pairOf(previous, letter);
      previous = letter;
      const rest = left[pair] ?? 0;
      if (rest > 0) {
        common++;
        left[pair] = rest - 1;
      } else if (--misses < 0) return 0;
    }
    return (2 * common) / all;
  };
}

/** Two neighbours as one number; different pairs rarely share one. */
const pairOf = (before: number, after: number): number => (before * 31 + after) % PAIRS;

const letterAt = (text: string, at: number): number =>
  at < text.length ? text.charCodeAt(at) : BORDER;
