import { expect } from "chai";
import {
  createReplay,
  endingOf,
  type PastCall,
  type ReplayHouse,
  type ReplayRights,
} from "../../server/policy/replay.ts";
import { noReviews } from "../../server/policy/review.ts";
import { builtInRoles } from "../../server/policy/roles.ts";
import type { Limit, Rights, Rule, ScopeRule } from "../../server/policy/rules.ts";
import { namedScopes, scopeOf } from "../../server/policy/scope.ts";
import { deed, entity } from "./house.ts";

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
const noBedroom: ScopeRule = {
  ...{ name: "no bedroom", select: { kind: "area", id: "bedroom" }, access: "none" },
};

const lampOn = JSON.stringify([deed("light.turn_on", ["light.lamp"])]);
const unlock = JSON.stringify([deed("lock.unlock", ["lock.front"])]);
const light = (wish: Partial<PastCall> = {}): Partial<PastCall> => ({
  ...{ tool: "set_light", deeds: lampOn, entities: ["light.lamp"] },
  ...wish,
});

describe("What was decided over a past call", () => {
  const table: [string, Partial<PastCall>, ReturnType<typeof endingOf>][] = [
    ["was allowed", { decision: "allow" }, "allowed"],
    [
      "was allowed, whatever the home said",
      { decision: "allow", error_code: "home_refused" },
      "allowed",
    ],
    ["was asked for confirmation", { decision: "confirm" }, "asked"],
    ["was asked for approval", { decision: "approve" }, "asked"],
    ["was refused", { decision: "deny", error_code: "not_found" }, "refused"],
    ["is nothing without a decision", {}, undefined],
    ["is nothing for a tool that never was", { decision: "deny", rule: "no such tool" }, undefined],
    [
      "is nothing for wrong arguments",
      { decision: "allow", error_code: "invalid_input" },
      undefined,
    ],
    [
      "is nothing for one call too many",
      { decision: "allow", error_code: "too_many_calls" },
      undefined,
    ],
  ];
  for (const [title, call, ending] of table)
    it(title, () => {
      expect(endingOf({ at, tool: "get_entity", ...call })).to.equal(ending);
    });
});

describe("A past read, under other rules", () => {
  it("is allowed, by the rule that says so", () => {
    expect(replay({ entities: ["light.bed"] })).to.deep.equal({
      ...{ ending: "allowed", rule: "role resident" },
    });
  });

  it("is refused, or asked for, by a rule about the tool", () => {
    expect(replay({}, { rules: [rule("deny")] })).to.deep.equal({
      ...{ ending: "refused", rule: "tried" },
    });
    expect(replay({}, { rules: [rule("confirm")] })).to.deep.equal({
      ...{ ending: "asked", rule: "tried" },
    });
  });

  it("is refused when something that it looked at would be hidden, and not otherwise", () => {
    const wish = { scope: [noBedroom] };

    expect(replay({ entities: ["light.lamp", "light.bed"] }, wish)).to.deep.equal({
      ...{ ending: "refused", rule: "scope" },
    });
    expect(replay({ entities: ["light.lamp"] }, wish).ending).to.equal("allowed");
    expect(replay({}, wish).ending).to.equal("allowed");
  });

  const scope = [noBedroom];
  const many = Array.from({ length: 200 }, () => "light.lamp");
  const { entities: _known, ...unknownHouse } = house;
  const unsure: [string, Partial<PastCall>, string][] = [
    ["it looked at is gone", { entities: ["light.gone"] }, "an entity is not there any more"],
    ["it looked at may not all be kept", { entities: many }, "it looked at more than is kept"],
    [
      "it would look at was never seen",
      { decision: "deny" },
      "it was refused before it looked at anything",
    ],
  ];
  for (const [title, call, why] of unsure)
    it(`is unknown when what ${title}, and not where nothing is hidden`, () => {
      expect(replay(call, { scope })).to.deep.equal({ ending: "unknown", why });
      expect(replay(call).ending).to.equal("allowed");
    });

  it("is unknown while nothing is known of the home", () => {
    const rights = { rights: resident({ scope }), present: resident() };

    expect(
      createReplay(rights, unknownHouse)({ at, tool: "get_entity", decision: "allow" }),
    ).to.deep.equal({
      ...{ ending: "unknown", why: "nothing is known of the home now" },
    });
  });

  it("is unknown when the tool is gone", () => {
    expect(replay({ tool: "get_weather" })).to.deep.equal({
      ...{ ending: "unknown", why: "the tool is not there any more" },
    });
  });

  it("says the same of whatever was read, to who may not know what it was", () => {
    const narrow = { rights: resident({ scope }), present: resident() };
    const same = { rights: resident({ scope }), present: resident({ scope }) };

    expect(replayUnder(narrow, { entities: "withheld" })).to.deep.equal({
      ...{ ending: "unknown", why: "what somebody read is for them and an auditor to know" },
    });
    expect(replayUnder(same, { entities: "withheld" }).ending).to.equal("allowed");
  });

  it("looks at the home once for all that is withheld", () => {
    let looks = 0;
    const entities = new Map(house.entities);
    const values = entities.values.bind(entities);
    entities.values = () => ((looks += 1), values());
    const judge = createReplay(
      { rights: resident({ scope }), present: resident({ scope }) },
      { ...house, entities },
    );

    for (const offset of [0, 1, 2])
      judge({ at: at + offset, tool: "get_entity", decision: "allow", entities: "withheld" });

    expect(looks).to.equal(1);
  });
});

