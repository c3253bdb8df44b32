import { expect } from "chai";
import { startHouse, type House } from "../support/house.ts";

/** What acts, through the road; judged by what the home shows, never by the answer alone. */
describe("tools that act on values, climate, media, scenes and scripts", () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  const failure = async (tool: string, args: object) => {
    const outcome = await house.call(tool, args);
    if (outcome.ok) throw new Error(`It was done: ${outcome.json}`);
    return outcome.failure;
  };

  it("set a value, and tell what the home shows", async () => {
    const answer = await house.result("set_value", { targets: ["Night brightness"], value: "35" });

    expect(answer).to.deep.equal({
      done: ["Set Night brightness to 35 %"],
      entities: [
        { id: "input_number.night_brightness", name: "Night brightness", state: "35.0 %" },
      ],
    });
    expect(house.demo.state("input_number.night_brightness").state).to.equal("35.0");
  });

  it("warm a room", async () => {
    await house.result("set_climate", { targets: ["living room"], temperature: 21.5 });

    expect(house.demo.state("climate.living_room").attributes["temperature"]).to.equal(21.5);
  });

  it("play more quietly", async () => {
    await house.result("set_media", { targets: ["kitchen"], volume_pct: 20, action: "play" });

    expect(house.demo.state("media_player.kitchen_speaker")).to.nested.include({
      state: "playing",
      "attributes.volume_level": 0.2,
    });
  });

  it("activate a scene with all that is in it", async () => {
    house.demo.setState("light.floor_lamp", "off");
    await house.result("activate_scene", { scene: "Filmabend" });

    expect(house.demo.state("light.floor_lamp").state).to.equal("on");
  });

  it("run a script to its end", async () => {
    const answer = await house.result("run_script", { script: "Bedtime", wait: true });

    expect(answer).to.deep.equal({ done: ["Run the script Bedtime"], finished: true });
  });

  it("press a button of the home", async () => {
    const pressed = house.demo.state("input_button.dinner_is_ready").state;
    await house.result("press_button", { targets: ["À table"] });

    expect(house.demo.state("input_button.dinner_is_ready").state).not.to.equal(pressed);
  });

  it("answer what a service answers", async () => {
    const answer = await house.result("call_service", {
      service: "weather.get_forecasts",
      target: { entity_id: ["weather.forecast_home"] },
      data: { type: "daily" },
    });

    expect(answer).to.have.nested.property("response.weather\\.forecast_home.forecast[0]");
  });

  it("only say what they would do when it is rehearsed", async () => {
    const mode = house.demo.state("input_select.house_mode").state;
    const args = { targets: ["House mode"], value: "Away", rehearse: true };

    expect(await house.result("set_value", args)).to.deep.include({
      plan: ["Set House mode to Away."],
      decision: "allow",
    });
    expect(house.demo.state("input_select.house_mode").state).to.equal(mode);
  });

  it("refuse what the home would not take before the home hears of it", async () => {
    const { length } = house.demo.calls;

    expect(await failure("set_climate", { targets: ["living room"], temperature: 40 })).to.include({
      code: "invalid_input",
    });
    expect(house.demo.calls).to.have.length(length);
  });

  it("unlock nothing by a raw service that they would not unlock otherwise", async () => {
    const ways = [
      { target: { entity_id: ["lock.front_door"] } },
      { data: { entity_id: "LOCK.front_door" } },
      { target: { area_id: ["hall"] }, data: { entity_id: ["lock.front_door"] } },
    ];
    for (const way of ways)
      expect(await failure("call_service", { service: "lock.unlock", ...way })).to.include({
        code: "needs_approval",
      });

    expect(house.demo.state("lock.front_door").state).to.equal("locked");
  });

  it("do nothing for a viewer", async () => {
    const viewer = await house.enter("viewer");
    const { length } = house.demo.calls;
    const outcome = await house.call("press_button", { targets: ["Dinner is ready"] }, viewer);

    expect(outcome.ok).to.equal(false);
    expect(house.demo.calls).to.have.length(length);
  });
});
