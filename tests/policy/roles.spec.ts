import { expect } from "chai";
import { decideAct } from "../../server/policy/decide.ts";
import { builtInRoles, roleNow, roleOf, type Role } from "../../server/policy/roles.ts";
import { scopes } from "../support/principals.ts";

const none: ReadonlyMap<string, Role> = new Map();
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
      const rights = { key: name, user: roleOf(name, none).rules, scope: scopes.all, limits: [] };

      expect(decideAct(unlock, rights)).to.deep.equal({ kind, rule: `role ${name}` });
    });
});

describe("a role that is gone", () => {
  it("leaves viewers of nothing, without a power", () => {
    expect(roleNow("gone", none)).to.equal("viewer");
    expect(roleOf("gone", none)).to.deep.equal({
      ...builtInRoles.viewer,
      scope: scopes.none.user,
    });
    expect(roleOf("toString", none).powers).to.deep.equal([]);
  });
});

describe("a role that is kept", () => {
  const kids: Role = {
    ...{ name: "kids", rules: [], scope: scopes.exposed.user, limits: [], powers: [] },
  };

  it("is found by its name, and takes the place of a built-in one", () => {
    const roles = new Map([
      ["kids", kids],
      ["guest", { ...kids, name: "guest" }],
    ]);

    expect(roleNow("kids", roles)).to.equal("kids");
    expect(roleOf("kids", roles)).to.equal(kids);
    expect(roleOf("guest", roles).rules).to.deep.equal([]);
    expect(roleOf("viewer", roles)).to.equal(builtInRoles.viewer);
    expect(roleNow("guest", none)).to.equal("guest");
  });
});
