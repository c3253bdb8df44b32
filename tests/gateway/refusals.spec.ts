import { expect } from "chai";
import {
  isFrozen,
  refusePlan,
  refuseUnlessAllowed,
  tooManyCalls,
  unknownTool,
} from "../../server/gateway/refusals.ts";
import type { DecisionKind } from "../../server/policy/rules.ts";

describe("refuseUnlessAllowed", () => {
  it("lets through what is allowed", () => {
    expect(() => refuseUnlessAllowed({ kind: "allow", rule: "role resident" })).not.to.throw();
  });

  const refused: [DecisionKind, string][] = [
    ["confirm", "needs_confirmation"],
    ["approve", "needs_approval"],
    ["deny", "not_allowed"],
  ];
  for (const [kind, code] of refused)
    it(`refuses ${kind} with ${code}, naming the rule`, () => {
      expect(() => refuseUnlessAllowed({ kind, rule: "role nobody" }))
        .to.throw('"role nobody"')
        .with.property("code", code);
    });
});

describe("refusePlan", () => {
  const refuse = (kind: DecisionKind, reasons: readonly string[]) => () => {
    refusePlan({ decision: { kind, rule: "role resident" }, reasons });
  };

  it("lets through what is allowed", () => {
    expect(refuse("allow", [])).not.to.throw();
  });

  const refused: [DecisionKind, string][] = [
    ["confirm", "needs_confirmation"],
    ["approve", "needs_approval"],
    ["deny", "not_allowed"],
  ];
  for (const [kind, code] of refused)
    it(`refuses ${kind} with ${code}, and says that nothing was done`, () => {
      expect(refuse(kind, ["This unlocks Front door."]))
        .to.throw("This unlocks Front door.")
        .that.has.property("code", code);
      expect(refuse(kind, ["This unlocks Front door."]))
        .to.throw()
        .that.has.property("hint")
        .that.includes("Nothing was done.");
    });

  it("says three reasons, and how many more there are", () => {
    expect(refuse("deny", ["One.", "Two.", "Three."])).to.throw(/^One. Two. Three.$/);
    expect(refuse("deny", ["One.", "Two.", "Three.", "Four.", "Five."])).to.throw(
      /^One. Two. Three. And 2 more.$/,
    );
  });
});

describe("tooManyCalls", () => {
  it("says how long to wait, never no time", () => {
    const failure = tooManyCalls({ limit: 100, remaining: 0, resetMs: 0.2 });

    expect(failure.message).to.include("100 calls");
    expect(failure.hint).to.equal("Wait 1 seconds, then call again.");
    expect(failure.details).to.deep.equal({ retry_after_ms: 1 });
  });
});

describe("unknownTool", () => {
  it("repeats at most 64 characters of what was asked", () => {
    expect(unknownTool("x".repeat(5_000), ["whoami"]).message.length).to.be.below(100);
  });
});

describe("isFrozen", () => {
  for (const what of ["everything is frozen", "the user is frozen", "the token is frozen"])
    it(`says that ${what}, and who can lift it`, () => {
      const failure = isFrozen(`${what} by somebody`);

      expect(failure).to.include({
        code: "not_allowed",
        message: `Nothing is done and nothing is shown: ${what}.`,
      });
      expect(failure.hint).to.match(/admin,? can lift it in the dashboard/);
    });

  it("names no helper of the home, and nothing that it does not know", () => {
    for (const frozen of ["everything is frozen by input_boolean.holiday", "input_boolean.holiday"])
      expect(isFrozen(frozen)).to.have.property(
        "message",
        "Nothing is done and nothing is shown: everything is frozen.",
      );
  });
});
