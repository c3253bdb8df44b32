import { expect } from "chai";
import fc from "fast-check";
import { decide } from "../../server/policy/decide.ts";
import {
  decisions,
  type DecisionKind,
  type Rights,
  type Rule,
  type Target,
  type ToolFacts,
} from "../../server/policy/rules.ts";
import { scopes } from "../support/principals.ts";

const getEntity: ToolFacts = { name: "get_entity", toolset: "explore", effect: "read" };

const onTool: Target = { kind: "tool", name: "get_entity" };
const onToolset: Target = { kind: "toolset", name: "explore" };
const onEffect: Target = { kind: "effect", effect: "read" };
const onAll: Target = { kind: "all" };
const elsewhere: readonly Target[] = [
  { kind: "tool", name: "whoami" },
  { kind: "toolset", name: "past" },
  { kind: "effect", effect: "write" },
];

const rule = (target: Target, decision: DecisionKind, name: string = target.kind): Rule => ({
  name,
  target,
  decision,
});
const rights = (user: readonly Rule[], token?: readonly Rule[]): Rights => ({
  key: "any",
  user,
  scope: scopes.all,
  limits: [],
  ...(token === undefined ? {} : { token }),
});

describe("decide", () => {
  const table: [string, Rights, DecisionKind, string][] = [
    ["denies what no rule speaks of", rights([]), "deny", "nothing allows it"],
    [
      "denies what only rules for other tools speak of",
      rights(elsewhere.map((target) => rule(target, "allow"))),
      "deny",
      "nothing allows it",
    ],
    ["follows a rule for everything", rights([rule(onAll, "allow")]), "allow", "all"],
    [
      "prefers the effect to everything",
      rights([rule(onAll, "allow"), rule(onEffect, "confirm")]),
      "confirm",
      "effect",
    ],
    [
      "prefers the toolset to the effect",
      rights([rule(onEffect, "deny"), rule(onToolset, "approve")]),
      "approve",
      "toolset",
    ],
    [
      "prefers the tool to the toolset",
      rights([rule(onToolset, "deny"), rule(onTool, "allow")]),
      "allow",
      "tool",
    ],
    [
      "lets the user's own rule beat their role's at the same target",
      rights([rule(onEffect, "allow", "user ada"), rule(onEffect, "deny", "role viewer")]),
      "allow",
      "user ada",
    ],
    [
      "lets a token be stricter than its user",
      rights([rule(onAll, "allow")], [rule(onTool, "approve", "token n8n")]),
      "approve",
      "token n8n",
    ],
    [
      "never lets a token be wider than its user",
      rights([rule(onAll, "deny", "role nobody")], [rule(onTool, "allow", "token n8n")]),
      "deny",
      "role nobody",
    ],
    [
      "names the user's rule when both are as strict",
      rights([rule(onAll, "confirm", "role editor")], [rule(onAll, "confirm", "token n8n")]),
      "confirm",
      "role editor",
    ],
    [
      "denies a token without a rule for the tool",
      rights([rule(onAll, "allow")], []),
      "deny",
      "nothing allows it",
    ],
  ];
  for (const [sentence, given, kind, name] of table)
    it(sentence, () => {
      expect(decide(getEntity, given)).to.deep.equal({ kind, rule: name });
    });
});

describe("decide, over any rules", () => {
  const anyTarget = fc.constantFrom(onTool, onToolset, onEffect, onAll, ...elsewhere);
  const anyRule = fc.record({
    name: fc.string({ minLength: 1 }),
    target: anyTarget,
    decision: fc.constantFrom(...decisions),
  });
  const anyRules = fc.array(anyRule, { maxLength: 8 });
  const strictness = (kind: DecisionKind) => decisions.indexOf(kind);

  it("never decides more leniently with a token than without", () => {
    fc.assert(
      fc.property(anyRules, anyRules, (user, token) => {
        const alone = decide(getEntity, rights(user));
        const together = decide(getEntity, rights(user, token));
        expect(strictness(together.kind)).to.be.at.least(strictness(alone.kind));
      }),
    );
  });

  it("never decides more leniently than the token's own rules", () => {
    fc.assert(
      fc.property(anyRules, anyRules, (user, token) => {
        const tokenAlone = decide(getEntity, rights(token));
        const together = decide(getEntity, rights(user, token));
        expect(strictness(together.kind)).to.be.at.least(strictness(tokenAlone.kind));
      }),
    );
  });

  it("takes its decision from a rule that was given, under that rule's name", () => {
    fc.assert(
      fc.property(anyRules, (user) => {
        const { kind, rule: name } = decide(getEntity, rights(user));
        const given = user.some((one) => one.name === name && one.decision === kind);
        expect(given || name === "nothing allows it").to.equal(true);
      }),
    );
  });

  it("is not moved by rules about other tools", () => {
    const foreign = fc.array(
      fc.record({
        name: fc.string({ minLength: 1 }),
        target: fc.constantFrom(...elsewhere),
        decision: fc.constantFrom(...decisions),
      }),
    );
    fc.assert(
      fc.property(anyRules, foreign, (user, others) => {
        expect(decide(getEntity, rights([...others, ...user, ...others]))).to.deep.equal(
          decide(getEntity, rights(user)),
        );
      }),
    );
  });
});

describe("what is frozen", () => {
  it("is denied, whatever rules say", () => {
    const frozen = { ...rights([rule(onAll, "allow")]), frozen: "everything is frozen" };

    expect(decide(getEntity, frozen)).to.deep.equal({ kind: "deny", rule: "everything is frozen" });
  });
});
