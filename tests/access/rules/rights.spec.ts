import { expect } from "chai";
import fc from "fast-check";
import type { Token } from "../../../server/access/tokens/token.ts";
import { rightsOf, writtenOf } from "../../../server/access/rules/rights.ts";
import { effects } from "../../../shared/effects.ts";
import { rightsIf } from "../../../server/policy/conditions.ts";
import { decide } from "../../../server/policy/decide.ts";
import { builtInRoles } from "../../../server/policy/roles.ts";
import {
  accesses,
  decisions,
  type Limit,
  type Rights,
  type Rule,
  type ScopeRule,
  type ToolFacts,
  type Written,
} from "../../../server/policy/rules.ts";
import { accessOf, nameOfScope, type EntityFacts } from "../../../server/policy/scope.ts";
import { anyEntity, anyRights, anyTool, rightsIn } from "../../support/any-rights.ts";
import { promise } from "../../support/promise.ts";

const nameOf = ({ scope }: Rights) => nameOfScope(scope) ?? "none";

const tool = (facts: Partial<ToolFacts>): ToolFacts => ({
  ...{ name: "get_entity", toolset: "explore", effect: "read", ...facts },
});

describe("the rights of a role", () => {
  for (const [role, expected, scope] of [
    ["viewer", ["allow", "deny", "deny", "deny"], "all"],
    ["resident", ["allow", "allow", "deny", "deny"], "all"],
    ["editor", ["allow", "allow", "confirm", "deny"], "all"],
    ["admin", ["allow", "allow", "allow", "confirm"], "all"],
    ["guest", ["allow", "allow", "deny", "deny"], "exposed"],
    ["one that is gone", ["allow", "deny", "deny", "deny"], "none"],
    ["toString", ["allow", "deny", "deny", "deny"], "none"],
  ] as const)
    it(`of ${role} are ${expected.join(", ")} in scope ${scope}`, () => {
      const rights = rightsIn(role);

      expect(effects.map((effect) => decide(tool({ effect }), rights).kind)).to.deep.equal(
        expected,
      );
      expect(nameOf(rights)).to.equal(scope);
    });
});

describe("the rights of a token", () => {
  promise("access.no-rights", "the refusal says why", () => {
    const rights = rightsIn("admin", { rights: "none" });

    expect(decide(tool({ name: "whoami" }), rights).kind).to.equal("allow");
    expect(decide(tool({}), rights)).to.deep.equal({
      kind: "deny",
      rule: "token: it has no rights",
    });
    expect(nameOf(rights)).to.equal("none");
  });

  it("with the same rights are those of its user", () => {
    const rights = rightsIn("guest", { rights: "same" });

    expect(rights.user).to.deep.equal(builtInRoles.guest.rules);
    expect(rights).to.not.have.property("token");
    expect(nameOf(rights)).to.equal("exposed");
  });

  it("with chosen rights are what was chosen and its user may", () => {
    const rights = rightsIn("resident", {
      rights: "chosen",
      chosen: {
        rules: { "effect:write": "allow", "tool:get_entity": "confirm" },
        scope: "exposed",
      },
    });

    expect(decide(tool({}), rights)).to.deep.equal({
      kind: "confirm",
      rule: "token: tool:get_entity",
    });
    expect(decide(tool({ name: "set_area", effect: "write" }), rights).kind).to.equal("deny");
    expect(decide(tool({ name: "find_entities" }), rights).kind).to.equal("deny");
    expect(nameOf(rights)).to.equal("exposed");
  });

  promise("access.ceiling", "whatever was chosen, of any tool, whatever conditions hold", () => {
    const anyHolds = fc.constantFrom(true, false, undefined);
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(builtInRoles), "gone"),
        anyRights,
        anyTool,
        anyEntity,
        anyHolds,
        (role, token, called, entity, holds) => {
          const at = (rights: Rights) => rightsIf(rights, () => holds, 0);
          const [user, both] = [rightsIn(role), at(rightsIn(role, token))];
          const chosen = at(rightsIn("admin", token)).token ?? user.user;
          const strictness = (rules: typeof user.user) =>
            decisions.indexOf(decide(called, { ...user, user: rules }).kind);
          const kind = decisions.indexOf(decide(called, both).kind);
          const shown = ({ scope }: Rights) => accesses.indexOf(accessOf(entity, scope));
          return (
            kind >= strictness(user.user) &&
            kind >= strictness(chosen) &&
            shown(both) <= shown(user)
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it("have one key for equal rights, in whatever order they were chosen", () => {
    const one: Pick<Token, "rights" | "chosen"> = {
      rights: "chosen",
      chosen: { rules: { "effect:read": "allow", "tool:whoami": "deny" } },
    };
    const other: typeof one = {
      rights: "chosen",
      chosen: { rules: { "tool:whoami": "deny", "effect:read": "allow" }, scope: "all" },
    };

    expect(rightsIn("resident", one)).to.deep.equal(rightsIn("resident", other));
  });

  it("have different keys for different rights", () => {
    const keys = [
      rightsIn("resident"),
      rightsIn("guest"),
      rightsIn("viewer"),
      rightsIn("gone"),
      rightsIn("resident", { rights: "none" }),
      rightsIn("resident", { rights: "chosen", chosen: { rules: { all: "allow" } } }),
      rightsIn("resident", { rights: "chosen", chosen: { rules: { all: "confirm" } } }),
      rightsIn("resident", {
        rights: "chosen",
        chosen: { rules: { all: "allow" }, scope: "none" },
      }),
    ].map(({ key }) => key);

    expect(new Set(keys)).to.have.property("size", keys.length);
  });
});

describe("the rights of a token that knows a catalogue", () => {
  const known = (id: string) => ({ id, tools: new Set(["whoami"]), harmless: new Set<string>() });

  it("are none to what is newer, and have another key under another catalogue", () => {
    const [one, other, none] = [
      rightsIn("resident", { rights: "same" }, known("1")),
      rightsIn("resident", { rights: "same" }, known("2")),
      rightsIn("resident", { rights: "same" }),
    ];

    expect(decide(tool({ name: "whoami" }), one).kind).to.equal("allow");
    expect(decide(tool({}), one).kind).to.equal("deny");
    expect(decide(tool({}), none).kind).to.equal("allow");
    expect(one.key).to.equal(rightsIn("resident", { rights: "same" }, known("1")).key);
    expect(new Set([one.key, other.key, none.key])).to.have.property("size", 3);
  });

  promise("access.update", "of any tool and service", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(builtInRoles), "gone"),
        anyRights,
        anyTool,
        fc.subarray(["whoami", "get_entity", "set_light", "brand_new"]),
        (role, token, called, tools) => {
          const catalogue = {
            id: tools.join(),
            tools: new Set(tools),
            harmless: new Set<string>(),
          };
          const strictness = (rights: Rights) => decisions.indexOf(decide(called, rights).kind);
          const bound = rightsIn(role, token, catalogue);
          const expected = strictness(rightsIn(role, token));
          return strictness(bound) === (catalogue.tools.has(called.name) ? expected : 3);
        },
      ),
    );
  });
});

