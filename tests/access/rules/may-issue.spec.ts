import { expect } from "chai";
import fc from "fast-check";
import { mayIssue, type Issue } from "../../../server/access/rules/may-issue.ts";
import type { PrincipalToken } from "../../../server/access/principal.ts";
import { readPermissions } from "../../../server/access/rules/read-permissions.ts";
import type { TokenRights } from "../../../server/access/rules/rights.ts";
import { rightsIf } from "../../../server/policy/conditions.ts";
import { decide, decideAct } from "../../../server/policy/decide.ts";
import {
  accesses,
  decisions,
  type Conditions,
  type KnownCatalogue,
  type Rights,
  type ToolFacts,
} from "../../../server/policy/rules.ts";
import { accessOf, type EntityFacts } from "../../../server/policy/scope.ts";
import {
  anyEntity,
  anyRights,
  anyScopeList,
  anyTool,
  rightsIn,
  someConditions,
  someEnd,
} from "../../support/any-rights.ts";
import type { RuleView } from "../../../shared/views.ts";
import { makePrincipal } from "../../support/principals.ts";
import { promise } from "../../support/promise.ts";

const now = Date.UTC(2026, 10, 20, 12);
const dayMs = 86_400_000;

interface Case {
  readonly token?: Partial<PrincipalToken>;
  readonly rights?: TokenRights;
  /** What the asking token knows; absent: whatever there is. */
  readonly known?: KnownCatalogue;
  readonly issue: Partial<Issue>;
  /** What is named as wider; nothing: it may be issued. */
  readonly wider?: string;
}

function tryIssue({ token = {}, rights = { rights: "same" }, known, issue }: Case): void {
  const made = makePrincipal({ token: { ...token, ...rights } });
  const principal = { ...made, rights: rightsIn("resident", rights, known) };
  mayIssue(principal, { name: "new", ...issue }, now);
}

const readOnly = { rights: "chosen", chosen: { rules: { "effect:read": "allow" } } } as const;
const careful = {
  rights: "chosen",
  chosen: { rules: { all: "allow", sensitive: "deny" } },
} as const;
const ruled = (...rules: readonly RuleView[]) => ({ rights: "chosen" as const, chosen: { rules } });
const acts = { target: "effect:execute", decision: "allow" } as const;
const warm = { name: "warm", service: "climate.*", field: "temperature", max: 23 };
const limited = {
  rights: "chosen",
  chosen: { rules: { all: "allow" }, limits: [warm] },
} as const;
const catalogueOf = (tools: readonly string[], harmless: readonly string[] = []) => ({
  id: [...tools, "+", ...harmless].join(" "),
  tools: new Set(tools),
  harmless: new Set(harmless),
});
const older = catalogueOf(["whoami"], ["light.turn_on"]);
const network = ["192.168.1.0/24", "fd00::/8"];

