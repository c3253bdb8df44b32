import { expect } from "chai";
import { pageOf, readPeriod, summarise } from "../../server/tools/past/get-history.support.ts";
import { startHouse, type House } from "../support/house.ts";

const zone = "Europe/Berlin";
const noon = Date.parse("2026-11-21T12:00:00Z");
const minute = 60_000;
const hour = 60 * minute;
const point = (state: string, minutes: number) => ({ state, at: noon + minutes * minute });

describe("readPeriod", () => {
  const nothing = { hours: undefined, start: undefined, end: undefined };

  it("takes the last day when nothing is said", () => {
    expect(readPeriod(nothing, noon, zone)).to.deep.equal({ start: noon - 24 * hour, end: noon });
  });

  it("counts hours back from the end", () => {
    const end = "2026-11-21T10:00";

    expect(readPeriod({ hours: 2, start: undefined, end }, noon, zone)).to.deep.equal({
      start: Date.parse("2026-11-21T07:00:00Z"),
      end: Date.parse("2026-11-21T09:00:00Z"),
    });
  });

  it("takes a start in the home's time, and ends now at the latest", () => {
    const asked = { hours: undefined, start: "2026-11-20", end: "2030-01-01" };

    expect(readPeriod(asked, noon, zone)).to.deep.equal({
      start: Date.parse("2026-11-19T23:00:00Z"),
      end: noon,
    });
  });

  const wrong: [string, string | undefined, string | undefined, string][] = [
    ["what is no time", "yesterday", undefined, "start must be an ISO time"],
    ["an end that is no time", undefined, "soon", "end must be an ISO time"],
    ["a start in the future", "2030-01-01", undefined, "start must be in the past"],
    [
      "an end before the start",
      "2026-11-21",
      "2026-11-20",
      "start must be in the past and before end",
    ],
    ["more than a month", "2026-01-01", undefined, "at most 744 hours"],
  ];
  for (const [what, start, end, message] of wrong)
    it(`refuses ${what}`, () => {
      expect(() => readPeriod({ hours: undefined, start, end }, noon, zone)).to.throw(message);
    });
});

describe("summarise", () => {
  it("tells the lowest, highest and mean of numbers, by time and not by count", () => {
    const past = [point("20", 0), point("30", 45), point("unavailable", 50), point("10", 55)];

    expect(summarise(past, noon + hour, zone)).to.deep.equal({
      ...{ changes: 3, first: "20", last: "10" },
      ...{ min: 10, min_at: "2026-11-21T13:55:00+01:00" },
      ...{ max: 30, max_at: "2026-11-21T13:45:00+01:00" },
      mean: 20,
    });
  });

  it("tells the mean of what lasted no time at all", () => {
    expect(summarise([point("4", 60)], noon + hour, zone)).to.include({ mean: 4, min: 4, max: 4 });
  });

  it("tells of states how often, how long and since when", () => {
    const past = [point("off", 0), point("on", 10), point("off", 25), point("on", 50)];

    expect(summarise(past, noon + hour, zone)).to.deep.equal({
      ...{ changes: 3, first: "off", last: "on" },
      states: [
        { state: "off", times: 2, minutes: 35, last_at: "2026-11-21T13:25:00+01:00" },
        { state: "on", times: 2, minutes: 25, last_at: "2026-11-21T13:50:00+01:00" },
      ],
    });
  });

  it("tells of nothing that it knows nothing", () => {
    expect(summarise([], noon, zone)).to.deep.equal({ changes: 0 });
  });

  it("tells of what was never there as a state", () => {
    expect(summarise([point("unavailable", 0)], noon + hour, zone)).to.have.nested.property(
      "states[0].minutes",
      60,
    );
  });
});

describe("pageOf", () => {
  it("gives the newest changes first, in pages", () => {
    const past = [point("1", 0), point("2", 1), point("3", 2)];

    expect(pageOf(past, { limit: 2, offset: 0, timeZone: zone })).to.deep.equal({
      changes: 2,
      points: [
        { at: "2026-11-21T13:02:00+01:00", state: "3" },
        { at: "2026-11-21T13:01:00+01:00", state: "2" },
      ],
      has_more: true,
    });
    expect(pageOf(past, { limit: 2, offset: 2, timeZone: zone })).to.include({ has_more: false });
    expect(pageOf([], { limit: 2, offset: 0, timeZone: zone })).to.deep.equal({
      ...{ changes: 0, points: [], has_more: false },
    });
  });
});

describe("get_history", () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  it("sums up the last day of an entity that is called by its name", async () => {
    const { entities } = await house.result("get_history", {
      entities: ["living room temperature", "kitchen ceiling"],
    });

    expect(entities).to.have.nested.property("[0].id", "sensor.living_room_temperature");
    expect(entities).to.have.nested.property("[0].unit", "°C");
    expect(entities).to.have.nested.property("[0].mean").that.is.a("number");
    expect(entities).to.have.nested.property("[1].states").that.is.an("array");
  });

  it("gives points when asked", async () => {
    const { entities } = await house.result("get_history", {
      ...{ entities: ["living room temperature"], hours: 48, points: true, limit: 3 },
    });

    expect(entities).to.have.nested.property("[0].points").with.length(3);
    expect(entities).to.have.nested.property("[0].has_more", true);
  });

  it("asks the home through its queue, and fails in plain words while it is away", async () => {
    await house.demo.refuse("connection");
    house.demo.drop();

    const outcome = await house.call("get_history", { entities: ["kitchen ceiling"] });

    expect(outcome).to.have.nested.property("failure.code", "home_unreachable");
    await house.demo.calm();
  });

  it("refuses a guest the past of what the guest may not see", async () => {
    const guest = await house.enter("guest");
    const asked = house.demo.received("history/history_during_period");

    const outcome = await house.call("get_history", { entities: ["lock.front_door"] }, guest);

    expect(outcome).to.have.nested.property("failure.code", "not_found");
    expect(house.demo.received("history/history_during_period")).to.equal(asked);
  });
});
