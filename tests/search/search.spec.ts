import { expect } from "chai";
import type { Entity, SearchQuery } from "../../server/home/home.ts";
import { createSearch } from "../../server/home/search/search.ts";
import type { Search } from "../../server/home/search/search.ts";
import { entities, snapshotOf } from "./house.ts";

const everybody = (): boolean => true;

function searchOf(inHouse: readonly Entity[] = entities) {
  const snapshot = snapshotOf(inHouse);
  const search = createSearch();
  search.rebuild(snapshot);
  return { search, snapshot };
}

const ask = (search: Search, query: Partial<SearchQuery>) =>
  search.search({ visible: everybody, limit: 1000, offset: 0, ...query });

const idsOf = (found: readonly Entity[]): readonly string[] => found.map((hit) => hit.entity_id);

const find = (search: Search, query: Partial<SearchQuery>): readonly string[] =>
  idsOf(ask(search, query).hits);

function entityNamed(id: string): Entity {
  const found = entities.find((entity) => entity.entity_id === id);
  if (found === undefined) throw new Error(`The house has no ${id}.`);
  return found;
}

describe("a search", () => {
  describe("without a text", () => {
    const { search } = searchOf();

    it("lists everything once", () => {
      const { hits, total } = ask(search, {});

      expect(total).to.equal(entities.length);
      expect(idsOf(hits)).to.have.members(entities.map((entity) => entity.entity_id));
    });

    it("lists floors from the lowest up, then areas and names by the alphabet, then what has no place", () => {
      const areas = ask(search, {}).hits.map((hit) => hit.area_id);

      expect([...new Set(areas)]).to.deep.equal([
        ...["entree", "garage", "kitchen", "kueche", "salon"],
        ...["bathroom", "lea", "parents", "guest", "hallway"],
        ...["attic", "bureau"],
        ...["garden", "terrasse", undefined],
      ]);
    });

    it("counts in names by value", () => {
      const volets = find(search, { area_id: "salon", device_class: "shutter" });

      expect(volets).to.deep.equal([
        "cover.salon_volet_1",
        "cover.salon_volet_2",
        "cover.salon_volet_10",
      ]);
    });

    it("takes a text of blanks for none", () => {
      expect(ask(search, { text: " \n " }).total).to.equal(entities.length);
    });
  });

  describe("with filters", () => {
    const { search } = searchOf();

    it("keeps to each of them, with a text and without", () => {
      const cases: readonly (readonly [Partial<SearchQuery>, (entity: Entity) => boolean])[] = [
        [{ domains: ["lock", "fan"] }, ({ domain }) => domain === "lock" || domain === "fan"],
        [{ domains: [] }, () => false],
        [{ area_id: "lea" }, ({ area_id }) => area_id === "lea"],
        [{ floor_id: "top" }, ({ floor_id }) => floor_id === "top"],
        [{ device_class: "motion" }, ({ device_class }) => device_class === "motion"],
        [{ state: "on" }, ({ state }) => state === "on"],
        [
          { domains: ["light"], floor_id: "ground", state: "on" },
          ({ domain, floor_id, state }) =>
            domain === "light" && floor_id === "ground" && state === "on",
        ],
      ];
      for (const [filter, holds] of cases)
        for (const text of ["", "light", "kitchen"]) {
          const unfiltered = ask(search, { text }).hits;
          expect(find(search, { ...filter, text })).to.deep.equal(idsOf(unfiltered.filter(holds)));
        }
    });

    it("falls back to guesses and parts when no better answer passes them", () => {
      expect(find(search, { text: "attic motion", domains: ["light"] })).to.include("light.attic");
    });
  });

  describe("of a house that changes", () => {
    it("finds nothing before it knows a house", () => {
      const search = createSearch();
      search.update(entityNamed("light.attic"));
      search.remove("light.attic");

      expect(ask(search, { text: "attic" })).to.deep.equal({ hits: [], total: 0 });
      expect(search.nearest("attic", everybody, 3)).to.be.empty;
    });

    it("returns and filters the entities that the mirror has now, told of their states or not", () => {
      const { search, snapshot } = searchOf();
      const lit: Entity = { ...entityNamed("light.attic"), state: "on" };
      snapshot.entities.set("light.attic", lit);

      expect(ask(search, { text: "attic light", state: "on" }).hits).to.deep.equal([lit]);
      expect(ask(search, { text: "attic light", limit: 1 }).hits[0]).to.equal(lit);
      expect(search.nearest("atic lihgt", everybody, 1)[0]).to.equal(lit);
    });

    it("finds a renamed entity by its new name only", () => {
      const { search, snapshot } = searchOf();
      const renamed: Entity = { ...entityNamed("light.terrasse"), name: "Lampions" };
      snapshot.entities.set(renamed.entity_id, renamed);
      search.update(renamed);

      expect(find(search, { text: "lampions" })).to.deep.equal(["light.terrasse"]);
      expect(find(search, { text: "guirlande" })).to.be.empty;
    });

    it("finds what is new, and no longer what is gone", () => {
      const { search, snapshot } = searchOf();
      const sauna: Entity = {
        ...entityNamed("climate.lea"),
        entity_id: "climate.sauna",
        name: "Sauna",
      };
      snapshot.entities.set(sauna.entity_id, sauna);
      search.update(sauna);
      expect(find(search, { text: "sauna" })).to.deep.equal(["climate.sauna"]);

      snapshot.entities.delete(sauna.entity_id);
      search.remove(sauna.entity_id);
      search.remove(sauna.entity_id);
      expect(find(search, { text: "sauna" })).to.be.empty;
    });

    it("forgets the house before when it learns another", () => {
      const { search } = searchOf();
      search.rebuild(snapshotOf([entityNamed("lock.front_door")]));

      expect(find(search, {})).to.deep.equal(["lock.front_door"]);
      expect(find(search, { text: "kitchen" })).to.be.empty;
    });
  });

  describe("by somebody who asks strangely", () => {
    const { search } = searchOf();
    const strange: readonly (readonly [what: string, text: string])[] = [
      ["punctuation", "?!... --- ((("],
      ["a regular expression", "(.*)+\\d[a-z"],
      ["a prototype", "__proto__ constructor hasOwnProperty toString"],
      ["emoji", "💡🛋️👨‍👩‍👧‍👦"],
      ["half a character", "\ud83d lamp \udca1"],
      ["zero bytes", "lamp\0\0"],
      ["another script", "台所の電気"],
      ["one endless word", "lampe".repeat(2000)],
      ["endless words", "lampe salon ".repeat(1000)],
      ["endless numbers", "1 ".repeat(5000)],
      ["marks upon marks", `a${"\u0301".repeat(10_000)}`],
    ];
    for (const [what, text] of strange)
      it(`answers ${what} in the shape of any answer`, () => {
        const { hits, total } = ask(search, { text });

        expect(hits).to.have.length(total);
        expect(search.nearest(text, everybody, 5)).to.have.length.at.most(5);
      });

    it("finds nothing for punctuation, rather than everything", () => {
      expect(ask(search, { text: "?!" }).total).to.equal(0);
    });

    it("reads the first 256 letters and no more", () => {
      const start = "kitchen lamp ".repeat(30).slice(0, 255);

      expect(find(search, { text: `${start} garage ${"x ".repeat(5000)}` })).to.deep.equal(
        find(search, { text: start }),
      );
    });
  });

  describe("for the nearest names", () => {
    const { search } = searchOf();
    const nearest = (text: string): string | undefined =>
      search.nearest(text, everybody, 3)[0]?.entity_id;

    it("knows what was meant by a mistyped entity_id or name", () => {
      expect(nearest("light.kichen_celing")).to.equal("light.kitchen_ceiling");
      expect(nearest("light.kitchen_ceiling_light")).to.equal("light.kitchen_ceiling");
      expect(nearest("binary_sensor.motion_hallway")).to.equal("binary_sensor.hallway_motion");
      expect(nearest("Plafonnié Léa")).to.equal("light.lea_plafonnier");
      expect(nearest("cafetier")).to.equal("switch.coffee_machine");
      expect(nearest("cover.portial")).to.equal("cover.gate");
    });

    it("names nothing when nothing is near, and never more than it is asked for", () => {
      expect(search.nearest("zzqx", everybody, 3)).to.be.empty;
      expect(search.nearest("light.kitchen", everybody, 2)).to.have.length(2);
      expect(search.nearest("light.kitchen", everybody, 0)).to.be.empty;
    });

    it("names only what is visible", () => {
      const found = search.nearest("light.kitchen_ceiling", ({ domain }) => domain === "cover", 50);

      expect(found.map((entity) => entity.domain))
        .to.include("cover")
        .and.not.include("light");
    });
  });
});
