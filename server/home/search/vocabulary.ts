// Every word of the home once, by number, and which of them answer a word that was asked for.
import { likeness } from "./likeness.ts";
import type { AskedWord, Likeness } from "./likeness.ts";
import { stemOf } from "./words.ts";

export interface Vocabulary {
  /** The word's number; each call counts as one use. */
  use(word: string): number;
  /** Gives one use back: a word nobody uses is forgotten. */
  release(word: number): void;
  has(word: string): boolean;
  stem(word: number): string;
  match(asked: AskedWord, onMatch: (word: number, likeness: Likeness) => void): void;
}

interface Word {
  readonly text: string;
  readonly stem: string;
  readonly number: number;
  uses: number;
}

export function createVocabulary(): Vocabulary {
  const byText = new Map<string, Word>();
  const words: (Word | undefined)[] = [];
  // Looked at for every word of the home, before the word itself is touched.
  const letters: number[] = [];
  const free: number[] = [];

  const learn = (text: string): Word => {
    const number = free.pop() ?? words.length;
    const word: Word = { text, stem: stemOf(text), number, uses: 0 };
    byText.set(text, word);
    words[number] = word;
    letters[number] = lettersOf(text + word.stem);
    return word;
  };

  return {
    use(text) {
      const word = byText.get(text) ?? learn(text);
      word.uses++;
      return word.number;
    },
    release(number) {
      const word = words[number];
      if (word === undefined || --word.uses > 0) return;
      byText.delete(word.text);
      words[number] = undefined;
      free.push(number);
    },
    has: (text) => byText.has(text),
    stem: (number) => words[number]?.stem ?? "",
    match(asked, onMatch) {
      const wanted = lettersOf(asked.stem);
      for (let number = 0; number < letters.length; number++) {
        // An edit brings at most one letter that the word has not.
        if (bits(wanted & ~(letters[number] ?? 0)) > asked.edits) continue;
        const word = words[number];
        if (word === undefined) continue;
        const found = likeness(asked, word.text, word.stem);
        if (found !== undefined) onMatch(number, found);
      }
    },
  };
}

/** One bit per letter of the word; letters may share a bit, which only costs a closer look. */
function lettersOf(text: string): number {
  let set = 0;
  for (let at = 0; at < text.length; at++) set |= 1 << (text.charCodeAt(at) % 30);
  return set;
}

function bits(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}
