import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { asCommand, hangUp, talkTo, type Message, type Talk } from "./talk.ts";

describe("The demo home's services", () => {
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
  const ask = (name: string, target?: Message, data?: Message) =>
    talk.read("call_service", { ...asCommand(name, target, data), return_response: true });

  describe("in the catalogue", () => {
    it("have fields, selectors, targets and responses, and no names", async () => {
      const services = await talk.read("get_services");

      expect(services)
        .to.have.nested.property("light.turn_on.target")
        .that.deep.equals({
          entity: [{ domain: ["light"] }],
        });
      expect(services)
        .to.have.nested.property("cover.set_cover_position.fields")
        .that.deep.equals({
          position: {
            required: true,
            selector: {
              number: { min: 0, max: 100, unit_of_measurement: "%", step: 1, mode: "slider" },
            },
          },
        });
      expect(services).to.have.nested.property("todo.get_items.response.optional", false);
      expect(services).not.to.have.nested.property("light.turn_on.name");
      expect(services).not.to.have.nested.property("homeassistant.restart.target");
    });

    it("have names only where no translation can have them", async () => {
      const services = await talk.read("get_services");

      expect(services).to.have.nested.property("script.bedtime.name", "Bedtime");
      expect(services).to.have.nested.property("notify.mobile_app_alex_phone.name");
    });

    it("are named by the translations", async () => {
      const { resources } = (await talk.read("frontend/get_translations", {
        ...{ language: "en", category: "services", integration: ["lock", "light"] },
      })) as { resources: Message }; // As 2026.11 answers.

      expect(resources["component.lock.services.unlock.name"]).to.equal("Unlock lock");
      expect(resources["component.light.services.turn_on.fields.brightness_pct.name"]).to.equal(
        "Brightness",
      );
      expect(Object.keys(resources).filter((key) => key.includes(".cover."))).to.deep.equal([]);
    });

    it("are told of when they come and go", async () => {
      await talk.read("subscribe_events", { event_type: "service_registered" });
      await talk.read("subscribe_events", { event_type: "service_removed" });
      home.addService("knx", "send");
      expect(await talk.read("get_services")).to.have.nested.property("knx.send");
      home.removeService("knx", "send");

      expect(await talk.read("get_services")).not.to.have.nested.property("knx.send");
      expect([...talk.events(1), ...talk.events(2)]).to.have.length(2);
    });
  });

  it("do nothing, in silence, for what is unknown or of another domain", async () => {
    await perform("light.turn_on", { entity_id: ["lock.front_door", "light.nowhere"] });

    expect(home.state("lock.front_door").state).to.equal("locked");
    expect(home.calls.at(-1)?.entity_ids).to.deep.equal([]);
  });

  it("answer with the context that the changed states carry", async () => {
    const { context } = (await perform("lock.unlock", { entity_id: "lock.front_door" })) as {
      context: Message; // As 2026.11 answers.
    };

    expect(home.state("lock.front_door").context).to.deep.equal(context);
    expect(context["user_id"]).to.equal(home.calls[0]?.context.user_id);
    expect(context["parent_id"]).to.equal(null);
  });

  it("are written down, with what they reached", async () => {
    await perform("light.turn_off", { area_id: "kitchen" }, { transition: 2 });

    expect(home.calls).to.have.length(1);
    expect(home.calls[0]).to.deep.include({
      domain: "light",
      service: "turn_off",
      service_data: { transition: 2 },
      target: { area_id: "kitchen" },
      entity_ids: ["light.kitchen_ceiling", "light.kitchen_worktop"],
    });
  });

  it("know names in any case", async () => {
    await talk.read("call_service", {
      ...{ domain: "LIGHT", service: "Turn_Off", target: { entity_id: "LIGHT.Floor_Lamp" } },
    });

    expect(home.state("light.floor_lamp").state).to.equal("off");
  });

  describe("that hold others", () => {
    it("a scene unlocks and shuts under its caller's context", async () => {
      await perform("lock.unlock", { entity_id: "lock.front_door" });
      await perform("scene.turn_on", { entity_id: "scene.abschliessen" });

      expect(home.state("lock.front_door").state).to.equal("locked");
      expect(home.state("lock.front_door").context).to.equal(home.calls[1]?.context);
    });

    it("a script runs its steps under its caller's context", async () => {
      await perform("script.bedtime");

      expect(home.state("light.nachttischlampe").state).to.equal("off");
      expect(home.state("light.nachttischlampe").context).to.equal(home.calls[0]?.context);
      expect(home.state("script.bedtime").state).to.equal("off");
    });

    it("an automation runs in a context of nobody's, below its cause", async () => {
      await perform("automation.trigger", { entity_id: "automation.wake_up_lights" });

      const { context } = home.state("light.kitchen_worktop");
      expect(context).to.include({ parent_id: home.calls[0]?.context.id, user_id: null });
    });

    it("a light group switches its members, and follows them", async () => {
      await perform("light.turn_off", { entity_id: "light.alle_lichter_oben" });

      expect(home.state("light.nachttischlampe").state).to.equal("off");
      expect(home.state("light.alle_lichter_oben").state).to.equal("off");
    });
  });

  describe("that answer", () => {
    it("tell what is on a list, which they can change", async () => {
      const todo = { entity_id: "todo.einkaufsliste" };
      await perform("todo.add_item", todo, { item: "Käse" });
      await perform("todo.remove_item", todo, { item: "Milch" });
      await perform("todo.add_item", todo, { item: "Brot" });

      const answer = await ask("todo.get_items", todo);

      expect(JSON.stringify(answer)).to.include("Käse").and.not.to.include("Milch");
      expect(home.state("todo.einkaufsliste").state).to.equal("4");
    });

    it("tell forecasts and appointments", async () => {
      const forecasts = await ask(
        "weather.get_forecasts",
        { entity_id: "weather.forecast_home" },
        { type: "daily" },
      );
      const events = await ask("calendar.get_events", { entity_id: "calendar.family" });

      expect(forecasts).to.have.nested.property("response.weather\\.forecast_home.forecast");
      expect(JSON.stringify(events)).to.include("Zahnarzt Robin");
    });
  });

  it("show and dismiss notifications", async () => {
    await perform("persistent_notification.create", undefined, {
      ...{ message: "The door is open", title: "Door", notification_id: "door" },
    });
    const shown = await talk.read("persistent_notification/get");
    await perform("persistent_notification.dismiss", undefined, { notification_id: "door" });

    expect(shown).to.have.length(1);
    expect(shown)
      .to.have.nested.property("[0]")
      .that.includes({ notification_id: "door", title: "Door", message: "The door is open" });
    expect(await talk.read("persistent_notification/get")).to.deep.equal([]);
  });

  it("list what needs repair", async () => {
    expect(await talk.read("repairs/list_issues"))
      .to.have.nested.property("issues[0]")
      .that.includes({ severity: "warning", ignored: false, issue_domain: "automation" });
  });
});
