import { expect } from "chai";
import fc from "fast-check";
import { askedWord, editDistance, likeness } from "../../server/home/search/likeness.ts";
import { createVocabulary } from "../../server/home/search/vocabulary.ts";
import { fold, stemOf, wordsOf } from "../../server/home/search/words.ts";

describe("the words of a text", () => {
  it("are the same however they are spelt", () => {
    for (const [one, other] of [
      ["Küche", "kueche"],
      ["Küche", "KUCHE"],
      ["Straße", "strasse"],
      ["Œil-de-bœuf", "oeil de boeuf"],
      ["Læsø", "laeso"],
      ["Entrée", "entre\u0301e"],
      ["CO₂", "co2"],
      ["İzmir", "izmir"],
      ["ﬁrst", "first"],
    ] as const)
      expect(wordsOf(one), one).to.deep.equal(wordsOf(other));
  });

  it("are parted by anything that is no letter and no digit", () => {
    expect(wordsOf("light.living_room-2 (l'étage)")).to.deep.equal([
      ...["light", "living", "room", "2", "etage"],
    ]);
  });

  it("leave out small words, unless there are no others", () => {
    expect(wordsOf("the lamp in the hall")).to.deep.equal(["lamp", "hall"]);
    expect(wordsOf("de la")).to.deep.equal(["de", "la"]);
  });

  it("count without leading zeros", () => {
    expect(wordsOf("lamp 007 0")).to.deep.equal(["lamp", "7", "0"]);
  });

  it("are the same with marks of their own and with marks put on letters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(fold(text.normalize("NFC"))).to.equal(fold(text.normalize("NFD")));
      }),
    );
  });

  it("have the same stem in singular and plural", () => {
    for (const [one, many] of [
      ["lamp", "lamps"],
      ["lamp", "lampes"],
      ["switch", "switches"],
      ["box", "boxes"],
      ["battery", "batteries"],
      ["rideau", "rideaux"],
      ["fenetre", "fenetres"],
      ["house", "houses"],
    ] as const)
      expect(stemOf(many), many).to.equal(stemOf(one));
  });

  it("keep their end where it makes them another word", () => {
    expect(stemOf("gas")).to.equal("gas");
    expect(stemOf("glass")).to.equal("glass");
    expect(stemOf("x10s")).to.equal("x10s");
  });
});

describe("the likeness of two words", () => {
  const doubt = (asked: string, word: string): number | undefined =>
    likeness(askedWord(asked), word, stemOf(word))?.doubt;

  it("is sure of the word, its plural and its beginning", () => {
    expect(doubt("lamp", "lamp")).to.equal(0);
    expect(doubt("lamps", "lamp")).to.equal(0);
    expect(doubt("temp", "temperature")).to.equal(0);
  });

  it("is a guess for a short beginning, the inside of a word and a mistake", () => {
    expect(doubt("te", "temperature")).to.equal(1);
    expect(doubt("licht", "deckenlicht")).to.equal(1);
    expect(doubt("lihgt", "light")).to.equal(1);
    expect(doubt("tempreatuer", "temperature")).to.equal(2);
  });

  it("forgives more in longer words and nothing in the shortest", () => {
    expect(doubt("tvv", "tv")).to.be.undefined;
    expect(doubt("lmpa", "lamp")).to.be.undefined;
    expect(doubt("thremostta", "thermostat")).to.equal(2);
    expect(doubt("hermsta", "thermostat")).to.be.undefined;
  });

  it("forgives nothing in a number", () => {
    for (const [asked, word] of [
      ["1", "10"],
      ["2024", "2025"],
      ["lamp1", "lamp2"],
      ["room1", "rooms"],
    ] as const)
      expect(doubt(asked, word), `${asked} ${word}`).to.be.undefined;
  });
});

describe("the distance of two words", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });

  it("is one for a letter too many, too few, another, or swapped", () => {
    for (const typed of ["kitchenn", "kichen", "kitchan", "ktichen"])
      expect(editDistance("kitchen", typed, 2), typed).to.equal(1);
  });

  it("is the same both ways, nothing only between equals, and bounded", () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 3 }), (a, b, most) => {
        const distance = editDistance(a, b, most);

        expect(distance).to.equal(editDistance(b, a, most));
        expect(distance === 0).to.equal(a === b);
        expect(distance).to.be.at.most(most + 1);
        expect(Math.min(editDistance(a, b, 8), most + 1)).to.equal(distance);
      }),
    );
  });
});

describe("a vocabulary", () => {
  it("forgets a word with its last use, and gives its number to another", () => {
    const vocabulary = createVocabulary();
    const lamp = vocabulary.use("lamp");
    vocabulary.use("lamp");
    vocabulary.release(lamp);
    expect(vocabulary.has("lamp")).to.be.true;

    vocabulary.release(lamp);
    vocabulary.release(lamp);
    expect(vocabulary.has("lamp")).to.be.false;
    expect(vocabulary.use("blind")).to.equal(lamp);
  });

  it("misses no word that is like the one asked for", () => {
    const word = fc.string({
      unit: fc.constantFrom("l", "a", "m", "p", "y", "e", "s"),
      minLength: 1,
    });
    fc.assert(
      fc.property(fc.uniqueArray(word), word, (known, asked) => {
        const vocabulary = createVocabulary();
        const numbers = new Map(known.map((text) => [vocabulary.use(text), text]));
        const found: (string | undefined)[] = [];
        vocabulary.match(askedWord(asked), (number) => found.push(numbers.get(number)));

        const alike = known.filter((text) => likeness(askedWord(asked), text, stemOf(text)));
        expect(found).to.have.members(alike);
      }),
    );
  });
});
