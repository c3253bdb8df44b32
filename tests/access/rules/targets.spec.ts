import { expect } from "chai";
import {
  parseSelect,
  parseTarget,
  writeSelect,
  writeTarget,
} from "../../../server/access/rules/targets.ts";

describe("a target", () => {
  for (const [text, target] of [
    ["tool:get_entity", { kind: "tool", name: "get_entity" }],
    ["toolset:explore", { kind: "toolset", name: "explore" }],
    ["effect:read", { kind: "effect", effect: "read" }],
    ["all", { kind: "all" }],
    ["service:lock.unlock", { kind: "service", name: "lock.unlock" }],
    ["service:lock.*", { kind: "service", name: "lock.*" }],
    ["risk:unlock", { kind: "risk", risk: "unlock" }],
    ["sensitive", { kind: "sensitive" }],
  ] as const)
    it(`is ${text}, and is written so`, () => {
      expect(parseTarget(text)).to.deep.equal(target);
      expect(writeTarget(target)).to.equal(text);
    });

  for (const text of [
    ...["", "tool:", "tool", "effect:fly", "all:x", "tool:A", "tool:a b", "x:y", "tool:a.b"],
    ...["service:*.unlock", "service:lock.un*", "service:lock.**", "tool:*", "tool:set_*"],
    ...["service:lock", "service:lock.", "service:a.b.c", "service:*", "risk:rain", "sensitive:x"],
  ])
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(parseTarget(text)).to.equal(undefined);
    });
});

describe("a selection", () => {
  for (const [text, select] of [
    ["entity:light.hall", { kind: "entity", id: "light.hall" }],
    ["device:0a1B2c", { kind: "device", id: "0a1B2c" }],
    ["area:living_room", { kind: "area", id: "living_room" }],
    ["floor:attic", { kind: "floor", id: "attic" }],
    ["label:kids", { kind: "label", id: "kids" }],
    ["domain:light", { kind: "domain", id: "light" }],
    ["private", { kind: "private" }],
    ["exposed", { kind: "exposed" }],
    ["all", { kind: "all" }],
  ] as const)
    it(`is ${text}, and is written so`, () => {
      expect(parseSelect(text)).to.deep.equal(select);
      expect(writeSelect(select)).to.equal(text);
    });

  for (const text of [
    ...["", "area:", "area", "area:a b", "entity:light", "entity:Light.hall", "entity:a.b.c"],
    ...["domain:light.hall", "all:x", "private:ada", "room:kitchen", `area:${"a".repeat(256)}`],
    `entity:light.${"a".repeat(250)}`,
  ])
    it(`is not ${JSON.stringify(text.slice(0, 40))}`, () => {
      expect(parseSelect(text)).to.equal(undefined);
    });
});
