import { expect } from "chai";
import type { ScopeRule } from "../../../server/policy/rules.ts";
import { accessOf, type EntityFacts } from "../../../server/policy/scope.ts";
import { rightsIn } from "../../support/any-rights.ts";

describe("what is private", () => {
  const phone: EntityFacts = {
    ...{ entity_id: "device_tracker.bob", domain: "device_tracker", device_id: "phone" },
    ...{ area_id: "hall", labels: [], exposed: true, personal: true, people: ["bob"] },
  };
  const rules = { all: "allow" } as const;
  const [same, all] = [
    { rights: "same" as const },
    { rights: "chosen" as const, chosen: { rules, scope: "all" as const } },
  ];
  const withScope = (...scope: readonly { select: string; access: "see" | "control" }[]) => ({
    ...{ rights: "chosen" as const, chosen: { rules, scope } },
  });
  const everything = { select: "all", access: "control" } as const;
  const says = (select: ScopeRule["select"]) => ({
    user: { rules: [], scope: [{ name: "user", select, access: "control" as const }], limits: [] },
  });
  const access = (...[token, more]: [Parameters<typeof rightsIn>[1], object?]) =>
    accessOf(phone, rightsIn("resident", token, undefined, { self: "ada", ...more }).scope);

  for (const [what, found, expected] of [
    ["a person in the dashboard", access(undefined), "control"],
    ["their token", access(same), "none"],
    ["their token for everything", access(all), "none"],
    ["the token of whom it tells of", access(same, { self: "bob" }), "control"],
    [
      "a token that was told so",
      access(withScope(everything, { select: "private", access: "see" })),
      "see",
    ],
    [
      "a token for that device",
      access(withScope({ select: "device:phone", access: "see" })),
      "see",
    ],
    [
      "a token for that area",
      access(withScope({ select: "area:hall", access: "control" })),
      "none",
    ],
    [
      "a token for another area that is told what is private elsewhere",
      access(withScope({ select: "area:attic", access: "control" })),
      "none",
    ],
    ["the token of somebody who may", access(same, says({ kind: "private" })), "control"],
    [
      "the token of somebody who may use that entity",
      access(same, says({ kind: "entity", id: "device_tracker.bob" })),
      "control",
    ],
    [
      "the token of somebody who may use that area",
      access(same, says({ kind: "area", id: "hall" })),
      "none",
    ],
    [
      "a token of somebody who may, for nothing",
      access({ rights: "none" }, says({ kind: "private" })),
      "none",
    ],
  ] as const)
    it(`is ${expected} to ${what}`, () => {
      expect(found).to.equal(expected);
    });
});

describe("what freezes", () => {
  it("is in no token's scope, whatever is written", () => {
    const freezer: EntityFacts = {
      ...{ entity_id: "input_boolean.freeze", domain: "input_boolean", labels: [], exposed: true },
    };
    const select = { kind: "entity", id: "input_boolean.freeze" } as const;
    const more = {
      keptFromTokens: ["input_boolean.freeze"],
      user: {
        rules: [],
        scope: [{ name: "user", select, access: "control" as const }],
        limits: [],
      },
    };
    const [person, token] = [undefined, { rights: "same" as const }].map((one) =>
      accessOf(freezer, rightsIn("admin", one, undefined, more).scope),
    );

    expect([person, token]).to.deep.equal(["control", "none"]);
  });
});
