import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { hangUp, talkTo, type Message, type Talk } from "./talk.ts";

interface Row {
  readonly s: string;
  readonly a?: Message;
  readonly lu: number;
  readonly lc?: number;
}

const hour = 3_600_000;

describe("The demo home's history", () => {
  let home: DemoHome;
  let talk: Talk;

  beforeEach(async () => {
    home = await createDemoHome();
    talk = await talkTo(home);
  });
  afterEach(async () => {
    hangUp();
    await home.close();
  });

  const iso = (ms: number) => new Date(ms).toISOString();
  const ask = async (entity_ids: readonly string[], more: Message = {}) =>
    (await talk.read("history/history_during_period", {
      ...{ start_time: iso(Date.now() - 24 * hour), entity_ids, ...more },
    })) as Record<string, readonly Row[]>; // As 2026.11 answers.
  const rows = async (entityId: string, more: Message = {}) =>
    (await ask([entityId], more))[entityId] ?? [];

  it("has a past from before the start, always the same", async () => {
    const end_time = iso(Date.now());
    const start_time = iso(Date.now() - 24 * hour);
    const first = await rows("sensor.living_room_temperature", { start_time, end_time });
    const again = await rows("sensor.living_room_temperature", { start_time, end_time });

    expect(first.length).to.be.within(90, 400);
    expect(again).to.deep.equal(first);
    expect(first.every(({ s }) => Math.abs(Number(s) - 20.8) < 10)).to.equal(true);
    expect(first.map(({ lu }) => lu)).to.deep.equal(
      first.map(({ lu }) => lu).sort((a, b) => a - b),
    );
  });

  it("ends in the state of now", async () => {
    for (const entityId of ["binary_sensor.attic_motion", "lock.front_door", "sensor.house_energy"])
      expect((await rows(entityId)).at(-1)?.s).to.equal(home.state(entityId).state);
  });

  it("alternates what is on and off", async () => {
    const states = (await rows("binary_sensor.attic_motion")).map(({ s }) => s);

    expect(states.length).to.be.greaterThan(10);
    expect(states.every((state, at) => at === 0 || state !== states[at - 1])).to.equal(true);
  });

  it("begins with the state at the start, unless told not to", async () => {
    const start = Date.now() - 24 * hour;
    const start_time = iso(start);
    const told = await rows("switch.kettle", { start_time });
    const untold = await rows("switch.kettle", { start_time, include_start_time_state: false });

    expect(told[0]?.lu).to.equal(start / 1000);
    expect(untold).to.deep.equal(told.slice(1));
  });

  it("records what happens", async () => {
    home.setState("switch.kettle", "off");
    home.setState("switch.kettle", "on");
    home.setState("switch.kettle", "off");

    const newest = (await rows("switch.kettle")).slice(-3);

    expect(newest.map(({ s }) => s)).to.deep.equal(["off", "on", "off"]);
    expect(newest[2]).to.have.all.keys("s", "a", "lu");
  });

  it("counts changed attributes only where they tell something, or when asked", async () => {
    home.setState("switch.kettle", "on", { note: "warm" });
    home.setState("climate.bedroom", "heat", { temperature: 19 });
    const all = { significant_changes_only: false };

    expect((await rows("switch.kettle")).at(-1)?.a).not.to.have.property("note");
    expect((await rows("switch.kettle", all)).at(-1)).to.have.all.keys("s", "a", "lu", "lc");
    expect((await rows("climate.bedroom")).at(-1)?.a).to.deep.equal({ temperature: 19 });
  });

  it("is short when asked to be", async () => {
    home.setState("switch.kettle", "off");
    home.setState("climate.bedroom", "heat", { temperature: 19 });

    const kettle = await rows("switch.kettle", { minimal_response: true });
    const climate = await rows("climate.bedroom", { minimal_response: true });
    const bare = await rows("switch.kettle", { no_attributes: true });

    expect(kettle[0]).to.include.keys("s", "a", "lu");
    expect(kettle.at(-1)).to.have.all.keys("s", "lu");
    expect(climate.at(-1)).to.include.keys("a");
    expect(bare.at(-1)?.a).to.deep.equal({});
  });

  it("survives a restart", async () => {
    home.setState("switch.kettle", "off");
    await home.restart({ downMs: 1, startMs: 10 });
    talk = await talkTo(home);

    const kettle = await rows("switch.kettle", { significant_changes_only: false });

    expect(kettle.length).to.be.greaterThan(3);
    expect(kettle.at(-1)?.s).to.equal("off");
  });

  it("knows nothing of nobody, of nothing, and of the future", async () => {
    expect(await ask(["light.nowhere"])).to.deep.equal({});
    expect(await ask([])).to.deep.equal({});
    expect(await ask(["switch.kettle"], { start_time: iso(Date.now() + hour) })).to.deep.equal({});
  });

  const wrong: readonly [Message, string][] = [
    [{ start_time: "yesterday" }, "invalid_start_time"],
    [{ end_time: "tomorrow" }, "invalid_end_time"],
    [{ entity_ids: ["kettle"] }, "invalid_entity_ids"],
    [{ limit: 3 }, "invalid_format"],
  ];
  for (const [parameters, code] of wrong)
    it(`refuses ${JSON.stringify(parameters)} as ${code}`, async () => {
      const asked = { start_time: iso(0), entity_ids: ["switch.kettle"], ...parameters };

      expect(await talk.refusal("history/history_during_period", asked)).to.equal(code);
    });
});
