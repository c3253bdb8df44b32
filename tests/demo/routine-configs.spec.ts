import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { hangUp, talkTo, type Talk } from "./talk.ts";

describe("What the demo home tells of its routines", () => {
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

  const scene = (id: string, token = home.token) =>
    fetch(`${home.url}/api/config/scene/config/${id}`, {
      headers: { authorization: `Bearer ${token}` },
    });

  it("is what every script and automation is made of", async () => {
    for (const entity_id of home.states.keys()) {
      const [domain = ""] = entity_id.split(".");
      if (domain !== "script" && domain !== "automation") continue;
      expect(await talk.read(`${domain}/config`, { entity_id })).to.have.property("config");
    }

    expect(await talk.read("script/config", { entity_id: "script.let_them_in" })).to.deep.equal({
      config: {
        alias: "Let them in",
        sequence: [{ action: "lock.unlock", target: { entity_id: "lock.front_door" } }],
      },
    });
    expect(await talk.read("automation/config", { entity_id: "automation.garage_on_request" }))
      .to.have.nested.property("config.triggers[0].entity_id")
      .that.deep.equals(["input_button.open_the_garage"]);
  });

  it("is not for those who are not admins", async () => {
    const resident = await talkTo(home, home.userToken);
    const entity_id = "script.bedtime";

    expect(await resident.refusal("script/config", { entity_id })).to.equal("unauthorized");
    expect(await resident.refusal("automation/config", { entity_id })).to.equal("unauthorized");
    expect((await scene("movie_night", home.userToken)).status).to.equal(401);
  });

  it("ends where there is none", async () => {
    const { error } = await talk.ask("script/config", { entity_id: "light.floor_lamp" });

    expect(error).to.deep.equal({ code: "not_found", message: "Entity not found" });
    expect(await talk.refusal("automation/config", { entity_id: "automation.x" })).to.equal(
      "not_found",
    );
  });

  it("has the contents of scenes over HTTP, by their id", async () => {
    const answer = await scene("welcome_home");

    expect(answer.status).to.equal(200);
    expect(await answer.json()).to.deep.equal({
      id: "welcome_home",
      name: "Welcome home",
      entities: {
        "light.hall_ceiling": { state: "on", brightness: 200 },
        "lock.front_door": { state: "unlocked" },
      },
    });
    expect((await scene("nothing")).status).to.equal(404);
    expect((await scene("movie_night", "stranger")).status).to.equal(401);
  });

  describe("fills blueprints in", () => {
    const path = "demo/follow_light.yaml";

    it("with their inputs", async () => {
      const input = { leader: "light.a", follower: { area_id: "attic" } };

      const filled = await talk.read("blueprint/substitute", { domain: "automation", path, input });

      expect(filled).to.deep.equal({
        substituted_config: {
          mode: "single",
          triggers: [{ trigger: "state", entity_id: "light.a", to: "on" }],
          conditions: [],
          actions: [{ action: "light.turn_on", target: { area_id: "attic" } }],
        },
      });
    });

    it("unless inputs or the blueprint are missing", async () => {
      const ask = (of: string) =>
        talk.ask("blueprint/substitute", { domain: "automation", path: of, input: {} });

      expect((await ask(path))["error"]).to.deep.equal({
        ...{ code: "unknown_error", message: "Missing input follower, leader" },
      });
      expect((await ask("none.yaml"))["error"]).to.have.property("code", "unknown_error");
    });
  });

  describe("follows what is changed", () => {
    it("when a script is added, changed, and run", async () => {
      await talk.read("subscribe_events", { event_type: "service_registered" });
      await talk.read("subscribe_events", { event_type: "service_removed" });
      const switchOn = (entity_id: string) => ({
        alias: "Sesame",
        sequence: [{ action: "switch.turn_on", target: { entity_id } }],
      });

      expect(home.addScript("sesame", switchOn("switch.coffee_machine"))).to.equal("script.sesame");
      home.changeScript("sesame", switchOn("switch.guirlande"));
      await talk.read("call_service", { domain: "script", service: "sesame" });

      expect(home.state("switch.guirlande").state).to.equal("on");
      expect(home.state("switch.coffee_machine").state).to.equal("off");
      expect(await talk.read("script/config", { entity_id: "script.sesame" })).to.deep.equal({
        config: switchOn("switch.guirlande"),
      });
      expect([talk.events(1).length, talk.events(2).length]).to.deep.equal([2, 1]);
    });

    it("when an automation or a scene is added", async () => {
      await talk.read("subscribe_events", { event_type: "automation_reloaded" });
      home.addAutomation("mine", { alias: "Mine", triggers: [], actions: [] });
      home.addScene("mine", { name: "Mine", entities: { "light.floor_lamp": "off" } });

      expect(home.state("automation.mine")).to.have.property("state", "on");
      expect(home.state("scene.mine").attributes["entity_id"]).to.deep.equal(["light.floor_lamp"]);
      expect((await scene("mine")).status).to.equal(200);
      expect(talk.events(1)).to.have.length(1);
    });

    it("but not when there is nothing to change", () => {
      expect(() => home.changeScript("nothing", {})).to.throw("script.nothing");
      expect(() => home.changeAutomation("nothing", {})).to.throw("automation.nothing");
      expect(() => home.changeScene("nothing", {})).to.throw("scene.nothing");
    });
  });
});
