import { expect } from "chai";
import { mayIssue } from "../../../server/access/rules/may-issue.ts";
import type { PrincipalToken } from "../../../server/access/principal.ts";
import { withinOwn } from "../../../server/access/tokens/token-wish.ts";
import type { TokenRequest } from "../../../server/access/tokens/token.ts";
import { makePrincipal } from "../../support/principals.ts";

describe("what is not said of a token that is asked for", () => {
  const fill = (token: Partial<PrincipalToken> | undefined, request: object = {}): TokenRequest => {
    const made = makePrincipal({ token: { rights: "same", ...token } });
    return withinOwn(made, { name: "new", ...request });
  };
  const expiresAt = Date.UTC(2100, 0, 1, 12, 30, 15, 7);

  it("is as usual for a person", () => {
    const { token: _token, ...person } = makePrincipal();

    expect(withinOwn(person, { name: "new" })).to.deep.equal({ name: "new" });
  });

  for (const [what, own, doors] of [
    ["the usual doors", ["mcp", "rest", "api"], ["mcp", "rest"]],
    ["the usual doors that the other has", ["api", "rest"], ["rest"]],
    ["the doors of one that has no usual one", ["api"], ["api"]],
  ] as const)
    it(`is ${what}`, () => {
      expect(fill({ doors: own })).to.deep.include({ doors });
    });

  it("is as narrow as the token that asks, which may ask for that", () => {
    const own: Partial<PrincipalToken> = {
      ...{ doors: ["api"], homes: ["a"], addresses: ["10.0.0.0/8"], attended: false },
      ...{ callsPerMinute: 5, expiresAt },
    };

    const filled = fill(own);

    expect(filled).to.deep.equal({
      ...{ name: "new", doors: ["api"], homes: ["a"], addresses: ["10.0.0.0/8"] },
      ...{ attended: false, calls_per_minute: 5, expires: "2100-01-01T12:30:15.007Z" },
    });
    mayIssue(makePrincipal({ token: { rights: "none", ...own } }), filled);
  });

  it("takes nothing from what is said", () => {
    const said = { doors: ["mcp"], attended: true, calls_per_minute: 9, expires: "never" };

    expect(fill({ doors: ["api"], attended: false, callsPerMinute: 5 }, said)).to.include(said);
  });
});