describe("A past act, under other rules", () => {
  it("is judged by all that it did", () => {
    expect(replay(light())).to.deep.equal({ ending: "allowed", rule: "role resident" });
    expect(replay({ tool: "set_lock", deeds: unlock }).ending).to.equal("asked");
    expect(
      replay(light({ deeds: unlock }), {
        rules: [rule("deny", { target: { kind: "service", name: "lock.unlock" } })],
      }),
    ).to.deep.equal({ ending: "refused", rule: "tried" });
  });

  it("is refused with its tool, whatever was kept of it", () => {
    const rules = [rule("deny", { target: { kind: "tool", name: "set_light" } })];

    expect(replay(light({ deeds: "[]" }), { rules }).ending).to.equal("refused");
    expect(replay({ tool: "set_light" }, { rules }).ending).to.equal("refused");
  });

  it("is refused when it did nothing that could be judged", () => {
    expect(replay(light({ deeds: "[]" }))).to.deep.equal({
      ...{ ending: "refused", rule: "nothing to judge" },
    });
  });

  const wrong: [string, unknown][] = [
    ["is no list", {}],
    ["holds what is no deed", [1]],
    ["names no service", [{ ...deed("a.b"), service: 1 }]],
    ["has no data", [{ ...deed("a.b"), data: 1 }]],
    ["names no entities", [{ ...deed("a.b"), entity_ids: "light.lamp" }]],
    ["was reached through nothing", [{ ...deed("a.b"), via: [1] }]],
    ["guards nothing", [{ ...deed("a.b"), guards: 1 }]],
    ["is unknown for no reason", [{ ...deed("a.b"), unknown: 1 }]],
  ];
  for (const [title, deeds] of wrong)
    it(`is unknown when what was kept ${title}`, () => {
      expect(replay(light({ deeds: JSON.stringify(deeds) }))).to.deep.equal({
        ...{ ending: "unknown", why: "what it would have done was not kept" },
      });
    });

  it("is unknown when what was kept is cut short", () => {
    expect(replay(light({ deeds: '[{"service":' }))).to.include({ ending: "unknown" });
  });

  it("is unknown when nothing was kept of it, or nothing is known of the home", () => {
    const { entities: _gone, ...away } = house;
    const rights = { rights: resident(), present: resident() };

    expect(replay({ tool: "set_light" })).to.deep.equal({
      ...{ ending: "unknown", why: "what it would have done was not kept" },
    });
    expect(createReplay(rights, away)({ at, tool: "set_light", deeds: lampOn })).to.deep.equal({
      ...{ ending: "unknown", why: "nothing is known of the home now" },
    });
  });

  it("is unknown when an entity is gone, unless it is refused for what is there", () => {
    const gone = deed("light.turn_on", ["light.gone"]);
    const both = JSON.stringify([gone, deed("light.turn_on", ["light.bed"])]);

    expect(replay(light({ deeds: JSON.stringify([gone]) })).ending).to.equal("unknown");
    expect(replay(light({ deeds: both })).ending).to.equal("unknown");
    expect(replay(light({ deeds: both }), { scope: [noBedroom] })).to.deep.equal({
      ...{ ending: "refused", rule: "scope" },
    });
  });

  it("is unknown where a limit says how often, and refused where it says how much", () => {
    const often: Limit = { name: "twice a day", service: "light.*", perDay: 2 };
    const cooling: Limit = { name: "slowly", service: "light.*", cooldownMs: 60_000 };
    const ofLocks: Limit = { name: "doors", service: "lock.*", perDay: 2 };
    const roomy: Limit = { name: "roomy", service: "light.*", maxTargets: 5 };
    const few: Limit = { name: "few", service: "light.*", maxTargets: 0 };

    for (const limit of [often, cooling])
      expect(replay(light(), { limits: [limit] })).to.deep.equal({
        ...{ ending: "unknown", why: "a limit says how often" },
      });
    expect(replay(light(), { limits: [ofLocks, roomy] }).ending).to.equal("allowed");
    expect(replay(light(), { limits: [few, often] })).to.deep.equal({
      ...{ ending: "refused", rule: "few" },
    });
  });

  it("is unknown to who may not see all that it reached, or led there", () => {
    const asker = scopeOf([noBedroom, ...namedScopes.all]);
    const rights = { rights: resident(), present: resident(), asker };
    const hidden = [
      deed("light.turn_on", ["light.bed"]),
      deed("light.turn_on", ["light.lamp"], { via: ["light.bed"] }),
    ];

    for (const one of hidden)
      expect(replayUnder(rights, light({ deeds: JSON.stringify([one]) }))).to.deep.equal({
        ...{ ending: "unknown", why: "it reaches what you may not see" },
      });
    expect(replayUnder(rights, light()).ending).to.equal("allowed");
    expect(
      replayUnder(
        rights,
        light({ deeds: JSON.stringify([deed("light.turn_on", ["light.gone"])]) }),
      ),
    ).to.deep.equal({ ending: "unknown", why: "an entity is not there any more" });
  });
});
