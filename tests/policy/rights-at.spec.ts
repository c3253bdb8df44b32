import { expect } from "chai";
import fc from "fast-check";
import {
  rightsAt,
  rightsIf,
  type LocalTime,
  type Surroundings,
} from "../../server/policy/conditions.ts";
import { decide, decideAct } from "../../server/policy/decide.ts";
import {
  accesses,
  decisions,
  type Conditions,
  type Limit,
  type Rights,
  type Rule,
  type ScopeRule,
} from "../../server/policy/rules.ts";
import { accessOf, namedScopes, scopeOf } from "../../server/policy/scope.ts";
import { entity } from "./house.ts";

const noon = Date.UTC(2026, 10, 20, 12);

/** Friday noon, somebody is home, and the alarm is off. */
const around = (wish: {
  readonly local?: LocalTime | "unknown";
  readonly somebody?: boolean | "unknown";
  /** null: there is none. */
  readonly alarm?: string | null;
  readonly now?: number;
}): Surroundings => {
  const { local = { weekday: "fri", minuteOfDay: 720 }, somebody = true, alarm = "off" } = wish;
  return {
    now: wish.now ?? noon,
    local: () => (local === "unknown" ? undefined : local),
    somebodyHome: () => (somebody === "unknown" ? undefined : somebody),
    stateOf: (id) => (id === "alarm.a" && alarm !== null ? alarm : undefined),
  };
};
const day = { from: "08:00", to: "20:00" };
const armed: Conditions = { state: { entity_id: "alarm.a", is: ["armed", "pending"] } };

const whenArmed = { when: armed };
const tool = { name: "set_lock", toolset: "control", effect: "execute" } as const;
const rule = (decision: Rule["decision"], more: Partial<Rule> = {}): Rule => ({
  ...{ name: `says ${decision}`, target: { kind: "effect", effect: "execute" }, decision },
  ...more,
});
const shown = (access: ScopeRule["access"], more: Partial<ScopeRule> = {}): ScopeRule => ({
  ...{ name: `shows ${access}`, select: { kind: "domain", id: "light" }, access },
  ...more,
});
const make = (wish: Partial<Rights>): Rights => ({
  ...{ key: "k", user: [], scope: scopeOf(namedScopes.all), limits: [], ...wish },
});
const lamp = entity("light.a");
const few: Limit = { name: "few", service: "*", maxTargets: 1 };
const now = {
  armed: around({ alarm: "armed" }),
  off: around({}),
  unknown: around({ alarm: "unknown" }),
};

describe("the rights of a moment", () => {
  for (const [decision, held, unknown] of [
    ["allow", "allow", "confirm"],
    ["confirm", "confirm", "deny"],
    ["approve", "approve", "deny"],
    ["deny", "deny", "deny"],
  ] as const)
    it(`have a rule that says ${decision} while its condition holds, and ${unknown} while nobody can tell`, () => {
      const general = rule("confirm", { target: { kind: "all" } });
      const rights = make({ user: [rule(decision, whenArmed), general] });

      expect(
        [now.armed, now.off, now.unknown].map((one) => decide(tool, rightsAt(rights, one)).kind),
      ).to.deep.equal([held, "confirm", unknown]);
    });

  for (const [access, held, unknown] of [
    ["control", "control", "see"],
    ["see", "see", "none"],
    ["none", "none", "none"],
  ] as const)
    it(`show ${access} while its condition holds, and ${unknown} while nobody can tell`, () => {
      const scope = [shown(access, whenArmed), shown("see", { select: { kind: "all" } })];
      const shownAt = (rights: Rights) =>
        [now.armed, now.off, now.unknown].map((one) => accessOf(lamp, rightsAt(rights, one).scope));

      for (const layers of [
        scopeOf(scope),
        scopeOf(namedScopes.all, scope),
        scopeOf(namedScopes.all, undefined, { self: "me", house: scope }),
      ])
        expect(shownAt(make({ scope: layers }))).to.deep.equal([held, "see", unknown]);
    });

  it("keep a limit until its condition is known not to hold", () => {
    const rights = make({ limits: [{ ...few, ...whenArmed }] });

    expect(
      [now.armed, now.off, now.unknown].map((one) => rightsAt(rights, one).limits),
    ).to.deep.equal([[few], [], [few]]);
  });

  it("are without what has ended", () => {
    const until = noon;
    const rights = make({
      user: [rule("allow", { until })],
      token: [rule("allow", { until })],
      limits: [{ ...few, until }],
    });

    const [before, after] = [noon - 1, noon].map((at) => rightsAt(rights, around({ now: at })));
    expect([before?.user.length, before?.token?.length, before?.limits.length]).to.deep.equal([
      1, 1, 1,
    ]);
    expect([after?.user, after?.token, after?.limits]).to.deep.equal([[], [], []]);
  });

  it("are the very same while nothing has conditions or an end", () => {
    const rights = make({ user: [rule("allow")] });

    expect(rightsAt(rights, now.off)).to.equal(rights);
  });

  it("are the same again whenever the same conditions hold, and have no conditions themselves", () => {
    const rights = make({
      user: [rule("allow", whenArmed), rule("deny", { when: { hours: day } })],
    });
    const one = rightsAt(rights, now.armed);

    expect(rightsAt(rights, around({ alarm: "pending", now: noon + 5 }))).to.equal(one);
    expect(rightsAt(rights, now.off)).not.to.equal(one);
    expect(rightsAt(one, now.off)).to.equal(one);
  });

  it("have a key of their own, and keep what they are of", () => {
    const known = { id: "1", tools: new Set<string>(), harmless: new Set<string>() };
    const rights = make({ user: [rule("allow", whenArmed)], known, frozen: "the user is frozen" });
    const keys = [now.armed, now.off, now.unknown].map((one) => rightsAt(rights, one).key);

    expect(new Set([...keys, rights.key])).to.have.property("size", 4);
    expect(rightsAt(rights, now.armed)).to.include({ known, frozen: "the user is frozen" });
  });

  it("keep the scope that has no conditions", () => {
    const rights = make({ user: [rule("allow", whenArmed)] });

    expect(rightsAt(rights, now.armed).scope.user).to.equal(rights.scope.user);
  });

  it("ask for each condition once, however many rules have it", () => {
    const asked: Conditions[] = [];
    const rights = make({ user: [rule("allow", whenArmed), rule("deny", { when: { ...armed } })] });

    rightsIf(rights, (conditions) => asked.push(conditions) > 0, noon);
    expect(asked).to.deep.equal([armed]);
  });

  it("are found again after more moments than are remembered", () => {
    const ends = Array.from({ length: 150 }, (_, index) => noon + index);
    const rights = make({ user: ends.map((until) => rule("allow", { until })) });
    const left = (at: number) => rightsIf(rights, () => true, at).user.length;

    expect(ends.map(left)).to.deep.equal(ends.map((_, index) => 149 - index));
    expect(left(noon - 1)).to.equal(150);
  });

  it("say of a rule that nobody can tell whether it applies", () => {
    const rights = make({ user: [rule("confirm", whenArmed)] });

    expect(decide(tool, rightsAt(rights, now.unknown)).rule).to.equal(
      "says confirm (nobody can tell whether it applies)",
    );
  });
});

