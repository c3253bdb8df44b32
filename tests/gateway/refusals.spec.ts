import { expect } from "chai";
import { refuseUnlessAllowed, tooManyCalls, unknownTool } from "../../server/gateway/refusals.ts";
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