const cases: Readonly<Record<string, Case>> = {
  "the same as its own": { issue: { rights: "same" } },
  "nothing, by a token that has nothing": { rights: { rights: "none" }, issue: {} },
  "anything, by a token that has nothing": {
    rights: { rights: "none" },
    issue: { rights: "chosen", chosen: { rules: { "tool:whoami": "allow" }, scope: "all" } },
    wider: "rights",
  },
  "the same, by a token with chosen rights": {
    rights: readOnly,
    issue: { rights: "same" },
    wider: "rights",
  },
  "what it chose itself": { rights: readOnly, issue: readOnly },
  "as strict a rule for what is sensitive": {
    rights: careful,
    issue: { rights: "chosen", chosen: { rules: { all: "allow", sensitive: "deny" } } },
  },
  "what is sensitive, without the rule that bounds it": {
    rights: careful,
    issue: { rights: "chosen", chosen: { rules: { all: "allow" } } },
    wider: "rights",
  },
  "one service more than the rule for what is sensitive lets": {
    rights: careful,
    issue: {
      rights: "chosen",
      chosen: { rules: { all: "allow", sensitive: "deny", "service:lock.unlock": "allow" } },
    },
    wider: "rights",
  },
  "a tool beyond what was chosen": {
    rights: readOnly,
    issue: { rights: "chosen", chosen: { rules: { "tool:set_light": "allow" } } },
    wider: "rights",
  },
  "what asks, where its own asks": {
    rights: { rights: "chosen", chosen: { rules: { all: "confirm" } } },
    issue: { rights: "chosen", chosen: { rules: { "effect:read": "confirm" } } },
  },
  "what runs, where its own asks": {
    rights: { rights: "chosen", chosen: { rules: { all: "confirm" } } },
    issue: { rights: "chosen", chosen: { rules: { "effect:read": "allow" } } },
    wider: "rights",
  },
  "everything, where one tool is denied to it": {
    rights: { rights: "chosen", chosen: { rules: { all: "allow", "tool:set_light": "deny" } } },
    issue: { rights: "chosen", chosen: { rules: { all: "allow" } } },
    wider: "rights",
  },
  "a wider scope": {
    rights: { rights: "chosen", chosen: { rules: { all: "allow" }, scope: "exposed" } },
    issue: { rights: "chosen", chosen: { rules: { all: "allow" } } },
    wider: "rights",
  },
  "a rule that holds always, where its own holds sometimes": {
    rights: ruled({ ...acts, when: { presence: "somebody_home" } }),
    issue: ruled(acts),
    wider: "rights",
  },
  "more conditions than can be compared": {
    issue: ruled(
      ...Array.from({ length: 12 }, (_, hour) => ({
        ...{ ...acts, when: { hours: { from: `${String(hour + 10)}:00`, to: "00:00" } } },
      })),
    ),
    wider: "rights (there is too much to compare)",
  },
  "its own limit": { rights: limited, issue: limited },
  "no limit, where it has one": {
    rights: limited,
    issue: { rights: "chosen", chosen: { rules: { all: "allow" } } },
    wider: "limits",
  },
  "its own doors": { token: { doors: ["api", "rest"] }, issue: { doors: ["rest"] } },
  "the usual doors, where it has fewer": { token: { doors: ["api"] }, issue: {}, wider: "doors" },
  "another door": { issue: { doors: ["rest", "api"] }, wider: "doors" },
  "every home, where it has one": { token: { homes: ["a"] }, issue: {}, wider: "homes" },
  "another home": { token: { homes: ["a"] }, issue: { homes: ["b"] }, wider: "homes" },
  "one of its homes": { token: { homes: ["a", "b"] }, issue: { homes: ["b"] } },
  "every address, where it has some": {
    token: { addresses: network },
    issue: {},
    wider: "addresses",
  },
  "an address within its own": {
    token: { addresses: network },
    issue: { addresses: ["192.168.1.7"] },
  },
  "a network within its own": {
    token: { addresses: network },
    issue: { addresses: ["fd12::/16", "192.168.1.128/25"] },
  },
  "a network around its own": {
    token: { addresses: network },
    issue: { addresses: ["192.168.0.0/16"] },
    wider: "addresses",
  },
  "every IPv4 address, dressed as IPv6": {
    token: { addresses: ["0.0.0.0/8"] },
    issue: { addresses: ["::ffff:0.0.0.0/96"] },
    wider: "addresses",
  },
  "no rate, where it has one": {
    token: { callsPerMinute: 10 },
    issue: {},
    wider: "calls_per_minute",
  },
  "a higher rate": {
    token: { callsPerMinute: 10 },
    issue: { calls_per_minute: 11 },
    wider: "calls_per_minute",
  },
  "its own rate": { token: { callsPerMinute: 10 }, issue: { calls_per_minute: 10 } },
  "no end, where it ends": { token: { expiresAt: now + dayMs }, issue: {}, wider: "expires" },
  "never, where it ends": {
    token: { expiresAt: now + dayMs },
    issue: { expires: "never", expires_at: now },
    wider: "expires",
  },
  "a later end": {
    token: { expiresAt: now + dayMs },
    issue: { expires: "25h" },
    wider: "expires",
  },
  "an earlier end": { token: { expiresAt: now + dayMs }, issue: { expires: "23h" } },
  "a token as it is, with a later end": {
    token: { expiresAt: now + dayMs },
    issue: { expires_at: now + 2 * dayMs },
    wider: "expires",
  },
  "attended, unattended itself": { token: { attended: false }, issue: {}, wider: "attended" },
  "what it knows itself": {
    known: older,
    issue: { known: catalogueOf([...older.tools], ["light.turn_on"]) },
  },
  "what nobody names, knowing little": { known: older, issue: {} },
  "less than it knows": { known: older, issue: { known: catalogueOf(["whoami"]) } },
  "a tool that is new to it": {
    known: older,
    issue: { known: catalogueOf(["set_lock", "whoami"], ["light.turn_on"]) },
    wider: "what it knows",
  },
  "a service that was not harmless when it was made": {
    known: older,
    issue: { known: catalogueOf(["whoami"], ["light.turn_on", "hue.activate_scene"]) },
    wider: "what it knows",
  },
  "anything new, knowing everything": { issue: { known: catalogueOf(["set_lock"]) } },
  "unattended, unattended itself": { token: { attended: false }, issue: { attended: false } },
};

