// Names that look like a mistyped one, by the pairs of letters they have in common.
import { bagOf, wordsOf } from "./words.ts";

const PAIRS = 1024;
const LEAST = 0.35;

/** A judge of names (bags of words) for one text: 1 for the same, undefined for what nobody would mean. */
export function createResemblance(text: string): (name: string) => number | undefined {
  const asked = bagOf(wordsOf(text));
  const left = new Int16Array(PAIRS);
  const count = pairs(asked, (pair) => (left[pair] = (left[pair] ?? 0) + 1));

  return (name) => {
    let common = 0;
    const ofName = pairs(name, (pair) => {
      const rest = left[pair] ?? 0;
      if (rest > 0) common++;
      left[pair] = rest - 1;
    });
    pairs(name, (pair) => (left[pair] = (left[pair] ?? 0) + 1));
    const likeness = (2 * common) / (count + ofName);
    return likeness >= LEAST ? likeness : undefined;
  };
}

/** Pairs of neighbours, with the borders of words; different pairs may share a number, rarely. */
function pairs(text: string, onPair: (pair: number) => void): number {
  let before = 32;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 32;
    onPair((before * 31 + code) % PAIRS);
    before = code;
  }
  return text.length + 1;
}
