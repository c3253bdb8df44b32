import { expect } from "chai";
import { pressButton } from "../../server/tools/control/press-button.ts";
import { failureOf } from "../support/failure.ts";
import { carryOut, planTool } from "../support/plan-tool.ts";
import { startPlanning, type PlanningHouse } from "../support/planning.ts";

describe("press_button", () => {
  let house: PlanningHouse;
  before(async () => {
    house = await startPlanning();
  });
  after(() => house.close());

  const plan = (...targets: string[]) => planTool(house, pressButton, { targets });

  it("presses a button by what it is called", async () => {
    const { actions } = await plan("Essen ist fertig");

    expect(actions).to.deep.equal([
      {
        sentence: "Press Dinner is ready",
        service: "input_button.press",
        entity_ids: ["input_button.dinner_is_ready"],
        data: {},
        expect: { changes: true },
      },
    ]);
  });

  it("presses buttons of devices and of the home in one call", async () => {
    const { actions } = await plan("button.router_restart", "input_button.dinner_is_ready");

    expect(actions.map(({ service }) => service)).to.deep.equal([
      "button.press",
      "input_button.press",
    ]);
  });

  it("refuses what is no button", async () => {
    expect(await failureOf(plan("light.kitchen_ceiling"))).to.include({ code: "invalid_input" });
  });

  it("does it in the home", async () => {
    const before = house.demo.state("input_button.dinner_is_ready").state;
    await carryOut(house, (await plan("Dinner is ready")).actions);

    expect(house.demo.state("input_button.dinner_is_ready").state).not.to.equal(before);
  });
});
