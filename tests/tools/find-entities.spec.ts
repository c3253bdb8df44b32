import { expect } from "chai";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { startHouse, type House } from "../support/house.ts";
import { until } from "../support/until.ts";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly area?: string;
  readonly since?: string;
}

describe("find_entities", () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  const find = async (args: object) => {
    const { entities, total, has_more, nearest } = await house.result("find_entities", args);
    const rows = entities as readonly Row[]; // as the output schema says
    return { rows, ids: rows.map(({ id }) => id), total, has_more, nearest };
  };
  const failureOf = async (args: object) => {
    const outcome = await house.call("find_entities", args);
    if (outcome.ok) throw new Error(`It found something: ${outcome.json}`);
    return outcome.failure;
  };

  it("finds by words, with name, state and room", async () => {
    expect(await find({ text: "kitchen ceiling" })).to.deep.include({
      rows: [
        { id: "light.kitchen_ceiling", name: "Kitchen ceiling", state: "on", area: "Kitchen" },
      ],
      total: 1,
      has_more: false,
    });
  });

  it("shows a number with its unit", async () => {
    const { rows } = await find({ text: "living room temperature" });

    expect(rows[0]?.state).to.match(/^-?\d+(\.\d+)? °C$/);
  });

  it("answers which lights are on", async () => {
    const { ids } = await find({ domain: "light", state: "on" });

    expect(ids).to.include("light.kitchen_ceiling").and.not.to.include("light.kitchen_worktop");
  });

  it("answers what is open upstairs, a window that is on among it", async () => {
    expect((await find({ state: "open", floor: "upstairs" })).ids).to.deep.equal([
      "binary_sensor.bedroom_window",
    ]);
  });

  it("answers which room is the coldest", async () => {
    const { rows, total } = await find({ device_class: "temperature", order: "lowest", limit: 1 });
    const all = await find({ device_class: "temperature" });

    const lowest = Math.min(...all.rows.map(({ state }) => Number.parseFloat(state)));
    expect(Number.parseFloat(rows[0]?.state ?? "")).to.equal(lowest);
    expect(total).to.equal(all.total);
  });

  it("answers which is the highest, too", async () => {
    const { rows } = await find({ device_class: "temperature", order: "highest" });

    const values = rows.map(({ state }) => Number.parseFloat(state));
    expect(values).to.deep.equal([...values].sort((a, b) => b - a));
  });

  it("answers what changed last, and when", async () => {
    house.demo.setState("light.kitchen_worktop", "on");
    await until(
      "the lamp",
      () => house.home.snapshot().entities.get("light.kitchen_worktop")?.state === "on",
    );

    const { rows } = await find({ domain: "light", order: "latest", limit: 1 });

    expect(rows[0]).to.include({ id: "light.kitchen_worktop", state: "on" });
    expect(rows[0]?.since).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
  });

  it("takes several kinds at once, and kinds in capitals", async () => {
    const { rows } = await find({ domain: "Lock, cover", limit: 100 });

    expect(new Set(rows.map(({ id }) => id.split(".")[0]))).to.deep.equal(
      new Set(["lock", "cover"]),
    );
  });

  it("takes what is left empty for not said", async () => {
    const empty = { text: "", domain: " ", area: "", floor: "", state: "", device_class: "" };

    const entities = [...house.home.snapshot().entities.values()];
    expect((await find(empty)).total).to.equal(entities.filter(({ personal }) => !personal).length);
  });

  it("gives pages that add up", async () => {
    const whole = await find({ domain: "sensor", limit: 100 });
    const first = await find({ domain: "sensor", limit: 5 });
    const second = await find({ domain: "sensor", limit: 5, offset: 5 });

    expect([...first.ids, ...second.ids]).to.deep.equal(whole.ids.slice(0, 10));
    expect(first).to.include({ has_more: true, total: whole.ids.length });
  });

  it("names the nearest when it finds nothing", async () => {
    const { nearest, total } = await find({ text: "kitchen ceiling", domain: "lock" });

    expect(total).to.equal(0);
    expect(nearest).to.include("Kitchen ceiling (light.kitchen_ceiling)");
  });

  it("refuses a kind that the home has nothing of, and names the kinds it has", async () => {
    const failure = await failureOf({ domain: "lights" });

    expect(failure).to.include({ code: "not_found" });
    expect(failure.details?.candidates?.[0]).to.equal("light");
  });

  for (const area of ["Kitchen", "kitchen", "the kitchen", "KITCHEN", "cuisine", "kichen"])
    it(`takes ${area} for the kitchen`, async () => {
      const { rows } = await find({ area, domain: "light" });

      expect(rows.map((row) => row.area)).to.deep.equal(["Kitchen", "Kitchen"]);
    });

  it("takes a floor where a room is asked for", async () => {
    const asArea = await find({ area: "ground floor", limit: 100 });
    const asFloor = await find({ floor: "ground floor", limit: 100 });

    expect(asArea.ids).to.deep.equal(asFloor.ids).and.to.have.length.above(5);
  });

  it("refuses a room that is not there, and names the nearest", async () => {
    const failure = await failureOf({ area: "kitshn" });

    expect(failure).to.include({ code: "not_found", message: 'There is no area "kitshn".' });
    expect(failure.details?.candidates?.[0]).to.equal("Kitchen");
  });

  it("refuses a floor that is not there, and names floors", async () => {
    expect((await failureOf({ floor: "zzz" })).details?.candidates).to.include("Upstairs");
  });

  it("does not guess between two rooms", async () => {
    house.demo.addArea({ name: "Bath green" });
    house.demo.addArea({ name: "Bath blue" });
    await until("the areas", () => house.home.snapshot().areas.size >= 15);

    const failure = await failureOf({ area: "bath" });

    expect(failure).to.include({ code: "invalid_input" });
    expect(failure.details?.candidates).to.have.members([
      "Bath green (bath_green)",
      "Bath blue (bath_blue)",
    ]);
  });

  it("takes nothing that is merely called like a room for the room", async () => {
    house.demo.addEntity({
      entity_id: "light.library",
      state: "on",
      name: "Library lamp",
      area_id: "kitchen",
    });
    await until(
      "the lamp is there",
      () => house.home.snapshot().entities.get("light.library")?.area_id === "kitchen",
    );

    expect(await failureOf({ area: "library" })).to.include({ code: "not_found" });
  });

  it("takes a state however it is written", async () => {
    const { ids } = await find({ domain: "lock", state: "LOCKED" });

    expect(ids).to.include("lock.front_door");
  });

  it("writes down what the caller saw, not what was looked through for it", async () => {
    const outcome = await house.call("find_entities", {
      ...{ device_class: "temperature", order: "lowest", limit: 1 },
    });

    const entry = (await house.journal()).find(({ id }) => id === outcome.callId);
    expect(entry?.entities).to.deep.equal(["sensor.garden_temperature"]);
  });

  it("takes a candidate as it was written", async () => {
    expect((await find({ area: "Bath green (bath_green)" })).total).to.equal(0);
  });

  it("shows a guest only what the guest may see, and finds nothing where it is not", async () => {
    const guest = await house.enter("guest");
    const { entities } = await house.result("find_entities", { domain: "lock,light" }, guest);

    const seen = entities as readonly Row[]; // as the output schema says
    const { entities: known } = house.home.snapshot();
    expect(seen.every(({ id }) => known.get(id)?.exposed)).to.equal(true);
  });

  it("answers in few tokens", async () => {
    const outcome = await house.call("find_entities", { text: "kitchen light" });

    expect(outcome.ok && encode(outcome.json).length).to.be.below(80);
  });

  it("says how old an answer is while the home is away", async () => {
    await house.demo.refuse("connection");
    house.demo.drop();
    await until("the loss", () => house.home.status().state !== "ready");

    expect((await house.result("find_entities", { text: "kitchen" }))["as_of"]).to.match(
      /^20\d\d-/,
    );
    await house.demo.calm();
  });
});
