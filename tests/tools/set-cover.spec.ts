import { expect } from "chai";
import { setCover } from "../../server/tools/control/set-cover.ts";
import { failureOf } from "../support/failure.ts";
import { carryOut, planTool } from "../support/plan-tool.ts";
import { startPlanning, type PlanningHouse } from "../support/planning.ts";
import { until } from "../support/until.ts";

describe("set_cover", () => {
  let house: PlanningHouse;
  const plan = (target: string, wish: object) =>
    planTool(house, setCover, { targets: [target], ...wish });

  before(async () => {
    house = await startPlanning();
    house.demo.addEntity({
      entity_id: "cover.slats",
      state: "open",
      name: "Slats",
      attributes: { device_class: "blind", supported_features: 3 | 128, current_tilt_position: 0 },
    });
    await until("the slats", () => house.home.snapshot().entities.has("cover.slats"));
  });
  after(() => house.close());

  it("closes blinds, content with those that are still on their way", async () => {
    const { actions } = await plan("bedroom blinds", { action: "close" });

    expect(actions).to.deep.equal([
      {
        sentence: "Close Bedroom blinds",
        service: "cover.close_cover",
        entity_ids: ["cover.bedroom_blinds"],
        data: {},
        expect: { state: ["closed", "closing"] },
      },
    ]);
    await carryOut(house, actions);
  });

  it("opens a valve by the services of valves", async () => {
    const { actions } = await plan("sprinkler", { action: "open" });

    expect(actions[0]).to.deep.include({
      service: "valve.open_valve",
      expect: { state: ["open", "opening"] },
    });
  });

  it("leaves the water alone when a whole house is closed", async () => {
    const { actions } = await plan("all", { action: "close" });

    expect(actions.map(({ service }) => service)).to.deep.equal(["cover.close_cover"]);
  });

  it("stops without expecting a state", async () => {
    const { actions } = await plan("volet roulant", { action: "stop" });

    expect(actions[0]?.service).to.equal("cover.stop_cover");
    expect(actions[0]).not.to.have.property("expect");
  });

  it("moves to a position", async () => {
    const { actions } = await plan("living room shutter", { position: 30 });

    expect(actions[0]).to.deep.include({
      sentence: "Set Volet roulant to 30 % open",
      service: "cover.set_cover_position",
      data: { position: 30 },
    });
    await carryOut(house, actions);
    expect(house.demo.state("cover.volet_roulant").attributes["current_position"]).to.equal(30);
  });

  it("takes the ends of the way for open and close where there is no position", async () => {
    expect((await plan("slats", { position: 100 })).actions[0]?.service).to.equal(
      "cover.open_cover",
    );
    expect((await plan("slats", { position: 0 })).actions[0]?.service).to.equal(
      "cover.close_cover",
    );
    expect(await failureOf(plan("slats", { position: 50 }))).to.include({ code: "invalid_input" });
    expect(await failureOf(plan("slats", { action: "stop" }))).to.include({
      code: "invalid_input",
    });
  });

  it("tilts slats, after moving them", async () => {
    const { actions } = await plan("slats", { action: "close", tilt: 40 });

    expect(actions.map(({ service }) => service)).to.deep.equal([
      "cover.close_cover",
      "cover.set_cover_tilt_position",
    ]);
    expect(await failureOf(plan("volet roulant", { tilt: 40 }))).to.include({
      code: "invalid_input",
    });
  });

  it("refuses what says nothing or contradicts itself", async () => {
    for (const wish of [{}, { action: "open", position: 5 }, { action: "stop", tilt: 5 }])
      expect(await failureOf(plan("volet roulant", wish))).to.include({ code: "invalid_input" });
  });
});
