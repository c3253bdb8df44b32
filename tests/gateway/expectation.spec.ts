import { expect } from "chai";
import { isAsExpected } from "../../server/gateway/expectation.ts";
import type { Entity } from "../../server/home/home.ts";
import type { Expectation } from "../../server/tools/define.ts";

const lamp = (more: Partial<Entity> = {}): Entity => ({
  ...{ entity_id: "light.lamp", domain: "light", name: "Lamp", aliases: [], labels: [] },
  ...{ state: "on", attributes: { brightness: 101, effect: null }, context_id: "a" },
  ...{ last_changed: 1, last_updated: 1, hidden: false, replaced: false, exposed: true },
  ...more,
});

describe("what an act is expected to bring about", () => {
  const table: [string, Expectation, Entity | undefined, boolean][] = [
    ["nothing in particular", {}, lamp(), true],
    ["one state", { state: ["on"] }, lamp(), true],
    ["another state", { state: ["off"] }, lamp(), false],
    ["one of two states", { state: ["off", "on"] }, lamp(), true],
    ["an attribute", { attributes: { brightness: 101 } }, lamp(), true],
    ["another value of it", { attributes: { brightness: 102 } }, lamp(), false],
    [
      "a number as homes round it",
      { attributes: { brightness: { near: 102, within: 2 } } },
      lamp(),
      true,
    ],
    [
      "a number too far away",
      { attributes: { brightness: { near: 104, within: 2 } } },
      lamp(),
      false,
    ],
    [
      "a number where there is none",
      { attributes: { effect: { near: 1, within: 2 } } },
      lamp(),
      false,
    ],
    ["no value", { attributes: { effect: null } }, lamp(), true],
    ["a state and an attribute", { state: ["on"], attributes: { brightness: 1 } }, lamp(), false],
    ["anything new, and nothing is", { changes: true }, lamp(), false],
    ["anything new, at another time", { changes: true }, lamp({ last_updated: 2 }), true],
    ["anything new, by another cause", { changes: true }, lamp({ context_id: "b" }), true],
    ["a state of what is gone", { state: ["on"] }, undefined, false],
  ];
  for (const [what, expectation, now, isShown] of table)
    it(`is ${isShown ? "" : "not "}shown: ${what}`, () => {
      expect(isAsExpected(expectation, now, lamp())).to.equal(isShown);
    });

  it("is shown by an entity that was not there before", () => {
    expect(isAsExpected({ changes: true }, lamp(), undefined)).to.equal(true);
  });
});
