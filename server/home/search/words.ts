// From what people write to the words that are compared: one spelling for case, accents and plural.

const MAX_TEXT = 256;
const MAX_WORD = 32;

const unmarked: Readonly<Record<string, string>> = {
  ß: "ss",
  œ: "oe",
  æ: "ae",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/** Words that say nothing about which entity is meant, as `fold` writes them. */
const smallWords = new Set(
  [
    "the a an in on at of to for from by with and or is are my our all any every this that it there how what which where",
    "le la les l un une des du de d au aux dans sur sous en et ou mon ma mes nos ce cette chez par pour tous toutes quel quelle quels quelles",
    "der die das den dem des ein eine im am auf und von vom zu zum zur mit alle mein meine wie wo ist sind",
    "s",
  ]
    .join(" ")
    .split(" "),
);

/** "Küche", "kuche" and "kueche" become one; so do "Straße" and "strasse", "Œil" and "oeil". */
export function fold(text: string): string {
  const plain = (isPlain(text) ? text : unmark(text)).toLowerCase();
  // How German writes an umlaut without the key for it; the same on both sides, so "blue" is safe.
  return plain.replace(/([aou])e/g, "$1");
}

/** Most texts of a home are, and the rest of the work is worth skipping ten thousand times. */
const isPlain = (text: string): boolean => /^[ -~]*$/.test(text);

const unmark = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[ßœæøłđðþı]/g, (letter) => unmarked[letter] ?? letter);

/** Words in the order of the text, each once; small words only where there is nothing else. */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const found of fold(text.slice(0, MAX_TEXT)).match(/[\p{L}\p{N}]+/gu) ?? []) {
    const word = plainWord(found);
    if (!words.includes(word)) words.push(word);
  }
  const telling = words.filter((word) => !smallWords.has(word));
  return telling.length > 0 ? telling : words;
}

const plainWord = (word: string): string =>
  word.startsWith("0") || word.length > MAX_WORD
    ? word.slice(0, MAX_WORD).replace(/^0+(?=\d)/, "")
    : word;

/** What singular and plural have in common, in English and French: lamps, lampe, lampes → lamp. */
export function stemOf(word: string): string {
  if (word.length < 4 || hasDigit(word)) return word;
  const singular = word.replace(/(?<=[aeo]u)x$|(?<!s)s$/, "");
  const bare = singular.length > 3 ? singular.replace(/e$/, "") : singular;
  return bare.replace(/y$/, "i");
}

/** The same for the same words in any order. */
export const bagOf = (stems: readonly string[]): string => stems.toSorted().join(" ");

export const hasDigit = (word: string): boolean => /\p{N}/u.test(word);
