import { expect } from "chai";
import {
  createReplay,
  type PastCall,
  type ReplayHouse,
  type ReplayRights,
} from "../../server/policy/replay.ts";
import { noReviews } from "../../server/policy/review.ts";
import { builtInRoles } from "../../server/policy/roles.ts";
import type { Conditions, Limit, Rights, Rule, ScopeRule } from "../../server/policy/rules.ts";
import { scopeOf } from "../../server/policy/scope.ts";
import { entity } from "./house.ts";

const at = Date.UTC(2026, 10, 20, 23);

const tools = new Map(
  [
    { name: "get_entity", toolset: "explore", effect: "read" } as const,
    { name: "set_lock", toolset: "control", effect: "execute" } as const,
    { name: "set_light", toolset: "control", effect: "execute" } as const,
  ].map((tool) => [tool.name, tool]),
);
const house: ReplayHouse = {
  tools,
  entities: new Map(
    [
      entity("light.lamp", { name: "Lamp" }),
      entity("light.bed", { name: "Bed", area_id: "bedroom" }),
      entity("lock.front", { name: "Front door" }),
    ].map((one) => [one.entity_id, one]),
  ),
  reviews: noReviews,
  local: () => ({ weekday: "fri", minuteOfDay: 23 * 60 }),
};

let count = 0;
interface Wish {
  readonly rules?: readonly Rule[];
  readonly scope?: readonly ScopeRule[];
  readonly limits?: readonly Limit[];
}
/** A resident's, with these before them. */
const resident = ({ rules = [], scope = [], limits = [] }: Wish = {}): Rights => ({
  key: `rights ${(count += 1)}`,
  user: [...rules, ...builtInRoles.resident.rules],
  scope: scopeOf([...scope, ...builtInRoles.resident.scope]),
  limits,
});

const replay = (call: Partial<PastCall>, wish: Wish = {}, given: Partial<ReplayHouse> = {}) =>
  replayUnder({ rights: resident(wish), present: resident() }, call, given);
const replayUnder = (
  rights: ReplayRights,
  call: Partial<PastCall>,
  given: Partial<ReplayHouse> = {},
) =>
  createReplay(rights, { ...house, ...given })({
    at,
    tool: "get_entity",
    decision: "allow",
    ...call,
  });

const rule = (decision: Rule["decision"], wish: Partial<Rule> = {}): Rule => ({
  ...{ name: "tried", target: { kind: "tool", name: "get_entity" }, decision },
  ...wish,
});
const onlyWhen = (when: Conditions): Rule =>
  rule("deny", { when, target: { kind: "tool", name: "get_entity" } });

describe("A condition, at the time of a past call", () => {
  it("is about the hours and the day of then", () => {
    const night = onlyWhen({ hours: { from: "22:00", to: "06:00" } });
    const saturday = onlyWhen({ weekdays: ["sat"] });

    expect(replay({}, { rules: [night] }).ending).to.equal("refused");
    expect(replay({}, { rules: [saturday] }).ending).to.equal("allowed");
  });

  it("makes a call unknown that hangs on who was at home, or on a state", () => {
    const conditions: Conditions[] = [
      { presence: "nobody_home" },
      { state: { entity_id: "light.lamp", is: ["on"] } },
    ];

    for (const when of conditions)
      expect(replay({}, { rules: [onlyWhen(when)] })).to.deep.equal({
        ...{ ending: "unknown", why: "it hangs on who was at home, or on a state" },
      });
  });

  it("leaves a call known that comes to the same with and without it", () => {
    const rules = [rule("allow", { when: { presence: "somebody_home" } })];

    expect(replay({}, { rules }).ending).to.equal("allowed");
  });

  it("is over when its rule had ended then", () => {
    expect(replay({}, { rules: [rule("deny", { until: at - 1 })] }).ending).to.equal("allowed");
    expect(replay({}, { rules: [rule("deny", { until: at + 1 })] }).ending).to.equal("refused");
  });
});