describe("what is written for somebody", () => {
  const rule = (name: string, decision: Rule["decision"]): Rule => ({
    ...{ name, target: { kind: "effect", effect: "execute" }, decision },
  });
  const shown = (name: string, access: ScopeRule["access"]): ScopeRule => ({
    ...{ name, select: { kind: "area", id: "hall" }, access },
  });
  const limit = (name: string): Limit => ({ name, service: "*", maxTargets: 1 });
  const written = (whose: string, decision: Rule["decision"]): Written => ({
    rules: [rule(whose, decision)],
    scope: [shown(whose, "control")],
    limits: [limit(whose)],
  });
  const act = tool({ name: "set_lock", effect: "execute" });
  const role = { name: "kids", powers: [], ...written("role", "confirm") };
  const parts = { role, keptFromTokens: [] };
  const user = written("user", "allow");
  const everybody = written("everybody", "deny");

  it("goes before their role, and what is written for everybody after it", () => {
    expect([
      decide(act, rightsOf({ ...parts, user, everybody })).rule,
      decide(act, rightsOf({ ...parts, everybody })).rule,
      decide(act, rightsOf({ ...parts, role: { ...role, rules: [] }, everybody })).rule,
    ]).to.deep.equal(["user", "role", "everybody"]);
  });

  it("makes one scope, in which the stricter wins", () => {
    const hall: EntityFacts = {
      ...{ entity_id: "light.hall", domain: "light", area_id: "hall", labels: [], exposed: false },
    };
    const stricter = { ...everybody, scope: [shown("everybody", "see")] };

    expect(accessOf(hall, rightsOf({ ...parts, user }).scope)).to.equal("control");
    expect(accessOf(hall, rightsOf({ ...parts, user, everybody: stricter }).scope)).to.equal("see");
  });

  it("limits them all together, and their token besides", () => {
    const token = {
      rights: "chosen",
      chosen: { rules: [], limits: [{ name: "token", service: "*", max_targets: 1 }] },
    } as const;

    expect(
      rightsOf({ ...parts, user, everybody, token }).limits.map(({ name }) => name),
    ).to.deep.equal(["user", "role", "everybody", "token"]);
  });

  it("is another right when it is frozen, or is about somebody else", () => {
    const keys = [
      rightsOf(parts),
      rightsOf({ ...parts, frozen: "everything is frozen" }),
      rightsOf({ ...parts, self: "ada" }),
    ].map(({ key }) => key);

    expect(new Set(keys)).to.have.property("size", 3);
    expect(rightsOf({ ...parts, frozen: "the user is frozen" }).frozen).to.equal(
      "the user is frozen",
    );
  });

  it("cannot be changed any more", () => {
    const rights = rightsOf({ ...parts, user });

    expect([rights, rights.user, rights.limits].every(Object.isFrozen)).to.equal(true);
  });
});

describe("chosen rights that are missing", () => {
  it("are none", () => {
    expect(writtenOf({ rights: "chosen" })).to.deep.include({ rules: [], limits: [] });
    expect(nameOf(rightsIn("admin", { rights: "chosen" }))).to.equal("none");
  });
});
