import { expect } from "chai";
import fc from "fast-check";
import type { Entity } from "../../server/home/home.ts";
import { judge, type JudgeInput } from "../../server/policy/judge.ts";
import type { Deed } from "../../server/policy/reach.ts";
import { indexReviews } from "../../server/policy/review.ts";
import {
  accesses,
  decisions,
  risks,
  type Limit,
  type Rights,
  type Rule,
  type ScopeRule,
  type Select,
  type Target,
} from "../../server/policy/rules.ts";
import { maySee, scopeOf } from "../../server/policy/scope.ts";
import { effects } from "../../shared/effects.ts";
import { promise } from "../support/promise.ts";
import { entity } from "./house.ts";

const domains = ["light", "lock", "cover", "switch", "script", "number", "automation"] as const;
const ids = domains.flatMap((domain) => [`${domain}.one`, `${domain}.two`]);
const areas = ["hall", "attic", "cellar"] as const;
const services = [
  ...["light.turn_on", "lock.unlock", "cover.open_cover", "switch.turn_on", "script.turn_on"],
  ...["script.one", "script.two", "number.set_value", "homeassistant.turn_on", "mqtt.publish"],
  ...["scene.create", "homeassistant.restart", "hue.hush", "automation.turn_off", "todo.get_items"],
] as const;

const anyEntity = (id: string) =>
  fc
    .record(
      {
        area_id: fc.constantFrom(...areas),
        platform: fc.constantFrom("demo", "template"),
        device_class: fc.constantFrom("garage", "shutter"),
        category: fc.constant("config" as const),
        exposed: fc.boolean(),
        replaced: fc.boolean(),
      },
      { requiredKeys: ["exposed", "replaced"] },
    )
    .map((wish) => entity(id, { ...wish, name: `Name of ${id}!` }));
const anyHouse: fc.Arbitrary<readonly Entity[]> = fc
  .subarray(ids)
  .chain((some) => fc.tuple(...some.map(anyEntity)));

const anyDeed: fc.Arbitrary<Deed> = fc.record(
  {
    service: fc.constantFrom(...services),
    entity_ids: fc.subarray(ids, { maxLength: 4 }),
    data: fc.record({ brightness_pct: fc.integer({ min: 0, max: 100 }) }, { requiredKeys: [] }),
    via: fc.subarray(["script.one", "script.two", "automation.one"]),
    unknown: fc.constant("a template chooses the service"),
    guards: fc.subarray(["lock.one"]),
  },
  { requiredKeys: ["service", "entity_ids", "data", "via"] },
);

const anyTarget: fc.Arbitrary<Target> = fc.oneof(
  fc.constantFrom<Target>({ kind: "all" }, { kind: "sensitive" }, { kind: "tool", name: "act" }),
  fc.constantFrom(...effects).map((effect) => ({ kind: "effect", effect }) as const),
  fc.constantFrom(...risks).map((risk) => ({ kind: "risk", risk }) as const),
  fc.constantFrom(...services).map((name) => ({ kind: "service", name }) as const),
);
const anyRules: fc.Arbitrary<readonly Rule[]> = fc.array(
  fc.record({
    name: fc.constantFrom("rule a", "rule b"),
    target: anyTarget,
    decision: fc.constantFrom(...decisions),
  }),
  { maxLength: 5 },
);
const anySelect: fc.Arbitrary<Select> = fc.oneof(
  fc.constantFrom<Select>({ kind: "all" }, { kind: "exposed" }),
  fc.constantFrom(...ids).map((id) => ({ kind: "entity", id }) as const),
  fc.constantFrom(...areas).map((id) => ({ kind: "area", id }) as const),
  fc.constantFrom(...domains).map((id) => ({ kind: "domain", id }) as const),
);
const anyScope: fc.Arbitrary<readonly ScopeRule[]> = fc.array(
  fc.record({ name: fc.constant("s"), select: anySelect, access: fc.constantFrom(...accesses) }),
  { maxLength: 5 },
);
const generous: Rule = { name: "all", target: { kind: "all" }, decision: "allow" };
const everywhere: ScopeRule = { name: "all", select: { kind: "all" }, access: "control" };
const anyLimits: fc.Arbitrary<readonly Limit[]> = fc.subarray<Limit>([
  { name: "Dim", service: "light.*", field: "brightness_pct", max: 60 },
  { name: "Few", service: "*", maxTargets: 2 },
  { name: "Calm", service: "lock.*", cooldownMs: 60_000 },
]);

/** Rights that often let something happen: what is refused anyway would prove nothing. */
const anyRights: fc.Arbitrary<Rights> = fc
  .record({ rules: anyRules, scope: anyScope, limits: anyLimits, isGenerous: fc.boolean() })
  .map(({ rules, scope, limits, isGenerous }) => ({
    key: "any",
    user: isGenerous ? [...rules, generous] : rules,
    scope: scopeOf(isGenerous ? [...scope, everywhere] : scope),
    limits,
  }));

