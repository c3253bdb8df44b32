import { expect } from "chai";
import { readColor } from "../../server/tools/control/colors.support.ts";
import { setLight } from "../../server/tools/control/set-light.ts";
import { planTool } from "../support/plan-tool.ts";
import { startPlanning, type PlanningHouse } from "../support/planning.ts";
import { carryOut } from "../support/plan-tool.ts";
import { failureOf } from "../support/failure.ts";
import { until } from "../support/until.ts";

describe("set_light", () => {
  let house: PlanningHouse;
  const plan = (target: string, wish: object) =>
    planTool(house, setLight, { targets: [target], ...wish });

  before(async () => {
    house = await startPlanning();
    house.demo.addEntity({
      entity_id: "light.party",
      state: "on",
      name: "Party lamp",
      attributes: {
        supported_color_modes: ["hs"],
        effect_list: ["Color loop", "Candle"],
        supported_features: 4,
      },
    });
    house.demo.addEntity({
      entity_id: "light.bulkhead",
      state: "off",
      name: "Bulkhead",
      attributes: { supported_color_modes: ["onoff"], supported_features: 0 },
    });
    await until("the lamps", () => house.home.snapshot().entities.has("light.bulkhead"));
  });
  after(() => house.close());

  it("turns lights on and off", async () => {
    const { actions } = await plan("kitchen lights", { on: true });

    expect(actions).to.deep.equal([
      {
        sentence: "Turn on Kitchen ceiling and Kitchen worktop",
        service: "light.turn_on",
        entity_ids: ["light.kitchen_ceiling", "light.kitchen_worktop"],
        data: {},
        expect: { state: ["on"] },
      },
    ]);
    await carryOut(house, actions);
    const [off] = (await plan("kitchen lights", { on: false })).actions;
    expect(off?.service).to.equal("light.turn_off");
    expect((await plan("kitchen lights", { brightness_pct: 0 })).actions).to.deep.equal([off]);
  });

  it("expects a brightness as homes round it", async () => {
    const { actions } = await plan("floor lamp", { brightness_pct: 40 });

    expect(actions[0]).to.deep.include({
      sentence: "Set Floor lamp to 40 %",
      data: { brightness_pct: 40 },
      expect: { state: ["on"], attributes: { brightness: { near: 102, within: 3 } } },
    });
    await carryOut(house, actions);
    expect(house.demo.state("light.floor_lamp").attributes["brightness"]).to.equal(102);
  });

  it("dims what is on, and leaves out what is off", async () => {
    await carryOut(house, (await plan("kitchen ceiling", { brightness_pct: 80 })).actions);
    await carryOut(house, (await plan("kitchen worktop", { on: false })).actions);

    const { actions, leftOut } = await plan("kitchen lights", { brightness_step_pct: -20 });

    expect(actions.map(({ sentence }) => sentence)).to.deep.equal(["Dim Kitchen ceiling by 20 %"]);
    expect(leftOut.join()).to.match(/^Kitchen worktop: .*off already$/);
  });

  it("gives a color to those that have colors, and leaves out the others by name", async () => {
    const { actions, leftOut } = await plan("kitchen lights", {
      color: "rouge",
      brightness_pct: 50,
    });

    expect(actions).to.have.length(1);
    expect(actions[0]).to.deep.include({
      sentence: "Set Kitchen worktop to 50 %, red",
      data: { brightness_pct: 50, rgb_color: [255, 0, 0] },
    });
    expect(leftOut.join()).to.match(/^Kitchen ceiling: .*has no colors$/);
  });

  it("takes white for a temperature, within what the lamp can", async () => {
    const { actions } = await plan("floor lamp", { color: "warm white", transition_s: 2 });
    expect(actions[0]?.data).to.deep.equal({ color_temp_kelvin: 2700, transition: 2 });
    expect(actions[0]?.expect?.withinMs).to.equal(7_000);

    const failure = await failureOf(plan("floor lamp", { color_temp_kelvin: 9_000 }));
    expect(failure).to.include({ code: "invalid_input" });
    expect(String(failure)).to.include("at least 2000 and at most 6535 K");
    expect((await plan("party lamp", { color_temp_kelvin: 3_000 })).actions[0]?.data).to.deep.equal(
      {
        color_temp_kelvin: 3_000,
      },
    );
  });

  it("finds an effect however it is written, and names those there are", async () => {
    const { actions } = await plan("party lamp", { effect: "color LOOP" });
    expect(actions[0]?.data).to.deep.equal({ effect: "Color loop" });

    const failure = await failureOf(plan("party lamp", { effect: "disco" }));
    expect(failure)
      .to.have.nested.property("details.candidates")
      .with.members(["Color loop", "Candle"]);
    expect(String(await failureOf(plan("floor lamp", { effect: "disco" })))).to.include(
      "no effects",
    );
  });

  it("refuses what none of the lights can", async () => {
    for (const wish of [{ brightness_pct: 50 }, { brightness_step_pct: 10 }, { color: "red" }])
      expect(await failureOf(plan("bulkhead", wish))).to.include({ code: "invalid_input" });
    expect(String(await failureOf(plan("bulkhead", { color: "warm white" })))).to.include(
      "no color temperature",
    );
  });

  it("refuses what says nothing or contradicts itself", async () => {
    const nonsense = [
      {},
      { effect: "" },
      { brightness_pct: 10, brightness_step_pct: 10 },
      { color: "red", color_temp_kelvin: 3_000 },
      { on: false, brightness_pct: 10 },
      { on: true, brightness_pct: 0 },
    ];
    for (const wish of nonsense)
      expect(await failureOf(plan("floor lamp", wish))).to.include({ code: "invalid_input" });
  });

  it("knows colors in three languages and as numbers", async () => {
    expect(readColor("#FF8000").rgb).to.deep.equal([255, 128, 0]);
    expect(readColor("Grün").rgb).to.deep.equal([0, 128, 0]);
    expect(readColor("bleu").rgb).to.deep.equal(readColor("blue").rgb);
    expect(readColor("white")).to.deep.include({ rgb: [255, 255, 255], kelvin: 4000 });
    expect(readColor("warmweiß").kelvin).to.equal(2700);

    const failure = await failureOf(plan("floor lamp", { color: "grien" }));
    expect(failure).to.have.nested.property("details.candidates[0]", "green");
  });
});
