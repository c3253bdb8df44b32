// How well one entity answers a question. No other entity has a say in it, so nothing that a caller
// may not see can move, or be told from, what they do see.
import type { Document } from "./documents.ts";
import type { Facet } from "./facets.ts";
import type { Question } from "./question.ts";

export interface Rank {
  /** 0: every word was surely meant. What misses a word, or guesses, is only of use if nothing does better. */
  readonly doubt: number;
  readonly score: number;
}

/** More than any guess. */
const MISSING = 4;
const ID_WEIGHT = 0.7;
const COMPOUND = 0.9;
const KIND_BONUS = 0.2;
const COVERAGE_BONUS = 0.1;
const EXACT_NAME = 4;
const EXACT_ID = 3.5;
/** Above what all words together can be worth. */
const NOT_PRIMARY = 1.5;
/** Things that act on what they are named after: "Attic motion light" is not the attic's motion. */
const ABOUT_OTHERS = 0.15;
const aboutOthers = new Set(["automation", "script", "scene", "update", "event", "button"]);

interface Finding {
  readonly term: number;
  readonly doubt: number;
  readonly score: number;
}

/** A judge of documents for one question; undefined is what answers no word of it. */
export function createJudge(
  question: Question,
  facets: readonly Facet[],
): (document: Document) => Rank | undefined {
  const ofFacets = facets.map((facet) => findingsOf(facet, question));
  const doubt = new Array<number>(question.terms).fill(MISSING);
  const score = new Array<number>(question.terms).fill(0);
  const bonus = new Array<number>(question.terms).fill(0);

  const note = (term: number, itsDoubt: number, itsScore: number): void => {
    const known = doubt[term] ?? MISSING;
    if (itsDoubt > known || (itsDoubt === known && itsScore <= (score[term] ?? 0))) return;
    doubt[term] = itsDoubt;
    score[term] = itsScore;
  };

  const noteFacets = (document: Document): boolean => {
    let any = false;
    for (const facet of document.facets) {
      const findings = ofFacets[facet.number];
      if (findings === undefined) continue;
      any = true;
      for (const finding of findings) {
        note(finding.term, finding.doubt, finding.score);
        if (facet.isKind && finding.doubt === 0) bonus[finding.term] = KIND_BONUS;
      }
    }
    return any;
  };

  /** How many words of the name answer, or undefined when no own word does. */
  const noteWords = ({ words, idStart, nameLength }: Document): number | undefined => {
    let ofName: number | undefined;
    for (let at = 0; at < words.length; at++) {
      const answers = question.answers[words[at] ?? 0];
      if (answers === undefined) continue;
      ofName = (ofName ?? 0) + (at < nameLength ? 1 : 0);
      const weight = at < idStart ? 1 : ID_WEIGHT;
      for (const answer of answers) note(answer.term, answer.doubt, answer.quality * weight);
    }
    return ofName;
  };

  const noteCompounds = (): void => {
    for (const { whole, parts } of question.split) {
      const [first, second] = parts;
      const worst = Math.max(doubt[first] ?? MISSING, doubt[second] ?? MISSING);
      if (worst < MISSING)
        note(whole, worst, COMPOUND * Math.min(score[first] ?? 0, score[second] ?? 0));
    }
    for (const { whole, parts } of question.joined)
      for (const part of parts) note(part, doubt[whole] ?? MISSING, COMPOUND * (score[whole] ?? 0));
  };

  return (document) => {
    const anyFacet = noteFacets(document);
    const ofName = noteWords(document);
    if (!anyFacet && ofName === undefined) return undefined;
    noteCompounds();

    let allDoubt = 0;
    let allScore = 0;
    for (let word = 0; word < question.words; word++) {
      allDoubt += doubt[word] ?? MISSING;
      allScore += (score[word] ?? 0) + (bonus[word] ?? 0);
    }
    doubt.fill(MISSING);
    score.fill(0);
    bonus.fill(0);
    if (allDoubt === MISSING * question.words) return undefined;

    const coverage = (ofName ?? 0) / Math.max(1, document.nameLength);
    const rank = allScore / question.words + COVERAGE_BONUS * coverage + standing(document);
    return { doubt: allDoubt, score: rank + exactness(document, question.bag) };
  };
}

function findingsOf(facet: Facet, { answers }: Question): readonly Finding[] | undefined {
  const findings = facet.words.flatMap(({ word, weight }) =>
    (answers[word] ?? []).map(({ term, doubt, quality }) => ({
      term,
      doubt,
      score: quality * weight,
    })),
  );
  return findings.length > 0 ? findings : undefined;
}

function standing({ indexed }: Document): number {
  if (indexed.hidden || indexed.category !== undefined) return -NOT_PRIMARY;
  return aboutOthers.has(indexed.domain) ? -ABOUT_OTHERS : 0;
}

function exactness(document: Document, bag: string): number {
  if (document.names.includes(bag)) return EXACT_NAME;
  return document.idName === bag ? EXACT_ID : 0;
}
