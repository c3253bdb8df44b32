import { expect } from "chai";
import { AppError } from "../../../server/errors.ts";
import { readChosen, readPermissions } from "../../../server/access/rules/read-permissions.ts";
import { namedScopes } from "../../../server/policy/scope.ts";
import type {
  ConditionsView,
  LimitView,
  PermissionsView,
  RuleView,
  ScopeRuleView,
} from "../../../shared/views.ts";

const now = Date.UTC(2026, 10, 20, 12);
const rule: RuleView = { target: "tool:set_lock", decision: "deny" };
const shown: ScopeRuleView = { select: "area:kitchen", access: "see" };
const warm: LimitView = {
  ...{
    name: "Heating",
    service: "climate.set_temperature",
    field: "temperature",
    min: 16,
    max: 23,
  },
};
const night: ConditionsView = {
  weekdays: ["fri"],
  hours: { from: "22:00", to: "06:00" },
  presence: "nobody_home",
  state: { entity_id: "alarm_control_panel.house", is: ["armed_night"] },
};

const read = (wish: object, writingAt?: number) => {
  // What comes from a file or a database is not what its type says.
  const view = { rules: [], scope: [], limits: [], ...wish } as PermissionsView;
  return readPermissions(view, "role kids", writingAt);
};

describe("what is written", () => {
  it("is read as rules that are named after whose they are", () => {
    expect(
      read({ rules: [{ ...rule, when: night, until: now }], scope: [shown], limits: [warm] }),
    ).to.deep.equal({
      rules: [
        {
          name: "role kids: tool:set_lock",
          target: { kind: "tool", name: "set_lock" },
          ...{ decision: "deny", when: night, until: now },
        },
      ],
      scope: [
        {
          name: "role kids: area:kitchen",
          select: { kind: "area", id: "kitchen" },
          access: "see",
        },
      ],
      limits: [warm],
    });
  });

  it("is read as limits of every kind", () => {
    const common = { name: " Lights ", service: "light.*", select: "domain:light" };
    const [counts, choices] = read({
      limits: [
        { ...common, max_targets: 3, cooldown_s: 60, per_day: 5, when: { weekdays: ["mon"] } },
        { ...common, service: "*", field: "effect", choices: ["calm", 2, true] },
      ],
    }).limits;

    expect(counts).to.deep.equal({
      ...{ name: "Lights", service: "light.*", select: { kind: "domain", id: "light" } },
      ...{ maxTargets: 3, cooldownMs: 60_000, perDay: 5, when: { weekdays: ["mon"] } },
    });
    expect(choices).to.include({ service: "*", field: "effect" });
    expect(choices?.choices).to.deep.equal(["calm", 2, true]);
  });

  it("may have ended when it is read, and may not when it is written", () => {
    const ended = { rules: [{ ...rule, until: now }] };

    expect(read(ended).rules).to.have.length(1);
    expect(read(ended, now - 1).rules).to.have.length(1);
    expect(() => read(ended, now)).to.throw(AppError, "rules.0.until: it has passed.");
  });
});

const when = (conditions: object) => ({ rules: [rule, { ...rule, when: conditions }] });
const limit = (wish: object) => ({ limits: [{ ...warm, ...wish }] });
const counts = (wish: object) => ({ limits: [{ name: "few", service: "*", ...wish }] });
const many = <Item>(count: number, item: Item): readonly Item[] =>
  Array.from({ length: count }, () => item);

