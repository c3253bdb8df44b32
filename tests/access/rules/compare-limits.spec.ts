import { expect } from "chai";
import { areAsStrict } from "../../../server/access/rules/compare-limits.ts";
import type { Limit } from "../../../server/policy/rules.ts";

const end = Date.UTC(2026, 10, 20, 12);
const home = { presence: "somebody_home" } as const;
const everyBound: Limit = {
  ...{ name: "heating", service: "climate.set_temperature", field: "temperature" },
  ...{ min: 16, max: 23, choices: [18, 20], maxTargets: 2, cooldownMs: 60_000, perDay: 5 },
  ...{ select: { kind: "area", id: "hall" }, until: end },
};
const endless: Limit = { name: "heating", service: "climate.set_temperature", maxTargets: 2 };

describe("limits", () => {
  const strict: [string, readonly Limit[], readonly Limit[]][] = [
    ["where there are none", [endless], []],
    ["when they are the same, by another name", [{ ...everyBound, name: "warm" }], [everyBound]],
    ["when they have other bounds besides", [everyBound], [{ ...everyBound, name: "x" }]],
    [
      "when each bound is tighter",
      [
        {
          ...{ ...everyBound, min: 17, max: 22, choices: [18] },
          ...{ maxTargets: 1, cooldownMs: 90_000, perDay: 4 },
        },
      ],
      [everyBound],
    ],
    ["when they are about everything", [endless], [{ ...endless, select: { kind: "exposed" } }]],
    ["when they hold longer", [{ ...endless }], [{ ...endless, until: end }]],
    ["when they hold at all times", [endless], [{ ...endless, when: home }]],
    [
      "when they hold at the same times",
      [{ ...endless, when: home }],
      [{ ...endless, when: home }],
    ],
  ];
  for (const [what, limits, others] of strict)
    it(`are as strict ${what}`, () => {
      expect(areAsStrict(limits, others)).to.equal(true);
    });

  const { until, select, min, ...withoutMin } = everyBound;
  const wider: [string, readonly Limit[], Limit][] = [
    ["when there are none", [], everyBound],
    ["from less", [{ ...everyBound, min: 15 }], everyBound],
    ["from anything", [{ ...withoutMin }], { ...withoutMin, min: 16 }],
    ["up to more", [{ ...everyBound, max: 24 }], everyBound],
    ["with more choices", [{ ...everyBound, choices: [18, 20, 22] }], everyBound],
    ["without choices", [endless], { ...endless, field: "preset", choices: ["eco"] }],
    ["for more at once", [{ ...everyBound, maxTargets: 3 }], everyBound],
    ["for any number at once", [{ name: "x", service: endless.service, perDay: 1 }], endless],
    ["with a shorter pause", [{ ...everyBound, cooldownMs: 59_000 }], everyBound],
    ["without a pause", [endless], { ...endless, cooldownMs: 1_000 }],
    ["for more in a day", [{ ...everyBound, perDay: 6 }], everyBound],
    ["for any number in a day", [endless], { ...endless, perDay: 5 }],
    ["on another service", [{ ...everyBound, service: "climate.*" }], everyBound],
    ["on another field", [{ ...everyBound, field: "target_temp_high" }], everyBound],
    ["on other entities", [{ ...everyBound, select: { kind: "area", id: "attic" } }], everyBound],
    ["on fewer entities", [{ ...endless, select: { kind: "exposed" } }], endless],
    ["when they end", [{ ...endless, until: end }], endless],
    ["when they end sooner", [{ ...everyBound, until: end - 1 }], everyBound],
    ["when they hold sometimes", [{ ...endless, when: home }], endless],
  ];
  for (const [what, limits, other] of wider)
    it(`are wider ${what}`, () => {
      expect(areAsStrict(limits, [other])).to.equal(false);
    });
});
