import { expect } from "chai";
import { setTimeout as wait } from "node:timers/promises";
import type { Principal } from "../../server/access/principal.ts";
import type { Outcome } from "../../server/gateway/call.ts";
import { createHomeQueue } from "../../server/gateway/home-queue.ts";
import { scopeOf } from "../../server/policy/scope.ts";
import { startHouse, type House } from "../support/house.ts";

const resultOf = (outcome: Outcome) => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.result;
};

describe("Acting when things go wrong", function () {
  this.timeout(20_000);
  let house: House;
  let resident: Principal;
  before(async () => {
    house = await startHouse({ entities: 600 });
    resident = await house.enter("resident");
  });
  after(() => house.close());
  afterEach(() => house.demo.calm());

  it("lets others go on beside a job that takes long", async () => {
    const queue = createHomeQueue({ concurrency: 1, placeMs: 20, timeoutMs: 5_000 });
    const never = new AbortController().signal;
    const order: string[] = [];
    const slow = queue.run("act", () => wait(300).then(() => order.push("slow")), never);
    const quick = queue.run("act", () => Promise.resolve(order.push("quick")), never);

    await Promise.all([slow, quick]);

    expect(order).to.deep.equal(["quick", "slow"]);
    await queue.close();
  });

  it("does not name a whole house that is left out", async () => {
    const looking: Principal = {
      ...resident,
      rights: {
        ...resident.rights,
        key: "looks at everything",
        scope: scopeOf([
          { name: "look", select: { kind: "all" }, access: "see" },
          {
            name: "worktop",
            select: { kind: "entity", id: "light.kitchen_worktop" },
            access: "control",
          },
        ]),
      },
    };

    const { left_out } = resultOf(
      await house.call("set_light", { targets: ["all"], on: true, rehearse: true }, looking),
    );

    expect(left_out).to.have.length(21);
    expect(left_out).to.have.property("20").that.matches(/^\d+ more$/);
  });

  it("does not say that a lamp has a color which it does not take", async () => {
    await house.result("set_light", { targets: ["light.floor_lamp"], color: "blue" });
    house.demo.deaf("light.floor_lamp", true);

    const deaf = resultOf(
      await house.call("set_light", { targets: ["light.floor_lamp"], color: "red" }),
    );
    house.demo.deaf("light.floor_lamp", false);
    const obedient = resultOf(
      await house.call("set_light", { targets: ["light.floor_lamp"], color: "red" }),
    );
    const same = resultOf(
      await house.call("set_light", { targets: ["light.floor_lamp"], color: "red" }),
    );

    expect(deaf["unconfirmed"]).to.deep.equal(["Floor lamp"]);
    expect(obedient).not.to.have.property("unconfirmed");
    expect(same).not.to.have.property("unconfirmed");
  });
});
