import { expect } from "chai";
import { maySee, type EntityFacts } from "../../server/policy/scope.ts";
import { scopes } from "../support/principals.ts";

const lamp: EntityFacts = { entity_id: "light.lamp", domain: "light", labels: [], exposed: true };

describe("maySee", () => {
  const table: [keyof typeof scopes, boolean, boolean][] = [
    ["all", true, true],
    ["all", false, true],
    ["exposed", true, true],
    ["exposed", false, false],
    ["none", true, false],
    ["none", false, false],
  ];
  for (const [scope, exposed, seen] of table)
    it(`${seen ? "shows" : "hides"} ${exposed ? "an exposed entity" : "an entity that is not exposed"} in scope ${scope}`, () => {
      expect(maySee({ ...lamp, exposed }, scopes[scope])).to.equal(seen);
    });
});
