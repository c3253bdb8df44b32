import { expect } from "chai";
import type { Principal } from "../../server/access/principal.ts";
import type { Outcome } from "../../server/gateway/call.ts";
import type { Limit } from "../../server/policy/rules.ts";
import { startHouse, type House } from "../support/house.ts";
import { promise } from "../support/promise.ts";

const failureOf = (outcome: Outcome) => {
  if (outcome.ok) throw new Error(`It came through: ${outcome.json}`);
  return outcome.failure;
};
const lamp = (name: string) => ({ targets: [name], on: true });

describe("limits on how often", function () {
  this.timeout(20_000);
  let house: House;
  let resident: Principal;
  before(async () => {
    house = await startHouse();
    resident = await house.enter("resident");
  });
  after(() => house.close());

  const limited = (...limits: readonly Limit[]): Principal => ({
    ...resident,
    rights: { ...resident.rights, key: JSON.stringify(limits), limits },
  });

  promise("judge.limits", "two calls at once, of which one is within", async () => {
    const somebody = limited({ name: "Once a day", service: "light.*", perDay: 1 });

    const outcomes = await Promise.all(
      [1, 2, 3].map(() => house.call("set_light", lamp("kitchen ceiling"), somebody)),
    );

    expect(outcomes.filter(({ ok }) => ok)).to.have.length(1);
    for (const outcome of outcomes)
      if (!outcome.ok) {
        expect(outcome.failure).to.include({ code: "not_allowed" });
        expect(outcome.failure.message).to.include("1 times a day");
      }
    expect(house.demo.calls).to.have.length(1);
  });

  it("say when a lamp may be acted on again", async () => {
    const somebody = limited({ name: "Slowly", service: "light.*", cooldownMs: 60_000 });

    const first = await house.call("set_light", lamp("kitchen worktop"), somebody);
    const second = await house.call("set_light", lamp("kitchen worktop"), somebody);
    const another = await house.call("set_light", lamp("floor lamp"), somebody);

    expect([first.ok, another.ok]).to.deep.equal([true, true]);
    expect(failureOf(second).message).to.match(/may be acted on again in (1 min|\d+ s)/);
  });

  it("hold for somebody at the dashboard too, and count nobody else's acts", async () => {
    const { user, role, powers, rights, address } = limited({
      name: "Once",
      service: "light.*",
      perDay: 1,
    });
    const person: Principal = { user, role, powers, rights, address, door: "dashboard" };
    const other = {
      ...limited({ name: "Once", service: "light.*", perDay: 1 }),
      user: { ...resident.user, id: "somebody else" },
    };
    const shelf = lamp("shelf strip");

    const first = await house.call("set_light", shelf, person);
    const second = await house.call("set_light", shelf, person);
    const others = await house.call("set_light", shelf, other);

    expect([first.ok, second.ok, others.ok]).to.deep.equal([true, false, true]);
  });

  it("count nothing for who has none", async () => {
    await house.call("set_light", lamp("terrassenlicht"), resident);
    const somebody = limited({ name: "Once a day", service: "light.*", perDay: 1 });

    const outcome = await house.call("set_light", lamp("terrassenlicht"), somebody);

    expect(outcome.ok).to.equal(true);
  });
});
