import { expect } from "chai";
import { setFan } from "../../server/tools/control/set-fan.ts";
import { failureOf } from "../support/failure.ts";
import { carryOut, planTool } from "../support/plan-tool.ts";
import { startPlanning, type PlanningHouse } from "../support/planning.ts";
import { until } from "../support/until.ts";

describe("set_fan", () => {
  let house: PlanningHouse;
  const plan = (target: string, wish: object) =>
    planTool(house, setFan, { targets: [target], ...wish });

  before(async () => {
    house = await startPlanning();
    house.demo.addEntity({
      entity_id: "fan.swinging",
      state: "off",
      name: "Swinging fan",
      attributes: { supported_features: 2 | 4 | 16 | 32, oscillating: false, direction: "forward" },
    });
    await until("the fan", () => house.home.snapshot().entities.has("fan.swinging"));
  });
  after(() => house.close());

  it("sets a speed, as near as the fan's steps allow", async () => {
    const { actions } = await plan("Ventilator", { percentage: 60 });

    expect(actions).to.have.length(1);
    expect(actions[0]).to.deep.include({
      sentence: "Set Ventilator to 60 %",
      service: "fan.set_percentage",
      data: { percentage: 60 },
      expect: { state: ["on"], attributes: { percentage: { near: 60, within: 25 } } },
    });
    await carryOut(house, actions);
  });

  it("turns on and off, also by a speed of nothing", async () => {
    expect((await plan("Ventilator", { on: true })).actions[0]?.service).to.equal("fan.turn_on");
    for (const wish of [{ on: false }, { percentage: 0 }]) {
      const { actions } = await plan("Ventilator", wish);
      expect(actions[0]).to.deep.include({ service: "fan.turn_off", expect: { state: ["off"] } });
    }
  });

  it("takes a preset of the fan's own, and names them", async () => {
    const { actions } = await plan("Ventilator", { on: true, preset_mode: "Sleep" });
    expect(actions.map(({ service, data }) => [service, data])).to.deep.equal([
      ["fan.set_preset_mode", { preset_mode: "sleep" }],
    ]);

    const failure = await failureOf(plan("Ventilator", { preset_mode: "turbo" }));
    expect(failure).to.have.nested.property("details.candidates").with.members(["auto", "sleep"]);
  });

  it("swings and reverses", async () => {
    const { actions } = await plan("swinging fan", {
      on: true,
      oscillate: true,
      direction: "reverse",
    });

    expect(actions.map(({ service, data }) => [service, data])).to.deep.equal([
      ["fan.turn_on", {}],
      ["fan.oscillate", { oscillating: true }],
      ["fan.set_direction", { direction: "reverse" }],
    ]);
    expect((await plan("swinging fan", { oscillate: false })).actions[0]?.sentence).to.equal(
      "Stop swinging Swinging fan",
    );
  });

  it("refuses what the fan cannot", async () => {
    const impossible: readonly (readonly [string, object])[] = [
      ["swinging fan", { percentage: 50 }],
      ["swinging fan", { preset_mode: "sleep" }],
      ["Ventilator", { oscillate: true }],
      ["Ventilator", { direction: "reverse" }],
    ];
    for (const [fan, wish] of impossible)
      expect(await failureOf(plan(fan, wish))).to.include({ code: "invalid_input" });
  });

  it("refuses what says nothing or contradicts itself", async () => {
    const nonsense = [
      {},
      { preset_mode: " " },
      { percentage: 20, preset_mode: "sleep" },
      { on: false, percentage: 20 },
      { on: true, percentage: 0 },
    ];
    for (const wish of nonsense)
      expect(await failureOf(plan("Ventilator", wish))).to.include({ code: "invalid_input" });
  });
});
