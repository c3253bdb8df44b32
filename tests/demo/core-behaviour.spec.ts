import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { asCommand, hangUp, talkTo, type Message, type Talk } from "./talk.ts";

describe("The demo home, as Home Assistant does,", () => {
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

  const perform = (name: string, target?: Message, data?: Message) =>
    talk.read("call_service", asCommand(name, target, data));
  const errorOf = async (name: string, target?: Message, data?: Message) =>
    (await talk.ask("call_service", asCommand(name, target, data)))["error"];

  /** The states of an entity so far, as a subscription saw them. */
  const seen = (entityId: string): readonly string[] =>
    talk.messages
      .map(({ event }) => (event as { c?: Record<string, { "+": { s?: string } }> } | undefined)?.c) // Our own subscription.
      .flatMap((changes) => changes?.[entityId]?.["+"].s ?? []);

  const moves: readonly [string, string, string[]][] = [
    ["cover.open_cover", "cover.garage_door", ["opening", "open"]],
    ["cover.close_cover", "cover.volet_roulant", ["closing", "closed"]],
    ["lock.unlock", "lock.front_door", ["unlocking", "unlocked"]],
    ["valve.open_valve", "valve.arrosage", ["opening", "open"]],
  ];
  for (const [service, entity_id, states] of moves)
    it(`brings ${entity_id} by ${service} to ${states.join(", then ")}, in one context`, async () => {
      await talk.read("subscribe_entities", { entity_ids: [entity_id] });
      await perform(service, { entity_id });
      await talk.sees(() => seen(entity_id).length === 2);

      expect(seen(entity_id)).to.deep.equal(states);
      expect(home.state(entity_id).context).to.equal(home.calls[0]?.context);
    });

  it("forgets where a cover was going when it is stopped", async () => {
    const entity_id = "cover.garage_door";
    await talk.read("subscribe_entities", { entity_ids: [entity_id] });
    await perform("cover.open_cover", { entity_id });
    await perform("cover.stop_cover", { entity_id });
    await perform("cover.close_cover", { entity_id });
    await talk.sees(() => seen(entity_id).at(-1) === "closed");

    expect(seen(entity_id)).to.deep.equal(["opening", "open", "closing", "closed"]);
  });

  it("checks a call before it does any of it", async () => {
    const lamp = { entity_id: "light.floor_lamp" };

    expect(await errorOf("light.turn_on", lamp, { brightness_pct: 300 })).to.deep.equal({
      code: "invalid_format",
      message: "expected a percentage between 0 and 100 at 'brightness_pct'",
    });
    expect(await errorOf("light.turn_on", lamp, { colour: 1 })).to.deep.equal({
      code: "invalid_format",
      message: "not a valid option at 'colour'",
    });
    expect(await errorOf("lock.open", { entity_id: "lock.front_door" })).to.include({
      code: "service_validation_error",
      translation_key: "service_not_supported",
    });
    expect(
      await errorOf("climate.set_temperature", { area_id: "buro" }, { temperature: 99 }),
    ).to.deep.include({
      translation_key: "temp_out_of_range",
      translation_placeholders: { check_temp: "99.0", min_temp: "7", max_temp: "30" },
    });
    expect(
      await errorOf("input_number.set_value", { entity_id: "all" }, { value: 900 }),
    ).to.deep.equal({
      code: "invalid_format",
      message: "Invalid value for input_number.night_brightness: 900.0 (range 0.0 - 100.0)",
    });
    expect(
      await errorOf("scene.apply", undefined, { entities: { "light.floor_lamp": 3 } }),
    ).to.have.property("message", "State for light.floor_lamp should be a string at 'entities'");
  });

  it("sets the lock of a switch by the switch, and shows the switch as the lock", async () => {
    const behind = "switch.side_door_relay";
    expect(home.registry.get(behind)).to.have.property("hidden_by", "integration");

    await perform("lock.unlock", { entity_id: "lock.side_door" });
    expect(home.state(behind).state).to.equal("on");
    await perform("switch.turn_off", { entity_id: behind });

    expect(home.state("lock.side_door").state).to.equal("locked");
  });

  it("makes and changes groups", async () => {
    await perform("group.set", undefined, {
      ...{ object_id: "mine", entities: ["light.floor_lamp"], name: "Mine" },
    });
    await perform("group.set", undefined, { object_id: "mine", add_entities: "lock.front_door" });

    expect(home.state("group.mine")).to.have.property("state", "on");
    expect(home.state("group.mine").attributes["entity_id"]).to.deep.equal([
      ...["light.floor_lamp", "lock.front_door"],
    ]);
    await perform("light.turn_off", { entity_id: "group.mine" });
    expect(home.state("group.mine").state).to.equal("off");
  });

  it("joins players and parts them", async () => {
    const members = ["media_player.terrace_left", "media_player.story_box"];
    await perform("media_player.join", { entity_id: members[0] }, { group_members: [members[1]] });

    expect(home.state("media_player.story_box").attributes["group_members"]).to.deep.equal(members);
    expect(home.calls[0]?.entity_ids).to.deep.equal(members);
    await perform("media_player.unjoin", { entity_id: members[0] });
    expect(home.state("media_player.story_box").attributes["group_members"]).to.deep.equal([]);
  });

  it("passes what belongs to a lamp through the generic service", async () => {
    await perform("homeassistant.turn_on", { area_id: "attic" }, { brightness_pct: 10 });

    expect(home.state("light.attic_light").attributes["brightness"]).to.equal(26);
  });

  it("says of an entity without unique id where it comes from", async () => {
    expect(await talk.read("entity/source")).to.deep.include({
      "switch.heating_boost": { domain: "template" },
      "switch.gate_opener": { domain: "template" },
      "zone.home": { domain: "zone" },
    });
    expect(home.registry.has("switch.heating_boost")).to.equal(false);
  });
});
