import { expect } from "chai";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { startHouse, type House } from "../support/house.ts";

const tokensOf = (value: unknown) => encode(JSON.stringify(value)).length;

describe("set_power", () => {
  let house: House;
  before(async () => {
    house = await startHouse({ entities: 1_000 });
  });
  after(() => house.close());

  it("turns one thing on, and tells what the home shows in under 60 tokens", async () => {
    const answer = await house.result("set_power", { targets: ["Kaffeemaschine"], on: true });

    expect(answer).to.deep.equal({
      done: ["Turn on Coffee machine"],
      entities: [{ id: "switch.coffee_machine", name: "Coffee machine", state: "on" }],
    });
    expect(house.demo.state("switch.coffee_machine").state).to.equal("on");
    expect(tokensOf(answer)).to.be.below(60);
  });

  it("turns off everything in a room, by the services of each kind", async () => {
    const answer = await house.result("set_power", { targets: ["kitchen"], on: false });

    expect(answer["done"]).to.deep.equal([
      "Turn off Kitchen ceiling and Kitchen worktop",
      "Turn off Coffee machine and Kettle",
      "Turn off Kitchen speaker",
    ]);
    for (const id of ["light.kitchen_ceiling", "switch.kettle", "media_player.kitchen_speaker"])
      expect(house.demo.state(id).state).to.equal("off");
  });

  it("answers an act on hundreds with a count and three names, in under 120 tokens", async () => {
    const answer = await house.result("set_power", {
      targets: ["all plugs"],
      on: true,
    });

    expect(answer["done"]).to.match(/^Turn on \d\d+ switches$/);
    expect(answer["entities"]).to.have.length(3);
    expect(tokensOf(answer)).to.be.below(120);
  });

  it("tells a thermostat and a helper by their names, and leaves them out of a room", async () => {
    const named = await house.result("set_power", {
      targets: ["living room thermostat", "holiday"],
      on: true,
    });
    expect(JSON.stringify(named["entities"]))
      .to.include("climate.living_room")
      .and.include("vacation");

    const room = await house.result("set_power", {
      ...{ targets: ["living room"], on: false, rehearse: true },
      except: ["living room lights"],
    });
    expect(JSON.stringify(room["plan"])).not.to.include("thermostat");
  });

  it("says which tool opens a lock or a cover", async () => {
    for (const [target, tool] of [
      ["front door", "set_lock"],
      ["garage door", "set_cover"],
    ] as const) {
      const outcome = await house.call("set_power", { targets: [target], on: true });
      expect(outcome.ok).to.equal(false);
      expect(outcome).to.have.nested.property("failure.hint", `Use ${tool} for it.`);
    }
  });

  it("refuses what has no such switch", async () => {
    house.demo.addEntity({
      entity_id: "media_player.wall_radio",
      state: "playing",
      name: "Wall radio",
      attributes: { supported_features: 4 },
    });
    await house.home.until(
      ["media_player.wall_radio"],
      () => house.home.snapshot().entities.has("media_player.wall_radio"),
      ...([2_000, new AbortController().signal] as const),
    );

    const outcome = await house.call("set_power", { targets: ["wall radio"], on: false });
    expect(outcome).to.have.nested.property(
      "failure.message",
      "media_player.wall_radio cannot be turned off.",
    );
  });
});
