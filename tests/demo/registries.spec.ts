import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { hangUp, talkTo, type Message, type Talk } from "./talk.ts";

describe("The demo home's registries", () => {
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

  const list = async (type: string, parameters: Message = {}) =>
    (await talk.read(type, parameters)) as readonly Message[]; // Lists answer lists.
  const eventsOf = async (event_type: string, act: () => void) => {
    const id = talk.nextId;
    await talk.read("subscribe_events", { event_type });
    act();
    await talk.ask("ping");
    return talk.events(id).map((event) => (event as Message)["data"]);
  };

  it("have the keys of Home Assistant 2026.11", async () => {
    const keys = async (type: string, parameters: Message = {}) =>
      Object.keys((await list(type, parameters))[0] ?? {}).sort();

    expect(await keys("config/area_registry/list")).to.deep.equal(
      "aliases area_id created_at floor_id humidity_entity_id icon labels modified_at name picture temperature_entity_id".split(
        " ",
      ),
    );
    expect(await keys("config/floor_registry/list")).to.deep.equal(
      "aliases created_at floor_id icon level modified_at name".split(" "),
    );
    expect(await keys("config/label_registry/list")).to.deep.equal(
      "color created_at description icon label_id modified_at name".split(" "),
    );
    expect(await keys("config/category_registry/list", { scope: "automation" })).to.deep.equal(
      "category_id created_at icon modified_at name".split(" "),
    );
    expect(await keys("config/entity_registry/list")).to.deep.equal(
      "area_id categories config_entry_id config_subentry_id created_at device_id disabled_by entity_category entity_id hidden_by icon id labels modified_at name next_name_part options original_name platform translation_key unique_id".split(
        " ",
      ),
    );
  });

  it("have devices, and children that say less", async () => {
    const devices = await list("config/device_registry/list");
    const parent = devices.find(({ name }) => name === "Kitchen power strip");
    const child = devices.find(({ name }) => name === "Kettle");

    expect(parent).to.include({
      area_id: "kitchen",
      parent_device_id: null,
      manufacturer: "Shelly",
    });
    expect(child).to.have.all.keys(
      "area_id config_entry_id config_subentry_id created_at disabled_by id identifiers labels modified_at name name_by_user next_name_part parent_device_id".split(
        " ",
      ),
    );
    expect(child).to.include({ area_id: null, parent_device_id: parent?.["id"] });
  });

  it("tell aliases only to those who ask for an entry", async () => {
    const entity_id = "light.hall_ceiling";
    const one = await talk.read("config/entity_registry/get", { entity_id });
    const some = await talk.read("config/entity_registry/get_entries", {
      entity_ids: [entity_id, "zone.home"],
    });

    expect(one).to.deep.include({ entity_id, aliases: [null, "Flurlicht"], name: null });
    expect(some).to.deep.equal({ [entity_id]: one, "zone.home": null });
  });

  it("have a short form for display, without what is disabled", async () => {
    const { entities } = (await talk.read("config/entity_registry/list_for_display")) as {
      entities: readonly Message[]; // As 2026.11 answers.
    };
    const uptime = "sensor.router_uptime";

    expect(entities.find(({ ei }) => ei === "sensor.front_door_battery")).to.include({
      ...{ pl: "nuki", np: "device", en: "Battery", ec: 1 },
    });
    expect(entities.find(({ ei }) => ei === uptime)).to.equal(undefined);
    expect(home.registry.get(uptime)).to.have.property("disabled_by", "integration");
    expect(home.states.has(uptime)).to.equal(false);
  });

  it("do not know entities without a unique id", () => {
    const unregistered = [...home.states.keys()].filter((id) => !home.registry.has(id));

    expect(unregistered).to.have.members([
      ...["zone.home", "sun.sun", "sensor.hausverbrauch_heute", "switch.heating_boost"],
      ...["group.downstairs_lights", "group.doors", "group.whole_house"],
    ]);
  });

  it("name an entity after its device and itself", () => {
    expect(home.state("light.floor_lamp").attributes).to.include({ friendly_name: "Floor lamp" });
    expect(home.state("sensor.living_room_temperature").attributes).to.include({
      friendly_name: "Living room thermostat Temperature",
    });
  });

  it("rename an entity, its state, and say what it was called", async () => {
    const entity_id = "sensor.living_room_temperature";
    const told = await eventsOf("entity_registry_updated", () => {
      void talk.read("config/entity_registry/update", {
        entity_id,
        name: "Wärme",
        labels: ["kids"],
      });
    });

    expect(told).to.deep.equal([
      { action: "update", entity_id, changes: { name: null, labels: [] } },
    ]);
    expect(home.state(entity_id).attributes["friendly_name"]).to.equal(
      "Living room thermostat Wärme",
    );
  });

  it("give an entity another id", async () => {
    const told = await eventsOf("entity_registry_updated", () =>
      home.updateEntity("light.floor_lamp", { new_entity_id: "light.stehlampe" }),
    );

    expect(told).to.deep.equal([
      {
        action: "update",
        entity_id: "light.stehlampe",
        old_entity_id: "light.floor_lamp",
        changes: { entity_id: "light.floor_lamp" },
      },
    ]);
    expect(home.states.has("light.floor_lamp")).to.equal(false);
    expect(home.state("light.stehlampe").state).to.equal("on");
  });

  it("file an entity under a category", async () => {
    const asked = { entity_id: "scene.good_morning", categories: { scene: "moods" } };

    await talk.read("config/entity_registry/update", asked);

    expect(home.registry.get("scene.good_morning")?.categories).to.deep.equal({ scene: "moods" });
  });

  it("take a new entity as it is described, or by its id alone", () => {
    home.addEntity({ entity_id: "light.plain_lamp", state: "on" });
    home.addEntity({
      entity_id: "sensor.cellar_temperature",
      state: "11.5",
      attributes: { device_class: "temperature" },
      name: "Keller",
      aliases: ["Cellar"],
      area_id: "laundry",
      labels: ["outside"],
      entity_category: "diagnostic",
      hidden: true,
      platform: "esphome",
    });

    expect(home.state("light.plain_lamp").attributes).to.deep.equal({
      friendly_name: "Plain lamp",
    });
    expect(home.registry.get("sensor.cellar_temperature")).to.deep.include({
      ...{ original_name: "Keller", aliases: [null, "Cellar"], area_id: "laundry" },
      ...{ labels: ["outside"], entity_category: "diagnostic", hidden_by: "user" },
      ...{ platform: "esphome", original_device_class: "temperature" },
    });
  });

  it("throw at a test that means what is not there", () => {
    expect(() => home.state("light.nowhere")).to.throw("light.nowhere");
    expect(() => home.updateEntity("zone.home", { name: "x" })).to.throw("zone.home");
    expect(() => home.updateDevice("none", { labels: [] })).to.throw("none");
  });

  const badIds: readonly [string, string][] = [
    ["of another domain", "switch.floor_lamp"],
    ["that is taken", "light.hall_ceiling"],
  ];
  for (const [what, new_entity_id] of badIds)
    it(`refuse an id ${what}`, async () => {
      const asked = { entity_id: "light.floor_lamp", new_entity_id };

      expect(await talk.refusal("config/entity_registry/update", asked)).to.equal("invalid_info");
    });

  it("rename all that is called after a device", async () => {
    const device = home.registry.get("lock.front_door")?.device_id ?? "";
    const told = await eventsOf("device_registry_updated", () =>
      home.updateDevice(device, { name_by_user: "Haustür" }),
    );

    expect(told).to.deep.equal([
      { action: "update", device_id: device, changes: { name_by_user: null } },
    ]);
    expect(home.state("lock.front_door").attributes["friendly_name"]).to.equal("Haustür");
    expect(home.state("sensor.front_door_battery").attributes["friendly_name"]).to.equal(
      "Haustür Battery",
    );
  });

  it("tell of floors, areas, labels and categories that change", async () => {
    const category = home.registry.get("scene.movie_night")?.categories["scene"] ?? "";
    const told = [
      await eventsOf("floor_registry_updated", () => home.rename("floor", "upstairs", "Oben")),
      await eventsOf("label_registry_updated", () => home.rename("label", "kids", "Kinder")),
      await eventsOf("category_registry_updated", () => home.rename("category", category, "Licht")),
      await eventsOf("area_registry_updated", () => home.addArea({ name: "Wine cellar" })),
    ];

    expect(told.flat()).to.deep.equal([
      { action: "update", floor_id: "upstairs" },
      { action: "update", label_id: "kids" },
      { action: "update", category_id: category, scope: "scene" },
      { action: "create", area_id: "wine_cellar" },
    ]);
  });

  describe("know what Assist may see:", () => {
    const exposed = async () => {
      const { exposed_entities } = (await talk.read("homeassistant/expose_entity/list")) as {
        exposed_entities: Message; // As 2026.11 answers.
      };
      return exposed_entities;
    };

    it("by Home Assistant's own choice at first", async () => {
      const list = await exposed();

      expect(list).to.include.keys(
        "light.floor_lamp",
        "binary_sensor.attic_motion",
        "scene.movie_night",
      );
      expect(list).to.include.keys("cover.garage_door", "sensor.attic_temperature");
      expect(list).not.to.have.any.keys("lock.front_door", "script.bedtime", "camera.doorbell");
      expect(list).not.to.have.any.keys("switch.hall_motion_enabled", "person.alex");
    });

    it("and by a person's, which is told when there is an entry", async () => {
      const told = await eventsOf("entity_registry_updated", () => {
        void talk.read("homeassistant/expose_entity", {
          assistants: ["conversation"],
          entity_ids: ["lock.front_door", "zone.home"],
          should_expose: true,
        });
      });

      expect(told).to.have.length(1);
      expect(await exposed()).to.deep.include({
        "lock.front_door": { conversation: true },
        "zone.home": { conversation: true },
      });
    });
  });
});
