import { expect } from "chai";
import { startHouse, type House } from "../support/house.ts";
import { until } from "../support/until.ts";

describe("wait_for_state", () => {
  let house: House;
  before(async () => {
    house = await startHouse();
    house.demo.addEntity({
      entity_id: "binary_sensor.hatch",
      state: "on",
      name: "Hatch",
      attributes: { device_class: "opening" },
    });
    house.demo.addEntity({ entity_id: "person.robin_b", state: "not_home", name: "Robin B" });
    house.demo.addEntity({
      entity_id: "sensor.kettle",
      state: "40.0",
      name: "Kettle",
      attributes: { unit_of_measurement: "°C" },
    });
    const { entities } = house.home.snapshot();
    await until("the things", () => entities.has("sensor.kettle"));
  });
  after(() => house.close());

  const wait = (entities: readonly string[], state: string, more: object = {}) =>
    house.result("wait_for_state", { entities, state, ...more });

  const shown: [string, string][] = [
    ["binary_sensor.hatch", "open"],
    ["binary_sensor.hatch", "On"],
    ["sensor.kettle", "40"],
    ["sensor.kettle", "40 °C"],
  ];
  for (const [entity, state] of shown)
    it(`takes ${entity} for ${state} at once`, async () => {
      expect(await wait([entity], state)).to.include({ reached: true });
    });

  for (const state of ["away", "not home"])
    it(`takes Robin B for ${state} at once, when a person asks without a token`, async () => {
      const { id } = house.people.resident.user;
      const resident = await house.access.principalOf({ userId: id });
      const asked = { entities: ["Robin B"], state };

      expect(await house.result("wait_for_state", asked, resident)).to.include({ reached: true });
    });

  it("waits until it is so, and tells what is shown then", async () => {
    const waiting = wait(["input_boolean.guests"], "on");
    house.demo.setState("input_boolean.guests", "on");

    expect(await waiting).to.deep.include({
      reached: true,
      entities: [{ id: "input_boolean.guests", name: "Guests", state: "on" }],
    });
    house.demo.setState("input_boolean.guests", "off");
  });

  it("says that it did not come, and what is shown instead", async () => {
    const { waited_s, ...answer } = await wait(["sensor.kettle"], "90", { timeout_s: 1 });

    expect(answer).to.deep.equal({
      reached: false,
      entities: [{ id: "sensor.kettle", name: "Kettle", state: "40.0 °C" }],
    });
    expect(waited_s).to.be.a("number");
  });

  it("waits for all, or for one of them", async () => {
    const both = ["binary_sensor.hatch", "cover.garage_door"];
    house.demo.setState("cover.garage_door", "closed");
    await until(
      "the closed door",
      () => house.home.snapshot().entities.get("cover.garage_door")?.state === "closed",
    );

    expect(await wait(both, "open", { all: false })).to.include({ reached: true });
    expect(await wait(both, "open", { timeout_s: 1 })).to.include({ reached: false });
  });

  it("refuses to wait for what is never shown, and names what is", async () => {
    const outcome = await house.call("wait_for_state", {
      entities: ["binary_sensor.hatch"],
      state: "opne",
    });

    expect(outcome).to.nested.include({
      "failure.code": "invalid_input",
      "failure.message": 'binary_sensor.hatch never shows "opne".',
      "failure.details.candidates[0]": "open",
    });
  });

  it("refuses what may not be seen as if it were not there", async () => {
    const guest = await house.enter("guest");
    const outcome = await house.call(
      "wait_for_state",
      { entities: ["lock.front_door"], state: "locked" },
      guest,
    );

    expect(outcome).to.nested.include({ "failure.code": "not_found" });
  });

  it("ends when nobody waits for the answer any more", async () => {
    const leaving = new AbortController();
    const args = { entities: ["sensor.kettle"], state: "99", timeout_s: 60 };
    const waiting = house.call("wait_for_state", args, undefined, leaving.signal);
    leaving.abort();

    expect(await waiting).to.include({ ok: false });
  });
});
