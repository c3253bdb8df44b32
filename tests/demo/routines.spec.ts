import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { createDemoHome, type DemoHome, type State } from "../../server/demo/demo-home.ts";
import { asCommand, hangUp, talkTo, type Message, type Talk } from "./talk.ts";

describe("The demo home's routines", () => {
  let home: DemoHome;
  let talk: Talk;

  beforeEach(async () => {
    home = await createDemoHome({ transitMs: 0 });
    talk = await talkTo(home);
  });
  afterEach(async () => {
    hangUp();
    await home.close();
  });

  const perform = (name: string, target?: Message, data?: Message) =>
    talk.read("call_service", asCommand(name, target, data));

  /** The first state of the entity that is so. */
  async function becomes(entityId: string, state: string): Promise<State> {
    for (let turns = 0; turns < 200 && home.state(entityId).state !== state; turns += 1)
      await pause(5);
    expect(home.state(entityId).state).to.equal(state);
    return home.state(entityId);
  }

  it("reach a lock through three scripts, under the caller's context", async () => {
    await perform("script.come_in");

    const call = home.calls.at(-1);
    expect(home.state("lock.front_door")).to.deep.include({
      ...{ state: "unlocked", context: call?.context },
    });
    expect(call?.entity_ids).to.include.members(["script.let_them_in", "lock.front_door"]);
    expect(home.calls).to.have.length(1);
  });

  it("unlock by a scene", async () => {
    await perform("scene.turn_on", { entity_id: "scene.welcome_home" });

    expect(home.state("lock.front_door").state).to.equal("unlocked");
    expect(home.state("light.hall_ceiling").attributes["brightness"]).to.equal(200);
    expect(home.calls.at(-1)?.entity_ids).to.include("lock.front_door");
  });

  it("follow a template of a state", async () => {
    home.setState("input_text.favourite_lamp", "light.attic_light");
    await perform("script.turn_on", { entity_id: "script.favourite_lamp_on" });

    expect(home.state("light.attic_light").state).to.equal("on");
  });

  it("take the branch whose conditions hold", async () => {
    home.setState("input_select.house_mode", "Night");
    home.setState("input_boolean.guests", "on");
    await perform("script.dinner_lights");

    expect(home.state("light.floor_lamp").attributes["brightness"]).to.equal(38);
    expect(home.state("light.kitchen_ceiling").attributes["brightness"]).to.equal(204);
    expect(home.state("light.living_room_ceiling").state).to.equal("on");
  });

  it("stop at what is refused, which their caller is told", async () => {
    home.addScript("both", {
      sequence: [
        {
          action: "climate.set_temperature",
          target: { area_id: "buro" },
          data: { temperature: 99 },
        },
        { action: "switch.turn_on", target: { entity_id: "switch.guirlande" } },
      ],
    });

    expect(await talk.refusal("call_service", asCommand("script.both"))).to.equal(
      "service_validation_error",
    );
    expect(home.state("switch.guirlande").state).to.equal("off");
    expect(home.state("script.both").state).to.equal("off");
  });

  it("fire events, run every kind of block, and end at a stop", async () => {
    const on = (entity_id: string) => ({ action: "switch.turn_on", target: { entity_id } });
    home.addScript("blocks", {
      sequence: [
        { event: "doorbell_rang", event_data: { by: "script" } },
        { repeat: { count: 3, sequence: [on("switch.coffee_machine")] } },
        { sequence: [{ scene: "scene.movie_night" }] },
        { enabled: false, ...on("switch.gate_opener") },
        { delay: 5 },
        { stop: "enough" },
        on("switch.guirlande"),
      ],
    });
    await talk.read("subscribe_events", { event_type: "doorbell_rang" });
    await perform("script.blocks");

    expect(talk.events(1)).to.have.length(1);
    expect(home.state("switch.coffee_machine").state).to.equal("on");
    expect(home.state("cover.volet_roulant").state).to.equal("closed");
    expect(home.state("switch.gate_opener").state).to.equal("off");
    expect(home.state("switch.guirlande").state).to.equal("off");
  });

  it("do not run in circles", async () => {
    home.addScript("circle", { sequence: [{ action: "script.circle" }] });
    await perform("script.circle");

    expect(home.state("script.circle").state).to.equal("off");
  });

  describe("that are automations", () => {
    const setOff: readonly [string, string, string, string, string][] = [
      [
        ...(["a helper", "input_boolean.turn_on", "input_boolean.cleaner_is_coming"] as const),
        ...(["lock.terrace_door", "unlocked"] as const),
      ],
      [
        ...(["a button", "input_button.press", "input_button.open_the_garage"] as const),
        ...(["cover.garage_door", "open"] as const),
      ],
      [
        ...(["a lamp", "light.turn_on", "light.terrassenlicht"] as const),
        ...(["light.aussenlicht", "on"] as const),
      ],
    ];
    for (const [what, service, entity_id, reached, state] of setOff)
      it(`are set off by ${what}, in nobody's context below its cause`, async () => {
        await perform(service, { entity_id });

        const { context } = await becomes(reached, state);
        expect(context).to.include({ user_id: null, parent_id: home.calls[0]?.context.id });
      });

    it("stay quiet while they are off", async () => {
      await perform("automation.turn_off", { entity_id: "automation.open_up_for_the_cleaner" });
      await perform("input_boolean.turn_on", { entity_id: "input_boolean.cleaner_is_coming" });
      await perform("light.turn_on", { entity_id: "light.terrassenlicht" });
      await becomes("light.aussenlicht", "on");

      expect(home.state("lock.terrace_door").state).to.equal("locked");
    });

    it("are set off by events, when their conditions hold", async () => {
      home.addAutomation("on_knock", {
        triggers: [{ trigger: "event", event_type: "knock" }],
        conditions: [{ condition: "state", entity_id: "input_boolean.guests", state: "on" }],
        actions: [{ action: "switch.turn_on", target: { entity_id: "switch.guirlande" } }],
      });
      home.fire("knock");
      await pause(20);
      expect(home.state("switch.guirlande").state).to.equal("off");
      home.setState("input_boolean.guests", "on");
      home.fire("knock");

      expect(await becomes("switch.guirlande", "on")).to.have.property("state", "on");
    });
  });

  it("make a scene of what is so, and go back to it", async () => {
    await perform("scene.create", undefined, {
      ...{ scene_id: "before", snapshot_entities: ["light.floor_lamp", "lock.front_door"] },
    });
    await perform("light.turn_off", { entity_id: "light.floor_lamp" });
    await perform("lock.unlock", { entity_id: "lock.front_door" });
    await perform("scene.turn_on", { entity_id: "scene.before" });

    expect(home.state("light.floor_lamp").attributes["brightness"]).to.equal(140);
    expect(home.state("lock.front_door").state).to.equal("locked");
    expect(await talk.read("entity/source")).to.have.deep.property("scene.before", {
      domain: "homeassistant",
    });
  });
});
