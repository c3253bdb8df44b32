import { expect } from "chai";
import type { Scope } from "../../server/policy/rules.ts";
import { maySee } from "../../server/policy/scope.ts";

describe("maySee", () => {
  const table: [Scope, boolean, boolean][] = [
    ["all", true, true],
    ["all", false, true],
    ["exposed", true, true],
    ["exposed", false, false],
    ["none", true, false],
    ["none", false, false],
  ];
  for (const [scope, exposed, seen] of table)
    it(`${seen ? "shows" : "hides"} ${exposed ? "an exposed entity" : "an entity that is not exposed"} in scope ${scope}`, () => {
      expect(maySee({ exposed }, scope)).to.equal(seen);
    });
});
