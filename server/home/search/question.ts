// A text somebody searches for, held against every word of the home.
import { askedWord } from "./likeness.ts";
import type { Likeness } from "./likeness.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { bagOf, stemOf, wordsOf } from "./words.ts";

const MAX_WORDS = 12;

/** A word of the home, by its number, that answers a term. */
export interface Answer extends Likeness {
  readonly word: number;
  readonly term: number;
}

/** One word that says what two say: "livingroom" for "living room". */
export interface Compound {
  readonly whole: number;
  readonly parts: readonly [number, number];
}

export interface Question {
  /** The terms 0 to `words - 1` are the words that were asked for; those above serve the compounds. */
  readonly words: number;
  readonly terms: number;
  readonly answers: readonly Answer[];
  /** What was asked as one word and may be two in the home. */
  readonly split: readonly Compound[];
  /** What was asked as two words and may be one in the home. */
  readonly joined: readonly Compound[];
  readonly bag: string;
}

export function ask(text: string, vocabulary: Vocabulary): Question {
  // Sorted: the order in which they were said must not even show in the rounding.
  const words = wordsOf(text).slice(0, MAX_WORDS).sort();
  const answers: Answer[] = [];
  let terms = 0;

  const term = (word: string, mayGuess: boolean): number => {
    const number = terms++;
    const asked = askedWord(word);
    vocabulary.match(mayGuess ? asked : { ...asked, edits: 0, mayBeginWord: false }, (at, found) =>
      answers.push({ word: at, term: number, ...found }),
    );
    return number;
  };

  for (const word of words) term(word, true);
  const split = words.flatMap((word, whole) =>
    halves(word)
      .filter((both) => both.every((part) => vocabulary.has(part)))
      .map(([head, tail]): Compound => ({ whole, parts: [term(head, false), term(tail, false)] })),
  );
  const joined = words.flatMap((head, first) =>
    words.flatMap((tail, second): Compound[] =>
      first !== second && vocabulary.has(head + tail)
        ? [{ whole: term(head + tail, false), parts: [first, second] }]
        : [],
    ),
  );
  return { words: words.length, terms, answers, split, joined, bag: bagOf(words.map(stemOf)) };
}

const halves = (word: string): readonly (readonly [string, string])[] =>
  Array.from({ length: Math.max(0, word.length - 1) }, (_, at) => [
    word.slice(0, at + 1),
    word.slice(at + 1),
  ]);
