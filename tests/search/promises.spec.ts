import { expect } from "chai";
import fc from "fast-check";
import type { Entity, SearchResult, Snapshot } from "../../server/home/home.ts";
import { createSearch } from "../../server/home/search/search.ts";
import type { Search } from "../../server/home/search/search.ts";
import { entities, snapshotOf } from "./house.ts";
import { questions } from "./questions.ts";

const asked = Object.values(questions).flatMap((group) => group.map(({ text }) => text));
const said = [...new Set(asked.flatMap((text) => text.split(/\s+/)))];

/** What people ask, parts of it put together anew, and anything else. */
const texts = fc.oneof(
  fc.constantFrom(...asked),
  fc.subarray(said, { minLength: 1, maxLength: 4 }).map((words) => words.join(" ")),
  fc.string({ maxLength: 40 }),
);
const someEntities = fc.subarray([...entities]);

type Sight = (entity: Entity) => boolean;

const everybody: Sight = () => true;

function searchOf(snapshot: Snapshot): Search {
  const search = createSearch();
  search.rebuild(snapshot);
  return search;
}

const whole = (search: Search, text: string, visible = everybody): SearchResult =>
  search.search({ text, visible, limit: 1000, offset: 0 });

describe("what a search promises", () => {
  const ofAll = searchOf(snapshotOf());

  it("returns and counts as if what is not visible did not exist", () => {
    fc.assert(
      fc.property(someEntities, texts, (inSight, text) => {
        const seen = new Set(inSight);
        const visible: Sight = (entity) => seen.has(entity);
        const ofSeen = searchOf(snapshotOf(inSight));

        expect(whole(ofAll, text, visible)).to.deep.equal(whole(ofSeen, text));
        expect(ofAll.nearest(text, visible, 5)).to.deep.equal(ofSeen.nearest(text, everybody, 5));
      }),
    );
  });

  it("never returns what is not visible", () => {
    fc.assert(
      fc.property(someEntities, texts, (inSight, text) => {
        const seen = new Set(inSight);
        const { hits, total } = whole(ofAll, text, (entity) => seen.has(entity));

        expect(hits.filter((entity) => !seen.has(entity))).to.be.empty;
        expect(hits).to.have.length(total);
      }),
    );
  });

  it("finds the same in the same order for the same words in any order", () => {
    fc.assert(
      fc.property(
        fc
          .subarray(said, { minLength: 2, maxLength: 6 })
          .chain((words) =>
            fc.tuple(
              fc.constant(words),
              fc.shuffledSubarray(words, { minLength: words.length, maxLength: words.length }),
            ),
          ),
        ([words, shuffled]) => {
          expect(whole(ofAll, shuffled.join(" "))).to.deep.equal(whole(ofAll, words.join(" ")));
        },
      ),
    );
  });

  it("pages that laid end to end are the whole", () => {
    fc.assert(
      fc.property(
        fc.oneof(texts, fc.constant("")),
        fc.integer({ min: 1, max: 40 }),
        (text, limit) => {
          const all = whole(ofAll, text);
          const pages = Array.from({ length: Math.ceil(all.total / limit) + 1 }, (_, page) =>
            ofAll.search({ text, visible: everybody, limit, offset: page * limit }),
          );

          expect(pages.flatMap((page) => page.hits)).to.deep.equal(all.hits);
          expect(pages.map((page) => page.total)).to.deep.equal(pages.map(() => all.total));
        },
      ),
    );
  });

  it("knows a house that changed bit by bit as one that it learns anew", () => {
    const change = fc.record({
      entity: fc.constantFrom(...entities),
      like: fc.constantFrom(...entities),
      what: fc.constantFrom("comes", "goes", "takes the name", "takes the place", "hides"),
    });
    fc.assert(
      fc.property(
        someEntities,
        fc.array(change, { maxLength: 30 }),
        fc.array(texts, { minLength: 3, maxLength: 3 }),
        (atFirst, changes, asked) => {
          const snapshot = snapshotOf(atFirst);
          const followed = searchOf(snapshot);
          for (const { entity, like, what } of changes) {
            whole(followed, "light");
            const now = snapshot.entities.get(entity.entity_id) ?? entity;
            if (what === "goes") {
              snapshot.entities.delete(entity.entity_id);
              followed.remove(entity.entity_id);
              continue;
            }
            const { name, aliases } = what === "takes the name" ? like : now;
            const place = what === "takes the place" && like.area_id !== undefined ? like : now;
            const changed: Entity = {
              ...now,
              name,
              aliases,
              hidden: now.hidden || what === "hides",
              ...(place.area_id === undefined ? {} : { area_id: place.area_id }),
              ...(place.floor_id === undefined ? {} : { floor_id: place.floor_id }),
            };
            snapshot.entities.set(changed.entity_id, changed);
            followed.update(changed);
          }
          const learned = searchOf(snapshot);

          for (const text of [...asked, ""])
            expect(whole(followed, text)).to.deep.equal(whole(learned, text));
          for (const text of asked)
            expect(followed.nearest(text, everybody, 5)).to.deep.equal(
              learned.nearest(text, everybody, 5),
            );
        },
      ),
    );
  });
});
