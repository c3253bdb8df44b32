import { expect } from "chai";
import { createSearch } from "../../server/home/search/search.ts";
import { snapshotOf } from "./house.ts";
import { questions } from "./questions.ts";

describe("a search in a house", () => {
  const search = createSearch();
  search.rebuild(snapshotOf());

  const found = (text: string): readonly string[] =>
    search
      .search({ text, visible: () => true, limit: 1000, offset: 0 })
      .hits.map((entity) => entity.entity_id);

  for (const [group, asked] of Object.entries(questions)) {
    describe(`for ${group}`, () => {
      for (const { text, first, finds = [], not = [] } of asked)
        it(`answers "${text}"`, () => {
          const hits = found(text);

          expect(hits.slice(0, first.length)).to.have.members(first);
          expect(hits).to.include.members([...finds]);
          expect(hits.filter((id) => not.includes(id))).to.be.empty;
        });
    });
  }
});
