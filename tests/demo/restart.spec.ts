import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { call, hangUp, talkTo, type Message, type Talk } from "./talk.ts";

describe("The demo home's restart", () => {
  let home: DemoHome;

  beforeEach(async () => {
    home = await createDemoHome();
  });
  afterEach(async () => {
    hangUp();
    await home.close();
  });

  const stateOf = async (talk: Talk) => ((await talk.read("get_config")) as Message)["state"];
  const dataOf = (talk: Talk, subscription: number) =>
    talk.events(subscription).map((event) => (event as Message)["data"] as Message);

  it("closes every socket with 1000, and answers nothing", async () => {
    const talk = await talkTo(home);
    talk.send({ id: 1, type: "call_service", domain: "homeassistant", service: "restart" });

    expect(await talk.closed).to.equal(1000);
    expect(talk.messages.filter(({ id }) => id === 1)).to.deep.equal([]);
  });

  it("lets nobody in for a while", async () => {
    const restarted = home.restart({ downMs: 60, startMs: 10 });
    const refused = await call(home).catch((error: unknown) => error);
    await restarted;

    expect(refused).to.have.property("code", "ECONNREFUSED");
    await talkTo(home);
  });

  it("lets people in while it knows a part of its entities", async () => {
    const full = home.states.size;
    const restarted = home.restart({ downMs: 0, startMs: 400 });
    const talk = await whenOpen(home);
    const early = (await talk.read("get_states")) as readonly unknown[];

    expect(await stateOf(talk)).to.equal("NOT_RUNNING");
    expect(early.length).to.be.lessThan(full);
    expect(await talk.refusal("history/history_during_period")).to.equal("unknown_command");

    await restarted;

    expect(await stateOf(talk)).to.equal("RUNNING");
    expect(await talk.read("get_states")).to.have.length(full);
  });

  it("tells what it loads, and when it is done", async () => {
    const restarted = home.restart({ downMs: 0, startMs: 300 });
    const talk = await whenOpen(home);
    await talk.read("subscribe_events", { event_type: "component_loaded" });
    await talk.read("subscribe_events", { event_type: "service_registered" });
    await talk.read("subscribe_events", { event_type: "core_config_updated" });
    await talk.read("subscribe_events", { event_type: "homeassistant_started" });
    await talk.read("subscribe_entities");
    await restarted;
    await talk.ask("ping");

    expect(dataOf(talk, 1)).to.deep.include({ component: "weather" });
    expect(dataOf(talk, 2)).to.deep.include({ domain: "weather", service: "get_forecasts" });
    expect(dataOf(talk, 3)).to.deep.equal([{}, {}]);
    expect(dataOf(talk, 4)).to.deep.equal([{}]);
    expect(talk.events(5).length).to.be.greaterThan(50);
  });

  it("keeps states, names and the port", async () => {
    const { url } = home;
    home.setState("light.hall_ceiling", "on", { brightness: 7 });
    home.updateEntity("light.hall_ceiling", { name: "Entry" });
    const before = new Set(home.states.keys());

    await home.restart({ downMs: 1, startMs: 10 });

    expect(home.url).to.equal(url);
    expect(new Set(home.states.keys())).to.deep.equal(before);
    expect(home.state("light.hall_ceiling").state).to.equal("on");
    expect(home.registry.get("light.hall_ceiling")?.name).to.equal("Entry");
  });

  it("ends with the home when that is closed meanwhile", async () => {
    const restarted = home.restart({ downMs: 30, startMs: 10 });
    await home.close();
    await restarted;

    const refused = await call(home).catch((error: unknown) => error);
    expect(refused).to.have.property("code", "ECONNREFUSED");
  });
});

async function whenOpen(home: DemoHome): Promise<Talk> {
  for (;;) {
    const talk = await talkTo(home).catch(() => undefined);
    if (talk) return talk;
  }
}
