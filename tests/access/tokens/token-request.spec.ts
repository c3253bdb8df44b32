import { expect } from "chai";
import { startAccess, type TestAccess } from "../../support/access.ts";
import { failureOf } from "../../support/failure.ts";

describe("a token to be", () => {
  // One house for the whole table: nothing comes of it.
  let house: TestAccess;
  before(async () => {
    house = await startAccess();
  });
  after(() => house.close());

  for (const [what, wrong] of Object.entries<object>({
    "an empty name": { name: " " },
    "a name of 101 letters": { name: "a".repeat(101) },
    "a name with a line break": { name: "a\nb" },
    "rights that do not exist": { rights: "all" },
    "chosen rights without rules": { rights: "chosen" },
    "chosen rights with no rule": { rights: "chosen", chosen: { rules: {} } },
    "chosen rights for nothing known": {
      rights: "chosen",
      chosen: { rules: { "effect:fly": "allow" } },
    },
    "chosen rights with an unknown decision": {
      rights: "chosen",
      chosen: { rules: { all: "maybe" } },
    },
    "chosen rights in an unknown scope": {
      rights: "chosen",
      chosen: { rules: { all: "allow" }, scope: "house" },
    },
    "a rule that has ended already": {
      rights: "chosen",
      chosen: { rules: [{ target: "all", decision: "allow", until: 5 }] },
    },
    "a scope of what cannot be selected": {
      rights: "chosen",
      chosen: { rules: { all: "allow" }, scope: [{ select: "planet:mars", access: "see" }] },
    },
    "a limit that bounds nothing": {
      rights: "chosen",
      chosen: { rules: { all: "allow" }, limits: [{ name: "Nothing", service: "*" }] },
    },
    "rules but the same rights": { rights: "same", chosen: { rules: { all: "allow" } } },
    "no door": { doors: [] },
    "an unknown door": { doors: ["window"] },
    "no address": { addresses: [] },
    "an address that is none": { addresses: ["192.168.1.300"] },
    "a network that is none": { addresses: ["10.0.0.0/33"] },
    "a home that cannot be": { homes: ["a b"] },
    "no calls": { calls_per_minute: 0 },
    "half a call": { calls_per_minute: 1.5 },
    "an expiry that is past": { expires: "2020-01-01" },
    "an expiry that is none": { expires: "soon" },
  }))
    it(`cannot have ${what}`, async () => {
      expect(
        await failureOf(house.access.tokens.create(owner(), { name: "n8n", ...wrong })),
      ).to.have.property("code", "invalid_input");
      expect(await house.access.tokens.list(owner())).to.have.length(1);
    });

  const owner = () => house.people.resident.user.id;
});
