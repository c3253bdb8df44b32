import { expect } from "chai";
import { setLock } from "../../server/tools/control/set-lock.ts";
import { failureOf } from "../support/failure.ts";
import { startHouse, type House } from "../support/house.ts";
import { planTool } from "../support/plan-tool.ts";
import { startPlanning, type PlanningHouse } from "../support/planning.ts";
import { until } from "../support/until.ts";

describe("set_lock", () => {
  let house: PlanningHouse;
  const plan = (target: string, wish: object) =>
    planTool(house, setLock, { targets: [target], ...wish });

  before(async () => {
    house = await startPlanning();
    house.demo.addEntity({
      entity_id: "lock.gate_latch",
      state: "locked",
      name: "Gate latch",
      attributes: { supported_features: 1 },
    });
    await until("the latch", () => house.home.snapshot().entities.has("lock.gate_latch"));
  });
  after(() => house.close());

  it("locks what is named, and expects it locked", async () => {
    const { actions } = await plan("Haustür", { locked: true });

    expect(actions).to.deep.equal([
      {
        sentence: "Lock Front door",
        service: "lock.lock",
        entity_ids: ["lock.front_door"],
        data: {},
        expect: { state: ["locked"] },
      },
    ]);
  });

  it("unlocks with a code that its sentence does not tell", async () => {
    const { actions } = await plan("front door", { locked: false, code: " 4711 " });

    expect(actions[0]).to.deep.include({
      sentence: "Unlock Front door",
      service: "lock.unlock",
      data: { code: "4711" },
    });
  });

  it("opens a latch where there is one", async () => {
    const { actions } = await plan("gate latch", { locked: false, open: true });
    expect(actions[0]?.service).to.equal("lock.open");

    for (const wish of [{ locked: true, open: true }])
      expect(await failureOf(plan("gate latch", wish))).to.include({ code: "invalid_input" });
    expect(String(await failureOf(plan("front door", { locked: false, open: true })))).to.include(
      "has no latch to open",
    );
  });
});

describe("set_lock on the road", () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  it("keeps a code to itself, also when it is refused", async () => {
    const outcome = await house.call("set_lock", {
      ...{ targets: ["front door"], locked: false, code: "471147114711" },
    });

    expect(outcome).to.have.nested.property("failure.code", "needs_approval");
    expect(house.demo.state("lock.front_door").state).to.equal("locked");
    expect(JSON.stringify([outcome, await house.journal(), house.lines])).not.to.include(
      "47114711",
    );
  });

  it("locks all doors", async () => {
    const answer = await house.result("set_lock", { targets: ["all"], locked: true });

    expect(answer["done"]).to.deep.equal(["Lock 3 locks"]);
  });
});
