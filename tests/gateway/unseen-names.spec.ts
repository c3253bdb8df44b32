import { expect } from "chai";
import { refuseUnseenNames } from "../../server/gateway/unseen-names.ts";
import { namedScopes, scopeOf, type ScopeName } from "../../server/policy/scope.ts";
import { smallHome } from "../support/small-home.ts";

describe("Names in the data of a narrow scope's act", () => {
  const field = (selector: unknown) => ({ name: "", description: "", required: false, selector });
  const snapshot = smallHome({
    services: {
      "vacuum.clean": {
        fields: {
          rooms: field({ area: {} }),
          tags: field({ label: {} }),
          say: field({ text: {} }),
        },
      },
    },
    entities: { "light.own": {} },
  });
  const own = snapshot.entities.get("light.own");
  const home = {
    entity: (id: string) => (id === "light.own" ? own : undefined),
    device: () => undefined,
    area: () => undefined,
    floor: () => undefined,
    labels: () => [{ label_id: "quiet", name: "Quiet" }],
  };
  const name = (data: Readonly<Record<string, unknown>>, scope: ScopeName = "exposed") => {
    const action = { sentence: "", service: "vacuum.clean", entity_ids: [], data };
    refuseUnseenNames([action], { home, snapshot, scope: scopeOf(namedScopes[scope]) });
  };

  const refused: readonly [string, Readonly<Record<string, unknown>>][] = [
    ["an entity", { say: "light.other" }],
    ["an entity among others, behind a blank", { entity_id: "light.own, light.other" }],
    ["an area", { rooms: ["nursery"] }],
    ["a label", { tags: "loud" }],
  ];
  for (const [what, data] of refused)
    it(`are refused for ${what} that is not seen`, () => {
      expect(() => {
        name(data);
      }).to.throw(/There is no/);
    });

  const taken: readonly [string, Readonly<Record<string, unknown>>][] = [
    ["what is seen", { say: "light.own", tags: ["quiet"] }],
    ["files", { say: "kitchen.mp3" }],
    ["sentences", { say: "Is light.other on?" }],
    ["the fields of an object", { rooms: { area: "nursery" } }],
  ];
  for (const [what, data] of taken)
    it(`are taken for ${what}`, () => {
      expect(() => {
        name(data);
      }).not.to.throw();
    });

  it("are taken whatever they are from who sees everything", () => {
    expect(() => {
      name({ say: "light.other" }, "all");
    }).not.to.throw();
  });
});
