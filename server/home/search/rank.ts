// How well each entity answers a question. No other entity has a say in it, so nothing that a caller
// may not see can move, or be told from, what they do see.
import type { Document, Documents } from "./documents.ts";
import type { Question } from "./question.ts";
import { createSheet, MISSING, note } from "./sheet.ts";
import type { Column } from "./sheet.ts";

export interface Ranking {
  /** From here on, a document answers no word. */
  readonly hopeless: number;
  /** By slot. 0: every word was surely meant. What misses a word, or guesses, is only of use if nothing does better. */
  readonly doubts: Uint8Array;
  score(document: Document): number;
}

const weights = { name: 1, alias: 1, id: 0.7 } as const;
const COMPOUND = 0.9;
const KIND_BONUS = 0.2;
const COVERAGE_BONUS = 0.1;
const EXACT_NAME = 4;
const EXACT_ID = 3.5;
/** What stands aside comes after all that does not: above what all words together can be worth. */
const standings = { primary: 0, "about others": -0.15, aside: -1.5 } as const;

export function rank(question: Question, documents: Documents): Ranking {
  const sheet = createSheet(question.terms, documents.bound());
  noteNames(question, documents, sheet);
  noteFacets(question, documents, sheet);
  noteCompounds(question, sheet);

  const columns = sheet.slice(0, question.words);
  const covered = coverage(question, documents);
  return {
    hopeless: MISSING * question.words,
    doubts: sumOfDoubts(columns, documents.bound()),
    score(document) {
      const { slot, words } = document;
      let sum = 0;
      for (const { score, isKind } of columns)
        sum += (score[slot] ?? 0) + KIND_BONUS * (isKind[slot] ?? 0);
      return (
        sum / columns.length +
        (COVERAGE_BONUS * (covered[slot] ?? 0)) / Math.max(1, words.name.length) +
        standings[document.standing] +
        exactness(document, question.bag)
      );
    },
  };
}

function noteNames({ answers }: Question, documents: Documents, sheet: readonly Column[]): void {
  for (const { term, word, doubt, quality } of answers) {
    const column = sheet[term];
    if (column === undefined) continue;
    for (const source of ["name", "alias", "id"] as const) {
      const found = { doubt, score: quality * weights[source] };
      for (const slot of documents.having(word, source)) note(column, slot, found);
    }
  }
}

function noteFacets({ answers }: Question, { facets }: Documents, sheet: readonly Column[]): void {
  for (const { term, word, doubt, quality } of answers) {
    const column = sheet[term];
    if (column === undefined) continue;
    for (const { facet, weight } of facets.saying(word)) {
      const found = { doubt, score: quality * weight };
      for (const slot of facet.slots) {
        note(column, slot, found);
        if (facet.isKind) column.isKind[slot] = 1;
      }
    }
  }
}

function noteCompounds({ split, joined }: Question, sheet: readonly Column[]): void {
  const at = (column: Column | undefined, slot: number) => ({
    doubt: column?.doubt[slot] ?? MISSING,
    score: COMPOUND * (column?.score[slot] ?? 0),
  });
  for (const { whole, parts } of split) {
    const column = sheet[whole];
    for (let slot = 0; column !== undefined && slot < column.doubt.length; slot++) {
      const head = at(sheet[parts[0]], slot);
      const tail = at(sheet[parts[1]], slot);
      const doubt = Math.max(head.doubt, tail.doubt);
      note(column, slot, { doubt, score: Math.min(head.score, tail.score) });
    }
  }
  for (const { whole, parts } of joined)
    for (const part of parts) {
      const column = sheet[part];
      for (let slot = 0; column !== undefined && slot < column.doubt.length; slot++)
        note(column, slot, at(sheet[whole], slot));
    }
}

function sumOfDoubts(columns: readonly Column[], slots: number): Uint8Array {
  const sums = new Uint8Array(slots);
  for (const { doubt } of columns)
    for (let slot = 0; slot < slots; slot++) sums[slot] = (sums[slot] ?? 0) + (doubt[slot] ?? 0);
  return sums;
}

/** By slot, how many words of the name were surely meant. */
function coverage({ answers, words }: Question, documents: Documents): Uint8Array {
  const covered = new Uint8Array(documents.bound());
  const sure = answers.filter(({ doubt, term }) => doubt === 0 && term < words);
  for (const word of new Set(sure.map((answer) => answer.word)))
    for (const slot of documents.having(word, "name")) covered[slot] = (covered[slot] ?? 0) + 1;
  return covered;
}

function exactness(document: Document, bag: string): number {
  if (document.names.includes(bag)) return EXACT_NAME;
  return document.idName === bag ? EXACT_ID : 0;
}