describe("not knowing", () => {
  const conditions: readonly Conditions[] = [armed, { hours: day }, { presence: "nobody_home" }];
  const anyWhen = fc.option(fc.constantFrom(...conditions), { nil: undefined });
  const timed = <Item extends object>(item: Item, when: Conditions | undefined) => ({
    ...item,
    ...(when === undefined ? {} : { when }),
  });
  const anyTarget = fc.constantFrom<Rule["target"]>(
    ...([
      { kind: "tool", name: "set_lock" },
      { kind: "effect", effect: "execute" },
      { kind: "all" },
      { kind: "service", name: "lock.unlock" },
      { kind: "risk", risk: "unlock" },
      { kind: "sensitive" },
    ] as const),
  );
  const anyRules = fc.array(
    fc
      .tuple(anyTarget, fc.constantFrom(...decisions), anyWhen)
      .map(([target, decision, when]) => timed(rule(decision, { target }), when)),
    { maxLength: 5 },
  );
  const anyScope = fc.array(
    fc
      .tuple(
        fc.constantFrom<ScopeRule["select"]>(
          { kind: "entity", id: "light.a" },
          { kind: "domain", id: "light" },
          { kind: "all" },
        ),
        fc.constantFrom(...accesses),
        anyWhen,
      )
      .map(([select, access, when]) => timed(shown(access, { select }), when)),
    { maxLength: 5 },
  );
  const anyAnswers = fc.array(fc.boolean(), { minLength: 3, maxLength: 3 });
  const anyHidden = fc.array(fc.boolean(), { minLength: 3, maxLength: 3 });

  it("never allows or shows what is not allowed or shown when it is known", () => {
    const kindOf = (rights: Rights) => [
      decisions.indexOf(decide(tool, rights).kind),
      ...[{ service: "lock.unlock" }, { service: "lock.unlock", risk: "unlock" } as const].map(
        (act) => decisions.indexOf(decideAct(act, rights)?.kind ?? "allow"),
      ),
      -accesses.indexOf(accessOf(lamp, rights.scope)),
    ];
    fc.assert(
      fc.property(anyRules, anyScope, anyAnswers, anyHidden, (user, scope, answers, hidden) => {
        const rights = make({ user, scope: scopeOf(scope) });
        const index = (one: Conditions) => conditions.indexOf(one);
        const known = rightsIf(rights, (one) => answers[index(one)], noon);
        const less = rightsIf(
          rights,
          (one) => (hidden[index(one)] === true ? undefined : answers[index(one)]),
          noon,
        );
        const [full, strict] = [kindOf(known), kindOf(less)];
        return full.every((kind, at) => (strict[at] ?? 9) >= kind);
      }),
      { numRuns: 1_000 },
    );
  });
});