const anyHolds = fc.constantFrom(true, false, undefined);

/** How much is allowed of a tool, of acts and of an entity. */
const widthOf = (rights: Rights, tool: ToolFacts, entity: EntityFacts): readonly number[] => [
  -decisions.indexOf(decide(tool, rights).kind),
  ...[
    { service: "light.turn_on" },
    { service: "lock.unlock", risk: "unlock" } as const,
    { service: "siren.turn_on", risk: "siren" } as const,
  ].map((act) => -decisions.indexOf(decideAct(act, rights)?.kind ?? "allow")),
  accesses.indexOf(accessOf(entity, rights.scope)),
];

describe("a token that asks for a token", function () {
  // Thousands of pairs of tokens are compared.
  this.timeout(60_000);
  for (const [what, one] of Object.entries(cases))
    if (one.wider === undefined)
      it(`may have ${what}`, () => {
        expect(() => tryIssue(one)).to.not.throw();
      });
    else
      it(`may not have ${what}`, () => {
        expect(() => tryIssue(one))
          .to.throw(`${one.wider} would be wider`)
          .with.property("code", "not_allowed");
      });

  promise("access.ceiling", "nor do tokens that it makes, whichever conditions hold", () => {
    let issued = 0;
    const anyAnswers = fc.tuple(anyHolds, anyHolds, fc.constantFrom(someEnd - 1, someEnd));
    fc.assert(
      fc.property(
        ...[anyRights, anyRights, anyTool, anyEntity, anyScopeList, anyAnswers],
        (own, wanted, tool, entity, scope, [one, other, at]) => {
          try {
            tryIssue({ rights: own, issue: wanted });
          } catch {
            return true;
          }
          issued += 1;
          // What is written for the user may change at any time, and comes to both.
          const user = readPermissions({ rules: [], scope, limits: [] }, "user ada");
          const holds = (conditions: Conditions) =>
            JSON.stringify(conditions) === JSON.stringify(someConditions[0]) ? one : other;
          const [mine, theirs] = [own, wanted].map((token) => {
            const rights = rightsIn("resident", token, undefined, { user, self: "ada" });
            return widthOf(rightsIf(rights, holds, at), tool, entity);
          });
          return theirs?.every((width, index) => width <= (mine?.[index] ?? -1)) === true;
        },
      ),
      { numRuns: 1_000 },
    );
    expect(issued).to.be.greaterThan(100);
  });

  it("never gets one that knows a tool that it does not", () => {
    const anyKnown = fc
      .subarray(["whoami", "get_entity", "set_light", "brand_new"])
      .map((tools) => catalogueOf(tools));
    const kindOf = (rights: Rights, tool: ToolFacts) =>
      decisions.indexOf(decide(tool, rights).kind);
    let issued = 0;
    fc.assert(
      fc.property(anyRights, anyRights, anyKnown, anyKnown, anyTool, (own, wanted, ...rest) => {
        const [known, named, tool] = rest;
        try {
          tryIssue({ rights: own, known, issue: { ...wanted, known: named } });
        } catch {
          return true;
        }
        issued += 1;
        const [mine, theirs] = [
          rightsIn("resident", own, known),
          rightsIn("resident", wanted, named),
        ];
        return kindOf(theirs, tool) >= kindOf(mine, tool);
      }),
      { numRuns: 2000 },
    );
    expect(issued).to.be.greaterThan(50);
  });
});

describe("a person without a token", () => {
  it("may have any token", () => {
    const { token, ...person } = makePrincipal();

    expect(() => mayIssue(person, { name: "new", rights: "same", doors: ["api"] })).to.not.throw();
  });
});
