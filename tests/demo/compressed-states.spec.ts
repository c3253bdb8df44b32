import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { hangUp, talkTo, type Talk } from "./talk.ts";

describe("The demo home's compressed states", () => {
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

  const lamp = "light.floor_lamp";
  const seconds = (ms: number) => Math.round(ms * 1000) / 1_000_000;
  /** What the newest event says of the lamp. */
  const change = async () => {
    await talk.ask("ping");
    const newest = talk.events(1).at(-1) as { c: Record<string, Change> }; // Our own subscription.
    return newest.c[lamp];
  };

  it("answers first, and then sends everything", async () => {
    await talk.read("subscribe_entities");
    await talk.ask("ping");

    const [result, event] = talk.messages.slice(2);
    expect(result).to.deep.equal({ id: 1, type: "result", success: true, result: null });
    expect(event)
      .to.have.nested.property("event.a")
      .with.all.keys(...home.states.keys());
  });

  it("sends everything for an empty list of ids", async () => {
    await talk.read("subscribe_entities", { entity_ids: [] });
    await talk.ask("ping");

    expect(talk.events(1)[0])
      .to.have.property("a")
      .with.all.keys(...home.states.keys());
  });

  const filters: readonly [string, object, string[]][] = [
    ["ids", { entity_ids: [lamp] }, [lamp]],
    ["one id", { entity_ids: lamp }, [lamp]],
    ["domains", { include: { domains: ["vacuum"] } }, ["vacuum.dusty"]],
    ["globs", { include: { entity_globs: ["*.attic_m*n"] } }, ["binary_sensor.attic_motion"]],
    [
      "what to leave out",
      { include: { domains: ["person"] }, exclude: { entities: ["person.alex"] } },
      ["person.robin"],
    ],
  ];
  for (const [what, filter, wanted] of filters)
    it(`can be filtered by ${what}`, async () => {
      await talk.read("subscribe_entities", { ...filter });
      home.setState("switch.kettle", "off");
      await talk.ask("ping");

      expect(talk.events(1)).to.have.length(1);
      expect(talk.events(1)[0])
        .to.have.property("a")
        .with.all.keys(...wanted);
    });

  it("leaves out lu when nothing was updated since the change", async () => {
    home.setState(lamp, "off");
    home.setState("switch.kettle", "on", { since: "then" });
    await talk.read("subscribe_entities");
    await talk.ask("ping");

    const { a } = talk.events(1)[0] as { a: Record<string, object> }; // Our own subscription.
    expect(a[lamp]).to.have.all.keys("s", "a", "c", "lc");
    expect(a["switch.kettle"]).to.have.all.keys("s", "a", "c", "lc", "lu");
  });

  it("sends a new state with lc, and a bare new context id", async () => {
    await talk.read("subscribe_entities");

    const { last_changed, context } = home.setState(lamp, "off");

    expect(await change()).to.deep.equal({
      "+": { s: "off", lc: seconds(last_changed), c: context.id },
    });
  });

  it("sends changed attributes with lu, and names what is gone", async () => {
    home.setState(lamp, "on", { stays: 1, changes: 1, goes: 1 });
    await talk.read("subscribe_entities");

    const { last_updated, context } = home.setState(lamp, "on", { stays: 1, changes: 2 });

    expect(await change()).to.deep.equal({
      "+": { lu: seconds(last_updated), c: context.id, a: { changes: 2 } },
      "-": { a: ["goes"] },
    });
  });

  it("sends of a context only what differs", async () => {
    await talk.read("subscribe_entities");
    await talk.read("call_service", {
      ...{ domain: "light", service: "turn_off", target: { entity_id: lamp } },
    });
    const byUser = home.state(lamp).context;
    expect((await change())?.["+"].c).to.deep.equal({ user_id: byUser.user_id, id: byUser.id });

    home.setState(lamp, "on");
    expect((await change())?.["+"].c).to.deep.equal({
      user_id: null,
      id: home.state(lamp).context.id,
    });
  });

  it("says nothing when nothing changed", async () => {
    await talk.read("subscribe_entities");
    const { state, attributes } = home.state(lamp);

    home.setState(lamp, state, { ...attributes });
    await talk.ask("ping");

    expect(talk.events(1)).to.have.length(1);
  });

  it("adds what is new and removes what is gone", async () => {
    await talk.read("subscribe_entities");

    home.addEntity({ entity_id: "light.new", state: "on" });
    home.removeEntity("light.new");
    await talk.ask("ping");

    const [, added, removed] = talk.events(1);
    expect(added).to.have.nested.property("a.light\\.new.s", "on");
    expect(removed).to.deep.equal({ r: ["light.new"] });
  });
});

interface Change {
  readonly "+": { readonly c?: unknown };
}
