import { expect } from "chai";
import { startHouse, type House } from "../support/house.ts";
import { until } from "../support/until.ts";

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

describe("get_entity", () => {
  let house: House;
  before(async () => {
    house = await startHouse();
    house.demo.addEntity({
      entity_id: "sensor.many",
      state: "2026-11-21T12:00:00+00:00",
      name: "Many things",
      attributes: {
        device_class: "timestamp",
        forecast: Array.from({ length: 80 }, (_, i) => i),
        deep: { a: { b: { c: { d: 1 } } } },
        note: "x".repeat(5_000),
        nothing: null,
      },
    });
    house.demo.addEntity({ entity_id: "sensor.twin_1", state: "1", name: "Twin" });
    house.demo.addEntity({ entity_id: "sensor.twin_2", state: "2", name: "Twin" });
    house.demo.addEntity({
      entity_id: "sensor.twin_signal",
      state: "3",
      name: "Twin signal",
      entity_category: "diagnostic",
    });
    await until(
      "the category",
      () => house.home.snapshot().entities.get("sensor.twin_signal")?.category === "diagnostic",
    );
  });
  after(() => house.close());

  const get = async (entities: unknown, more: object = {}) => {
    const { entities: shown } = await house.result("get_entity", { entities, ...more });
    return shown as readonly Shown[]; // as the output schema says
  };
  const failureOf = async (...entities: string[]) => {
    const outcome = await house.call("get_entity", { entities });
    if (outcome.ok) throw new Error(`It found something: ${outcome.json}`);
    return outcome.failure;
  };

  it("shows state, since when, place, device and what matters of it", async () => {
    const [light] = await get(["light.kitchen_ceiling"]);

    expect(light).to.include({
      ...{ id: "light.kitchen_ceiling", name: "Kitchen ceiling", state: "on" },
      ...{ area: "Kitchen", floor: "Ground floor" },
    });
    expect(light)
      .to.have.property("since")
      .that.matches(/[+-]\d\d:\d\d$/);
    expect(light?.attributes).to.have.property("brightness");
    expect(light?.attributes).not.to.have.property("supported_features");
  });

  it("shows all attributes when asked, but nothing twice", async () => {
    const [light] = await get(["light.kitchen_ceiling"], { all_attributes: true });

    expect(light?.attributes).to.have.property("supported_color_modes");
    expect(light?.attributes).not.to.have.any.keys("friendly_name", "device_class");
  });

  it("shows several at once, each once, by id or by name", async () => {
    const shown = await get(["Kitchen ceiling", "LIGHT.kitchen_ceiling", "front door lock"]);

    expect(shown.map(({ id }) => id)).to.deep.equal(["light.kitchen_ceiling", "lock.front_door"]);
  });

  const names: [string, string][] = [
    ["kitchen ceiling", "light.kitchen_ceiling"],
    ["Kitchen ceiling (light.kitchen_ceiling)", "light.kitchen_ceiling"],
    ["ceiling kitchen", "light.kitchen_ceiling"],
    ["garden weather temperature", "sensor.garden_temperature"],
    ["schreibtischlampe", "light.schreibtischlampe"],
    ["twin signal", "sensor.twin_signal"],
  ];
  for (const [name, id] of names)
    it(`takes ${name} for ${id}`, async () => {
      expect((await get(name)).map((entity) => entity.id)).to.deep.equal([id]);
    });

  it("does not guess between two of the same name, and leaves out what devices say of themselves", async () => {
    const failure = await failureOf("twin");

    expect(failure).to.include({ code: "invalid_input" });
    expect(failure.details?.candidates).to.have.members([
      "Twin (sensor.twin_1)",
      "Twin (sensor.twin_2)",
    ]);
  });

  it("refuses an entity that is not there, with the nearest names apart from the hint", async () => {
    const failure = await failureOf("light.kitchen_celing");

    expect(failure).to.include({
      code: "not_found",
      message: 'There is no entity "light.kitchen_celing".',
    });
    expect(failure.details?.candidates?.[0]).to.equal("Kitchen ceiling (light.kitchen_ceiling)");
    expect(failure.hint).not.to.include("Kitchen");
  });

  it("refuses a name that sounds like nothing in the home", async () => {
    expect(await failureOf("§§§")).to.include({ code: "not_found" });
  });

  it("refuses a guest what the guest may not see, as if it were not there", async () => {
    const guest = await house.enter("guest");
    const hidden = await house.call("get_entity", { entities: ["lock.front_door"] }, guest);
    const missing = await house.call("get_entity", { entities: ["lock.front_dooz"] }, guest);

    expect(hidden).to.nested.include({ "failure.code": "not_found" });
    expect(missing).to.nested.include({ "failure.code": "not_found" });
    expect(JSON.stringify([hidden, missing])).not.to.include("(lock.front_door)");
  });

  it("cuts what is long, deep or much, and shows times in the home's own", async () => {
    const [many] = await get(["sensor.many"], { all_attributes: true });
    const attributes = { ...many?.attributes };

    expect(many?.state).to.equal("2026-11-21T13:00:00+01:00");
    expect(attributes["forecast"]).to.have.length(51);
    expect(attributes["note"]).to.have.length(1_001);
    expect(attributes["deep"]).to.deep.equal({ a: { b: { c: "…" } } });
    expect(attributes).not.to.have.property("nothing");
  });
});
