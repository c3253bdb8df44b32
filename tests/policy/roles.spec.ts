import { expect } from "chai";
import { decideAct } from "../../server/policy/decide.ts";
import { builtInRoles, roleNow, roleOf } from "../../server/policy/roles.ts";
import { scopes } from "../support/principals.ts";

const unlock = { service: "lock.unlock", risk: "unlock" } as const;

describe("a built-in role", () => {
  for (const [name, kind] of [
    ["viewer", "approve"],
    ["resident", "approve"],
    ["editor", "approve"],
    ["admin", "approve"],
    ["guest", "deny"],
  ] as const)
    it(`of ${name} answers ${kind} to what is sensitive`, () => {
      const rights = { key: name, user: roleOf(name).rules, scope: scopes.all, limits: [] };

      expect(decideAct(unlock, rights)).to.deep.equal({ kind, rule: `role ${name}` });
    });
});

describe("a role that is gone", () => {
  it("leaves viewers of nothing", () => {
    expect(roleNow("gone")).to.equal("viewer");
    expect(roleNow("guest")).to.equal("guest");
    expect(roleOf("gone")).to.deep.equal({ ...builtInRoles.viewer, scope: scopes.none.user });
  });
});
