// A text somebody searches for, held against every word of the home.
import { askedWord } from "./likeness.ts";
import type { Likeness } from "./likeness.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { bagOf, wordsOf } from "./words.ts";

const MAX_WORDS = 12;

/** A word of the home that answers the term of that number. */
export interface Answer extends Likeness {
  readonly term: number;
}

/** Two terms that together are as good as one ("livingroom": living, room), or one that is as good as two. */
export interface Compound {
  readonly whole: number;
  readonly parts: readonly [number, number];
}

export interface Question {
  /** The terms 0 to `words - 1` are the words that were asked for; those above serve the compounds. */
  readonly words: number;
  readonly terms: number;
  /** By number of the word in the vocabulary. */
  readonly answers: readonly (readonly Answer[] | undefined)[];
  readonly split: readonly Compound[];
  readonly joined: readonly Compound[];
  readonly bag: string;
}

export function ask(text: string, vocabulary: Vocabulary): Question {
  // Sorted: the order in which they were said must not even show in the rounding.
  const words = wordsOf(text).slice(0, MAX_WORDS).sort();
  const answers = new Array<Answer[] | undefined>(vocabulary.bound()).fill(undefined);
  const terms: string[] = [];

  const term = (word: string, mayGuess: boolean): number => {
    const number = terms.push(word) - 1;
    const asked = askedWord(word);
    vocabulary.match(
      mayGuess ? asked : { ...asked, edits: 0, mayBeginWord: false },
      (at, found) => {
        const answer = { term: number, ...found };
        const others = answers[at];
        if (others === undefined) answers[at] = [answer];
        else others.push(answer);
      },
    );
    return number;
  };

  for (const word of words) term(word, true);
  const split = words.flatMap((word, whole) =>
    halves(word)
      .filter(([head, tail]) => vocabulary.has(head) && vocabulary.has(tail))
      .map(([head, tail]): Compound => ({ whole, parts: [term(head, false), term(tail, false)] })),
  );
  const joined = words.flatMap((head, first) =>
    words.flatMap((tail, second): Compound[] =>
      first !== second && vocabulary.has(head + tail)
        ? [{ whole: term(head + tail, false), parts: [first, second] }]
        : [],
    ),
  );
  return { words: words.length, terms: terms.length, answers, split, joined, bag: bagOf(words) };
}

const halves = (word: string): readonly (readonly [string, string])[] =>
  Array.from({ length: Math.max(0, word.length - 1) }, (_, at) => [
    word.slice(0, at + 1),
    word.slice(at + 1),
  ]);
