import { expect } from "chai";
import fc from "fast-check";
import { rightsIf } from "../../server/policy/conditions.ts";
import { decide, decideEffect } from "../../server/policy/decide.ts";
import { idleRules } from "../../server/policy/idle-rules.ts";
import { builtInRoles } from "../../server/policy/roles.ts";
import {
  decisions,
  type DecisionKind,
  type Rights,
  type Rule,
  type Target,
  type ToolFacts,
} from "../../server/policy/rules.ts";
import { effects } from "../../shared/effects.ts";
import { scopes } from "../support/principals.ts";

const tools: readonly ToolFacts[] = [
  { name: "get_entity", toolset: "explore", effect: "read" },
  { name: "set_light", toolset: "control", effect: "execute" },
  { name: "set_lock", toolset: "control", effect: "execute" },
];
const rule = (target: Target, decision: DecisionKind, more: Partial<Rule> = {}): Rule => ({
  ...{ name: target.kind, target, decision },
  ...more,
});
const all: Target = { kind: "all" };
const reads: Target = { kind: "effect", effect: "read" };
const acts: Target = { kind: "effect", effect: "execute" };
const light: Target = { kind: "tool", name: "set_light" };
const atHome = { when: { presence: "somebody_home" } } as const;

/** What is idle of rules of a user, beside these of their role, and the targets of what beats it. */
const idle = (rules: readonly Rule[], after: readonly Rule[] = []) =>
  idleRules({ before: [], rules, after }, tools).map(({ index, beatenBy }) => [
    index,
    ...beatenBy.map(({ target }) => target),
  ]);

describe("a rule is idle", () => {
  it("where others are more specific, and say otherwise", () => {
    const role = builtInRoles.resident.rules;

    expect(idle([rule(all, "deny")], role)).to.deep.equal([[0, reads, acts]]);
    expect(idle([rule(all, "deny"), rule(acts, "deny")], role)).to.deep.equal([[0, reads]]);
  });

  it("where the same was said earlier", () => {
    expect(idle([rule(light, "deny"), rule(light, "allow")])).to.deep.equal([[1, light]]);
    expect(
      idleRules({ before: [rule(reads, "allow")], rules: [rule(reads, "deny")], after: [] }, tools),
    ).to.have.length(1);
  });

  it("where it denies what nothing allows, and nothing says otherwise", () => {
    expect(idle([rule(light, "deny")])).to.deep.equal([[0]]);
    expect(idle([rule(light, "allow")])).to.deep.equal([]);
  });

  it("of tools where it is about what happens in the home", () => {
    expect(idle([rule({ kind: "sensitive" }, "allow")])).to.deep.equal([[0]]);
  });
});

describe("a rule is not idle", () => {
  it("where it beats the role at the same target", () => {
    expect(idle([rule(acts, "deny")], builtInRoles.resident.rules)).to.deep.equal([]);
  });

  it("where the more specific holds only sometimes", () => {
    const until = Date.UTC(2030, 0, 1);

    expect(idle([rule(all, "deny")], [rule(reads, "allow", atHome)])).to.deep.equal([]);
    expect(idle([rule(all, "deny")], [rule(reads, "allow", { until })])).to.deep.equal([]);
  });

  it("where it is the more specific itself, and holds only sometimes", () => {
    expect(idle([rule(light, "deny", atHome)], [rule(acts, "allow")])).to.deep.equal([]);
  });

  it("where it is left one tool", () => {
    expect(idle([rule(acts, "deny"), rule(light, "allow")])).to.deep.equal([[0, light]]);
    expect(idle([rule(acts, "confirm"), rule(light, "allow")])).to.deep.equal([]);
  });
});

describe("idle rules, whatever there is", () => {
  const anyRule: fc.Arbitrary<Rule> = fc
    .record({
      target: fc.constantFrom<Target>(all, reads, acts, light, {
        ...{ kind: "toolset", name: "control" },
      }),
      decision: fc.constantFrom(...decisions),
      times: fc.constantFrom({}, {}, atHome),
    })
    .map(({ target, decision, times }) => rule(target, decision, times));
  const anyRules = fc.array(anyRule, { maxLength: 4 });

  it("change nothing when they are left out", () => {
    const said = (rules: readonly Rule[], answer: boolean | undefined) => {
      const given: Rights = { key: "", user: rules, scope: scopes.all, limits: [] };
      const rights = rightsIf(given, () => answer, 0);
      return [
        ...tools.map((tool) => decide(tool, rights).kind),
        ...effects.map((effect) => decideEffect(effect, rights).kind),
      ];
    };
    fc.assert(
      fc.property(
        ...[anyRules, anyRules, anyRules, fc.constantFrom(true, false, undefined)],
        (before, rules, after, answer) => {
          for (const { index } of idleRules({ before, rules, after }, tools)) {
            const rest = rules.filter((_, at) => at !== index);
            expect(said([...before, ...rest, ...after], answer)).to.deep.equal(
              said([...before, ...rules, ...after], answer),
            );
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