describe("what is written wrongly", () => {
  const table: [string, object, string][] = [
    ["a rule for nothing", { rules: [{ ...rule, target: "tool:" }] }, "rules.0.target"],
    ["a decision that is none", { rules: [{ ...rule, decision: "maybe" }] }, "rules.0.decision"],
    ["too many rules", { rules: many(501, rule) }, "rules"],
    [
      "a scope of nothing",
      { scope: [shown, { ...shown, select: "room:kitchen" }] },
      "scope.1.select",
    ],
    ["an access that is none", { scope: [{ ...shown, access: "hear" }] }, "scope.0.access"],
    ["too many scope rules", { scope: many(501, shown) }, "scope"],
    ["too many limits", { limits: many(101, warm) }, "limits"],
    ["an end that is no number", { rules: [{ ...rule, until: NaN }] }, "rules.0.until"],
    ["conditions of nothing", when({}), "rules.1.when"],
    ["no weekday", when({ weekdays: [] }), "rules.1.when.weekdays"],
    ["a weekday that is none", when({ weekdays: ["fri", "someday"] }), "rules.1.when.weekdays"],
    [
      "hours that no clock shows",
      when({ hours: { from: "24:00", to: "06:00" } }),
      "rules.1.when.hours",
    ],
    [
      "hours that end as no clock shows",
      when({ hours: { from: "22:00", to: "6" } }),
      "rules.1.when.hours",
    ],
    ["hours without length", when({ hours: { from: "22:00", to: "22:00" } }), "rules.1.when.hours"],
    ["a presence that is none", when({ presence: "cat_home" }), "rules.1.when.presence"],
    [
      "a state of no entity",
      when({ state: { entity_id: "alarm", is: ["on"] } }),
      "rules.1.when.state.entity_id",
    ],
    ["no state", when({ state: { entity_id: "light.a", is: [] } }), "rules.1.when.state.is"],
    [
      "an empty state",
      when({ state: { entity_id: "light.a", is: [""] } }),
      "rules.1.when.state.is",
    ],
    [
      "too many states",
      when({ state: { entity_id: "light.a", is: many(21, "on") } }),
      "rules.1.when.state.is",
    ],
    [
      "a state that is too long",
      when({ state: { entity_id: "light.a", is: ["x".repeat(256)] } }),
      "rules.1.when.state.is",
    ],
    [
      "a state that says nothing",
      when({ state: { entity_id: "light.a", is: ["unknown"] } }),
      "rules.1.when.state.is",
    ],
    ["a limit without a name", limit({ name: " " }), "limits.0.name"],
    ["a limit with a long name", limit({ name: "x".repeat(101) }), "limits.0.name"],
    ["a limit with a name on two lines", limit({ name: "a\nb" }), "limits.0.name"],
    ["a limit on no service", limit({ service: "climate" }), "limits.0.service"],
    ["a limit on nothing", limit({ select: "room:kitchen" }), "limits.0.select"],
    ["a limit of nothing", counts({}), "limits.0"],
    ["bounds of no field", counts({ min: 1 }), "limits.0.field"],
    ["a field without bounds", counts({ field: "temperature", max_targets: 1 }), "limits.0.field"],
    ["a field that is none", limit({ field: "Brightness %" }), "limits.0.field"],
    ["bounds that are no numbers", limit({ max: Infinity }), "limits.0"],
    ["bounds the wrong way round", limit({ min: 24 }), "limits.0.min"],
    ["no choice", counts({ field: "effect", choices: [] }), "limits.0.choices"],
    ["too many choices", counts({ field: "effect", choices: many(101, "x") }), "limits.0.choices"],
    ["no entity at all", counts({ max_targets: 0 }), "limits.0.max_targets"],
    ["half a second", counts({ cooldown_s: 0.5 }), "limits.0.cooldown_s"],
    ["more in a day than can be", counts({ per_day: 100_001 }), "limits.0.per_day"],
    ["a limit that never holds", limit({ when: {} }), "limits.0.when"],
  ];
  for (const [what, wish, where] of table)
    it(`names ${where} for ${what}`, () => {
      expect(() => read(wish, now))
        .to.throw(AppError, new RegExp(`^${where.replaceAll(".", "\\.")}: `))
        .with.property("code", "invalid_input");
    });
});

describe("what is chosen for a token", () => {
  it("is read by target in one order, whatever the order it came in", () => {
    const one = readChosen({ rules: { "effect:read": "allow", all: "deny" } });

    expect(one).to.deep.equal(readChosen({ rules: { all: "deny", "effect:read": "allow" } }));
    expect(one.rules.map(({ name }) => name)).to.deep.equal(["token: all", "token: effect:read"]);
    expect(one.scope).to.deep.equal(namedScopes.all);
  });

  it("is read as lists in their own order", () => {
    const { rules, scope, limits } = readChosen({
      ...{ rules: [rule, { target: "all", decision: "allow" }], scope: [shown], limits: [warm] },
    });

    expect(rules.map(({ name }) => name)).to.deep.equal(["token: tool:set_lock", "token: all"]);
    expect(scope).to.have.length(1);
    expect(limits).to.deep.equal([warm]);
  });

  it("is read in a scope by its name, and in no other", () => {
    expect(readChosen({ rules: {}, scope: "exposed" }).scope).to.deep.equal(namedScopes.exposed);
    const house: object = { rules: {}, scope: "house" };
    expect(() => readChosen({ rules: {}, ...house })).to.throw(AppError, "scope: ");
  });

  it("may not have ended when it is chosen", () => {
    expect(() => readChosen({ rules: [{ ...rule, until: now }] }, now)).to.throw("rules.0.until");
  });
});
