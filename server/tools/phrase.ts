// How people put what they mean into words, in English, French and German.
import { lookUp } from "./look-up.ts";
import { wordsOf } from "../name-likeness.ts";

const listed = (text: string): ReadonlySet<string> => new Set(text.split(" "));

const small = listed(
  "a an at in of on s to my our and " +
    "au aux ce ces cette d dans de des du en et l la le les ma mes mon nos notre sur un une " +
    "am auf das dem den der die ein eine im mein meine meinen unsere und vom von zu zum zur",
);
const everything = listed(
  "all both each entire every everything everywhere house whole " +
    "chaque maison partout tous tout toute toutes " +
    "alle alles allen beide ganze ganzen ganzes haus jede jeden jedes uberall",
);
/** What is said in the singular and means as much as there is of it in a place. */
const uncounted = listed(
  "heating light lighting music power beleuchtung heizung licht musik strom chauffage eclairage lumiere musique",
);
/** What no rule leads back to the singular that the search knows. */
const germanPlurals: Readonly<Record<string, string>> = {
  boxen: "box",
  heizkorper: "heizung",
  heizungen: "heizung",
  jalousien: "jalousie",
  lampen: "lampe",
  lautsprecher: "lautsprecher",
  leuchten: "leuchte",
  lichter: "licht",
  markisen: "markise",
  rolladen: "rollladen",
  rollladen: "rollladen",
  schalter: "schalter",
  schlosser: "schloss",
  steckdosen: "steckdose",
  turen: "tuer",
  ventilatoren: "ventilator",
  ventile: "ventil",
  vorhange: "vorhang",
};
const exception =
  /\s+(?:except(?:\s+for)?|apart\s+from|but(?:\s+not)?|without|sauf|sans|hormis|excepté|außer|ausser|ohne)\s+/iu;
const further = /\s*,\s*|\s+(?:and|et|und)\s+/iu;

/** The words of a phrase that say which things are meant. */
export function tellingWords(text: string): readonly string[] {
  const words = [...new Set(wordsOf(text))];
  const telling = words.filter((word) => !small.has(word));
  return telling.length > 0 ? telling : words;
}

/** Names that people take for the same, also with other small words. */
export const phraseKey = (text: string): string => tellingWords(text).join(" ");

export const saysEverything = (word: string): boolean => everything.has(word);
export const isUncounted = (word: string): boolean => uncounted.has(word);
export const isPlural = (word: string): boolean =>
  (word.length > 3 && /[sx]$/.test(word)) || lookUp(germanPlurals, word) !== undefined;

/** As the search knows it: "lampe" for "lampen". */
export const singularOf = (word: string): string => lookUp(germanPlurals, word) ?? word;

const compoundEnds = [...uncounted, ...Object.keys(germanPlurals)].filter((end) => end.length > 4);

/** "Wohnzimmerlicht" may be "wohnzimmer" and "licht". */
export function halvesOf(word: string): readonly [string, string] | undefined {
  const end = compoundEnds.find((one) => word.length > one.length + 2 && word.endsWith(one));
  return end === undefined ? undefined : [word.slice(0, -end.length), end];
}

/** "Upstairs except the hall and the attic": what is meant, and what is not. */
export function splitException(text: string): {
  readonly meant: string;
  readonly except: readonly string[];
} {
  const [meant = "", ...rest] = text.split(exception);
  return { meant, except: rest.flatMap((one) => one.split(further)).filter((one) => one !== "") };
}