const anyInput: fc.Arbitrary<JudgeInput> = fc.record({
  deeds: fc.array(anyDeed, { maxLength: 4 }),
  rights: anyRights,
  tool: fc.constantFrom(...effects).map((effect) => ({ name: "act", toolset: "control", effect })),
  entities: anyHouse.map((house) => new Map(house.map((one) => [one.entity_id, one]))),
  reviews: fc
    .subarray(ids)
    .map((some) =>
      indexReviews(
        some.map((id) => ({ kind: "entity", id, platform: "template", verdict: "harmless" })),
      ),
    ),
  past: fc.constant({ recent: new Map([["lock.one", [90]]]), now: 100, dayStart: 0 }),
});

const strictness = (input: JudgeInput) => decisions.indexOf(judge(input).kind);
const runs = { numRuns: 400 };

describe("the judge, over any house, rights and plan", () => {
  it("is not more lenient when more is done", () => {
    fc.assert(
      fc.property(anyInput, anyDeed, (input, more) => {
        fc.pre(input.deeds.length > 0);
        const before = strictness(input);
        expect(strictness({ ...input, deeds: [...input.deeds, more] })).to.be.at.least(before);
        expect(strictness({ ...input, deeds: [more, ...input.deeds] })).to.be.at.least(before);
      }),
      runs,
    );
  });

  promise("judge.everything", "over any house, rights and plan", () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        fc.pre(given.deeds.length > 0);
        const input = { ...given, rights: { ...given.rights, limits: [] } };
        const parts = input.deeds.map((deed) => strictness({ ...input, deeds: [deed] }));
        expect(strictness(input)).to.equal(Math.max(...parts));
      }),
      runs,
    );
  });

  it("is not more lenient with less to see and control, nor with one limit more", () => {
    fc.assert(
      fc.property(anyInput, anyScope, anyLimits, (input, narrower, limits) => {
        const { rights } = input;
        const scope = scopeOf(rights.scope.user, narrower);
        const before = strictness(input);
        expect(strictness({ ...input, rights: { ...rights, scope } })).to.be.at.least(before);
        const more = { ...rights, limits: [...rights.limits, ...limits] };
        expect(strictness({ ...input, rights: more })).to.be.at.least(before);
      }),
      runs,
    );
  });

  it("is not more lenient without what a token knows, nor without what was looked at", () => {
    const known = { id: "k", tools: new Set(["act"]), harmless: new Set(["light.turn_on"]) };
    fc.assert(
      fc.property(anyInput, (input) => {
        const before = strictness(input);
        const rights = { ...input.rights, known };
        expect(strictness({ ...input, rights })).to.be.at.least(before);
        expect(strictness({ ...input, reviews: indexReviews([]) })).to.be.at.least(before);
      }),
      runs,
    );
  });

  it("is not more lenient with any token than without", () => {
    fc.assert(
      fc.property(anyInput, anyRules, (input, token) => {
        const rights = { ...input.rights, token: [...token, generous] };
        expect(strictness({ ...input, rights })).to.be.at.least(strictness(input));
      }),
      runs,
    );
  });

  promise("scope.acts", "over any house, rights and plan", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        if (judge(input).kind !== "allow") return;
        for (const { service, entity_ids } of input.deeds) {
          const seen = entity_ids.map(
            (id) => input.entities.get(id) ?? entity(id, { exposed: false }),
          );
          expect(seen.every((one) => maySee(one, input.rights.scope))).to.equal(true);
          const speaks = ({ target, decision }: Rule) =>
            decision === "allow" && ["service", "risk", "sensitive"].includes(target.kind);
          if (service === "lock.unlock") expect(input.rights.user.some(speaks)).to.equal(true);
        }
      }),
      runs,
    );
  });

  promise("scope.unseen", "in the words of a judgement", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const hidden = [...input.entities.values()].filter(
          (one) => !maySee(one, input.rights.scope),
        );
        const words = JSON.stringify(judge(input));
        for (const one of hidden) {
          expect(words).not.to.contain(one.name);
          // A name of a service of a hidden script would be one too.
          expect(words).not.to.match(new RegExp(`\\b${one.entity_id.replace(".", "\\.")}\\b`));
        }
      }),
      runs,
    );
  });

  it("says the same of one hidden thing and of many", () => {
    fc.assert(
      fc.property(anyInput, fc.subarray(ids, { minLength: 1 }), (input, some) => {
        const hide = {
          name: "h",
          select: { kind: "domain", id: "cover" },
          access: "none",
        } as const;
        const rights = { ...input.rights, scope: scopeOf([everywhere, hide]) };
        const covers = ["cover.one", "cover.two"];
        const say = (entity_ids: readonly string[]) =>
          judge({
            ...input,
            rights,
            deeds: [{ service: "cover.open_cover", entity_ids, data: {}, via: [] }],
          });
        const shown = some.filter((id) => !covers.includes(id));
        expect(say([...shown, "cover.one"])).to.deep.equal(say([...shown, ...covers]));
      }),
      runs,
    );
  });

  it("has a reason and its rule for whatever is not allowed", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { kind, rule, findings } = judge(input);
        const [first] = findings;
        if (kind === "allow") expect(findings).to.deep.equal([]);
        else expect([first?.kind, first?.rule]).to.deep.equal([kind, rule]);
      }),
      runs,
    );
  });
});
