import { expect } from "chai";
import fc from "fast-check";
import type { Token } from "../../server/access/access.ts";
import { isNarrower, parseTarget, rightsOf } from "../../server/access/rights.ts";
import { effects } from "../../shared/effects.ts";
import { decide } from "../../server/policy/decide.ts";
import { builtInRoles } from "../../server/policy/roles.ts";
import { decisions, type Rights, type ToolFacts } from "../../server/policy/rules.ts";
import { nameOfScope } from "../../server/policy/scope.ts";
import { anyRights, anyTool } from "../support/any-rights.ts";
import { promise } from "../support/promise.ts";

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
      const rights = rightsOf(role);

      expect(effects.map((effect) => decide(tool({ effect }), rights).kind)).to.deep.equal(
        expected,
      );
      expect(nameOf(rights)).to.equal(scope);
    });
});

describe("the rights of a token", () => {
  promise("access.no-rights", "the refusal says why", () => {
    const rights = rightsOf("admin", { rights: "none" });

    expect(decide(tool({ name: "whoami" }), rights).kind).to.equal("allow");
    expect(decide(tool({}), rights)).to.deep.equal({
      kind: "deny",
      rule: "token: it has no rights",
    });
    expect(nameOf(rights)).to.equal("none");
  });

  it("with the same rights are those of its user", () => {
    const rights = rightsOf("guest", { rights: "same" });

    expect(rights.user).to.deep.equal(builtInRoles.guest.rules);
    expect(rights).to.not.have.property("token");
    expect(nameOf(rights)).to.equal("exposed");
  });

  it("with chosen rights are what was chosen and its user may", () => {
    const rights = rightsOf("resident", {
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

  promise("access.ceiling", "whatever was chosen, of any tool", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(builtInRoles), "gone"),
        anyRights,
        anyTool,
        (role, token, called) => {
          const user = rightsOf(role);
          const both = rightsOf(role, token);
          const chosen = rightsOf("admin", token).token ?? user.user;
          const strictness = (rules: typeof user.user) =>
            decisions.indexOf(decide(called, { ...user, user: rules }).kind);
          const kind = decisions.indexOf(decide(called, both).kind);
          return (
            kind >= strictness(user.user) &&
            kind >= strictness(chosen) &&
            !isNarrower(nameOf(user), nameOf(both))
          );
        },
      ),
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

    expect(rightsOf("resident", one)).to.deep.equal(rightsOf("resident", other));
  });

  it("have different keys for different rights", () => {
    const keys = [
      rightsOf("resident"),
      rightsOf("guest"),
      rightsOf("viewer"),
      rightsOf("gone"),
      rightsOf("resident", { rights: "none" }),
      rightsOf("resident", { rights: "chosen", chosen: { rules: { all: "allow" } } }),
      rightsOf("resident", { rights: "chosen", chosen: { rules: { all: "confirm" } } }),
      rightsOf("resident", {
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
      rightsOf("resident", { rights: "same" }, known("1")),
      rightsOf("resident", { rights: "same" }, known("2")),
      rightsOf("resident", { rights: "same" }),
    ];

    expect(decide(tool({ name: "whoami" }), one).kind).to.equal("allow");
    expect(decide(tool({}), one).kind).to.equal("deny");
    expect(decide(tool({}), none).kind).to.equal("allow");
    expect(one.key).to.equal(rightsOf("resident", { rights: "same" }, known("1")).key);
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
          const bound = rightsOf(role, token, catalogue);
          const expected = strictness(rightsOf(role, token));
          return strictness(bound) === (catalogue.tools.has(called.name) ? expected : 3);
        },
      ),
    );
  });
});

describe("a target", () => {
  it("is a tool, a toolset, an effect or all", () => {
    expect(
      ["tool:get_entity", "toolset:explore", "effect:read", "all"].map(parseTarget),
    ).to.deep.equal([
      { kind: "tool", name: "get_entity" },
      { kind: "toolset", name: "explore" },
      { kind: "effect", effect: "read" },
      { kind: "all" },
    ]);
  });

  it("is a service, a risk, or whatever is sensitive", () => {
    expect(["service:lock.unlock", "risk:unlock", "sensitive"].map(parseTarget)).to.deep.equal([
      { kind: "service", name: "lock.unlock" },
      { kind: "risk", risk: "unlock" },
      { kind: "sensitive" },
    ]);
  });

  for (const text of ["service:lock", "service:lock.", "service:a.b.c", "risk:rain", "tool:a.b"])
    it(`is not ${text}`, () => {
      expect(parseTarget(text)).to.equal(undefined);
    });

  for (const text of ["", "tool:", "tool", "effect:fly", "all:x", "tool:A", "tool:a b", "x:y"])
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(parseTarget(text)).to.equal(undefined);
    });
});
