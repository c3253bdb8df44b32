import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { hangUp, talkTo } from "./talk.ts";

describe("The demo home's protocol", () => {
  let home: DemoHome;

  before(async () => {
    home = await createDemoHome();
  });
  afterEach(hangUp);
  after(() => home.close());

  it("answers a ping with a pong, not with a result", async () => {
    const talk = await talkTo(home);

    expect(await talk.ask("ping")).to.deep.equal({ id: 1, type: "pong" });
  });

  it("wants ids that increase", async () => {
    const talk = await talkTo(home);
    await talk.ask("ping");
    talk.send({ id: 1, type: "ping" });

    const refused = await talk.sees(({ type }) => type === "result");

    expect(refused).to.deep.include({ id: 1, success: false });
    expect(refused["error"]).to.have.property("code", "id_reuse");
  });

  const malformed: readonly [string, object, unknown][] = [
    ["without an id", { type: "ping" }, null],
    ["with an id that is a text", { id: "1", type: "ping" }, "1"],
    ["with id 0", { id: 0, type: "ping" }, 0],
    ["without a type", { id: 7 }, 7],
  ];
  for (const [how, message, id] of malformed)
    it(`refuses a message ${how} as invalid_format`, async () => {
      const talk = await talkTo(home);
      talk.send(message);

      const refused = await talk.sees(({ type }) => type === "result");

      expect(refused["id"]).to.equal(id);
      expect(refused["error"]).to.have.property("code", "invalid_format");
    });

  const refusals: readonly [string, string, object, string][] = [
    ["an unknown command", "no/such_thing", {}, "unknown_command"],
    ["a key nobody knows", "get_states", { limit: 3 }, "invalid_format"],
    ["a key of every object's own", "get_states", { constructor: 1 }, "invalid_format"],
    ["a missing key", "config/category_registry/list", {}, "invalid_format"],
    ["a value of a wrong kind", "subscribe_entities", { entity_ids: ["lamp"] }, "invalid_format"],
    [
      "an entity nobody registered",
      "config/entity_registry/get",
      { entity_id: "a.b" },
      "not_found",
    ],
    ["the end of no subscription", "unsubscribe_events", { subscription: 99 }, "not_found"],
    [
      "listening to state_reported",
      "subscribe_events",
      { event_type: "state_reported" },
      "home_assistant_error",
    ],
  ];
  for (const [what, type, parameters, code] of refusals)
    it(`refuses ${what} as ${code}`, async () => {
      const talk = await talkTo(home);

      expect(await talk.refusal(type, { ...parameters })).to.equal(code);
    });

  const forAdmins: readonly [string, object][] = [
    ["config/auth/list", {}],
    ["homeassistant/expose_entity/list", {}],
    ["homeassistant/expose_new_entities/get", { assistant: "conversation" }],
    ["config/entity_registry/update", { entity_id: "light.floor_lamp", name: "Mine" }],
    ["subscribe_events", {}],
    ["subscribe_events", { event_type: "call_service" }],
  ];
  for (const [type, parameters] of forAdmins)
    it(`keeps ${type} ${JSON.stringify(parameters)} for admins`, async () => {
      const resident = await talkTo(home, home.userToken);

      expect(await resident.refusal(type, { ...parameters })).to.equal("unauthorized");
    });

  it("lets everybody listen to what happens to states and registries", async () => {
    const resident = await talkTo(home, home.userToken);
    await resident.read("subscribe_events", { event_type: "area_registry_updated" });
    home.updateArea("attic", { aliases: ["Roof"] });

    const { event } = await resident.sees(({ type }) => type === "event");

    expect(event).to.deep.include({
      event_type: "area_registry_updated",
      data: { action: "update", area_id: "attic" },
      origin: "LOCAL",
    });
  });

  it("tells a change of state in its long form, old and new", async () => {
    const talk = await talkTo(home);
    await talk.read("subscribe_events", { event_type: "state_changed" });
    const entity_id = "light.bathroom_mirror";
    home.setState(entity_id, "on");
    home.removeEntity(entity_id);
    await talk.ask("ping");

    const [changed, removed] = talk.events(1);
    expect(changed).to.deep.include({ event_type: "state_changed", origin: "LOCAL" });
    expect(changed).to.have.nested.property("data.old_state.state", "off");
    expect(changed)
      .to.have.nested.property("data.new_state")
      .with.all.keys(
        ...["entity_id", "state", "attributes", "context"],
        ...["last_changed", "last_reported", "last_updated"],
      );
    expect(removed).to.have.nested.property("data.new_state", null);
  });

  it("lists its users to admins, the Supervisor's too", async () => {
    const talk = await talkTo(home);

    const users = await talk.read("config/auth/list");

    expect(users)
      .to.have.nested.property("[1]")
      .that.includes({ name: "Robin", username: "robin" });
    expect(users)
      .to.have.nested.property("[2]")
      .that.deep.includes({ name: "Supervisor", system_generated: true, credentials: [] });
  });

  it("takes several commands in one frame", async () => {
    const talk = await talkTo(home);
    talk.send([
      { id: 1, type: "ping" },
      { id: 2, type: "get_config" },
    ]);

    await talk.sees(({ id }) => id === 2);

    expect(talk.messages.slice(2).map(({ id }) => id)).to.deep.equal([1, 2]);
  });

  it("sends every change in a frame of its own, unless the client coalesces", async () => {
    const plain = await talkTo(home);
    const coalescing = await talkTo(home);
    await coalescing.read("supported_features", { features: { coalesce_messages: 1 } });
    await plain.read("subscribe_entities");
    await coalescing.read("subscribe_entities");
    const last = "light.floor_lamp";
    const isLast = ({ event }: { event?: unknown }) =>
      JSON.stringify(event ?? {}).includes('"last":true');
    const frames = [plain.frames.length, coalescing.frames.length] as const;

    for (let change = 0; change < 300; change += 1) home.setState(last, "on", { change });
    home.setState(last, "on", { last: true });
    await Promise.all([plain.sees(isLast), coalescing.sees(isLast)]);

    expect(plain.frames.length - frames[0]).to.be.at.least(301);
    expect(coalescing.frames.length - frames[1]).to.be.at.most(4);
  });

  it("ends a subscription", async () => {
    const talk = await talkTo(home);
    await talk.read("subscribe_events", { event_type: "ours" });
    home.fire("ours", { number: 1 });
    await talk.sees(({ type }) => type === "event");
    await talk.read("unsubscribe_events", { subscription: 1 });

    home.fire("ours", { number: 2 });
    await talk.ask("ping");

    expect(talk.events(1)).to.have.length(1);
  });

  it("remembers what was asked, by whom, and how often", async () => {
    const before = home.received("get_config");
    const resident = await talkTo(home, home.userToken);
    await resident.read("get_config");

    expect(home.received("get_config")).to.equal(before + 1);
    expect(home.commands.at(-1)).to.deep.equal({
      type: "get_config",
      message: { id: 1, type: "get_config" },
      user: "Robin",
    });
  });
});
