import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import type { Entity, Home } from "../../server/home/home.ts";
import { createOddHome, plainAnswer } from "./odd-home.ts";
import { closeHomes, quickHome, readyHome } from "./quick-home.ts";
import { until } from "../support/until.ts";

describe("The mirror of a home", () => {
  let demo: DemoHome;

  beforeEach(async () => {
    demo = await createDemoHome();
  });

  afterEach(async () => {
    await closeHomes();
    await demo.close();
  });

  const entity = (home: Home, entityId: string): Entity => {
    const found = home.snapshot().entities.get(entityId);
    if (found === undefined) throw new Error(`${entityId} is not in the mirror`);
    return found;
  };
  const isReady = (home: Home) => () => home.status().state === "ready";

  /** What differs between mirror and home: nothing, if all is well. */
  const differences = (home: Home): string[] => {
    const { entities } = home.snapshot();
    const missing = [...demo.states.keys()].filter((entityId) => !entities.has(entityId));
    const wrong = [...entities.values()].filter((mirrored) => {
      const { entity_id, state, last_changed, last_updated, context_id } = mirrored;
      const real = demo.states.get(entity_id);
      return !(
        real?.state === state &&
        Math.abs(real.last_changed - last_changed) <= 1 &&
        Math.abs(real.last_updated - last_updated) <= 1 &&
        real.context.id === context_id &&
        attributeNames(real.attributes) === attributeNames(mirrored.attributes)
      );
    });
    return [...missing, ...wrong.map(({ entity_id }) => entity_id)];
  };
  const attributeNames = (attributes: object) =>
    Object.entries(attributes)
      .filter(([name]) => name !== "access_token")
      .map(([name, value]) => (name === "entity_picture" ? name : JSON.stringify([name, value])))
      .sort()
      .join();
  const isEqual = (home: Home) => () => differences(home).length === 0;

  it("has every state as the home has it", async () => {
    const home = await readyHome(demo);

    expect(differences(home)).to.deep.equal([]);
    expect(home.snapshot().entities.size).to.be.greaterThan(50);
  });

  it("has places, names, labels and services", async () => {
    const home = await readyHome(demo);
    const { areas, floors, labels, services, config } = home.snapshot();

    expect(entity(home, "lock.front_door")).to.deep.include({
      name: "Front door",
      aliases: ["Haustür", "Porte d'entrée"],
      area_id: "hall",
      floor_id: "ground_floor",
      platform: "nuki",
      labels: ["security"],
      exposed: false,
    });
    expect(areas.get("hall")).to.include({ name: "Hall", floor_id: "ground_floor" });
    expect(floors.get("ground_floor")).to.have.property("level", 0);
    expect([...labels.keys()]).to.include("security");
    expect(services.get("light.turn_on")).to.include({ response: "none" });
    expect(config).to.include({ time_zone: "Europe/Paris", recovery_mode: false });
  });

  it("never has what opens a camera's picture", async () => {
    const home = await readyHome(demo);
    const camera = [...demo.states.values()].find(({ entity_id }) =>
      entity_id.startsWith("camera."),
    );
    if (camera === undefined) throw new Error("the demo home has no camera");
    const before = String(camera.attributes["access_token"]);

    demo.setState(camera.entity_id, "recording", {
      ...camera.attributes,
      access_token: "fresh-token",
      entity_picture: `/api/camera_proxy/${camera.entity_id}?token=fresh-token`,
    });
    await until("the change", () => entity(home, camera.entity_id).state === "recording");

    const everything = JSON.stringify([...home.snapshot().entities.values()]);
    expect(everything).not.to.contain(before);
    expect(everything).not.to.contain("fresh-token");
    expect(entity(home, camera.entity_id).attributes["entity_picture"]).to.equal(
      `/api/camera_proxy/${camera.entity_id}`,
    );
  });

  describe("follows the home:", () => {
    it("a state, and attributes that come and go", async () => {
      const home = await readyHome(demo);
      demo.setState("light.hall_ceiling", "on", { brightness: 9, effect: "none" });
      demo.setState("light.hall_ceiling", "on", { brightness: 10 });

      await until("the change", isEqual(home));

      expect(entity(home, "light.hall_ceiling").attributes).to.include({ brightness: 10 });
      expect(entity(home, "light.hall_ceiling").attributes).not.to.have.property("effect");
    });

    it("an entity that is new, with its place", async () => {
      const home = await readyHome(demo);
      demo.addEntity({
        entity_id: "light.brand_new",
        state: "on",
        name: "Brand new",
        area_id: "hall",
        aliases: ["Neuling"],
      });

      await until(
        "the entry",
        () => home.snapshot().entities.get("light.brand_new")?.area_id === "hall",
      );

      expect(entity(home, "light.brand_new")).to.deep.include({
        aliases: ["Neuling"],
        floor_id: "ground_floor",
        exposed: true,
      });
      expect(find(home, "neuling")).to.deep.equal(["light.brand_new"]);
    });

    it("an entity that is gone", async () => {
      const home = await readyHome(demo);
      demo.removeEntity("light.hall_ceiling");

      await until("the end", () => !home.snapshot().entities.has("light.hall_ceiling"));

      expect(find(home, "hall ceiling")).not.to.include("light.hall_ceiling");
    });

    it("an entity with another id", async () => {
      const home = await readyHome(demo);
      demo.updateEntity("light.hall_ceiling", { new_entity_id: "light.corridor" });

      await until(
        "the new id",
        () => home.snapshot().entities.get("light.corridor")?.area_id === "hall",
      );

      expect(home.snapshot().entities.has("light.hall_ceiling")).to.equal(false);
    });

    it("an entity that moves, and is hidden", async () => {
      const home = await readyHome(demo);
      const before = home.snapshot().registryVersion;
      demo.updateEntity("light.hall_ceiling", { area_id: "kitchen", hidden_by: "user" });

      await until("the move", () => entity(home, "light.hall_ceiling").area_id === "kitchen");

      expect(entity(home, "light.hall_ceiling").hidden).to.equal(true);
      expect(home.snapshot().registryVersion).to.be.greaterThan(before);
    });

    it("an area with another name and floor", async () => {
      const home = await readyHome(demo);
      demo.updateArea("hall", { name: "Vestibulum", floor_id: null });

      await until("the name", () => home.snapshot().areas.get("hall")?.name === "Vestibulum");

      expect(entity(home, "light.hall_ceiling")).not.to.have.property("floor_id");
      expect(find(home, "vestibulum light")).to.include("light.hall_ceiling");
    });

    it("the home's own settings", async () => {
      const home = await readyHome(demo);
      const before = demo.received("get_config");
      demo.fire("core_config_updated");

      await until("a reading", () => demo.received("get_config") > before);

      expect(home.status().state).to.equal("ready");
    });

    it("a hundred services that come at once, with one reading", async () => {
      await readyHome(demo, { timings: { gatherMs: 50 } });
      const before = demo.received("get_services");
      for (let index = 0; index < 100; index++) demo.fire("service_registered", {});

      await until("a reading", () => demo.received("get_services") > before);
      await delay(200); // Time enough for another.

      expect(demo.received("get_services")).to.equal(before + 1);
    });

    it("thousands of changes in one moment", async () => {
      const home = await readyHome(demo);
      demo.flood(4_000);

      await until("all changes", isEqual(home));

      expect(home.status().reconnects).to.equal(0);
    });

    it("a change of states without a new version of names", async () => {
      const home = await readyHome(demo);
      const { registryVersion } = home.snapshot();
      demo.flood(200);
      await until("all changes", isEqual(home));

      expect(home.snapshot().registryVersion).to.equal(registryVersion);
    });
  });

  describe("while the home is away", () => {
    it("is what it was, and says how old", async () => {
      const home = await readyHome(demo);
      const before = Date.now();
      await demo.refuse("connection");
      demo.drop();
      await until("the loss", () => home.status().state === "away");

      expect(home.snapshot().entities.size).to.equal(demo.states.size);
      expect(home.status().freshAt)
        .to.be.at.most(Date.now())
        .and.at.least(before - 5_000);
      expect(home.status().reason).to.be.a("string");
    });

    it("cannot be read when the home was never there", async () => {
      await demo.refuse("connection");
      const home = quickHome(demo);

      expect(() => home.snapshot())
        .to.throw()
        .with.property("code", "home_unreachable");
      expect(home.status()).not.to.have.property("freshAt");
    });
  });

  describe("after a reconnect", () => {
    it("has nothing of what was removed meanwhile, and all that is new", async () => {
      const home = await readyHome(demo);
      await demo.refuse("connection");
      demo.drop();
      await until("the loss", () => home.status().state === "away");
      demo.removeEntity("light.hall_ceiling");
      demo.addEntity({ entity_id: "light.meanwhile", state: "on" });
      demo.updateEntity("lock.front_door", { area_id: "kitchen" });

      await demo.refuse(false);
      await until("the return", isReady(home));

      expect(differences(home)).to.deep.equal([]);
      expect(home.snapshot().entities.has("light.hall_ceiling")).to.equal(false);
      expect(entity(home, "lock.front_door").area_id).to.equal("kitchen");
    });

    it("is equal to the home, also after twenty drops at any moment", async () => {
      const home = await readyHome(demo);
      for (let round = 0; round < 20; round++) {
        demo.flood(20);
        if (round % 3 === 0) await until("the return", isReady(home));
        demo.drop();
        demo.setState("light.hall_ceiling", round % 2 === 0 ? "on" : "off");
      }
      await until("the return", isReady(home));

      await until("the last changes", isEqual(home));
    });

    it("reads each change once", async () => {
      const home = await readyHome(demo, { timings: { gatherMs: 30 } });
      for (let round = 1; round <= 3; round++) {
        demo.drop();
        await until("the return", () => home.status().reconnects === round && isReady(home)());
      }
      const before = demo.received("config/area_registry/list");
      demo.updateArea("hall", { name: "Once" });

      await until("the name", () => home.snapshot().areas.get("hall")?.name === "Once");

      expect(demo.received("config/area_registry/list")).to.equal(before + 1);
    });
  });

  describe("when the home restarts", () => {
    it("is never a part of the home", async () => {
      const home = await readyHome(demo);
      const full = home.snapshot().entities.size;
      const sizes = new Set<number>();
      let seenStarting = false;

      const restarted = demo.restart({ downMs: 20, startMs: 200 });
      await until("the return", () => {
        sizes.add(home.snapshot().entities.size);
        seenStarting ||= home.status().state === "starting";
        return seenStarting && isReady(home)();
      });
      await restarted;

      expect([...sizes]).to.deep.equal([full]);
      expect(differences(home)).to.deep.equal([]);
    });

    it("says so to those who come for the first time", async () => {
      const restarted = demo.restart({ downMs: 0, startMs: 200 });
      const home = quickHome(demo);
      await until("starting", () => home.status().state === "starting");
      expect(home.status().reason).to.equal("Home Assistant is starting.");
      expect(() => home.snapshot())
        .to.throw()
        .with.property("code", "home_unreachable");

      await restarted;
      await until("ready", isReady(home));

      expect(differences(home)).to.deep.equal([]);
    });
  });

  describe("with a token that is not an administrator's", () => {
    it("works, and says what is missing", async () => {
      const home = await readyHome(demo, { token: demo.userToken });

      expect(differences(home)).to.deep.equal([]);
      expect(home.status().reason).to.contain("not an administrator's");
    });

    it("takes for not exposed what only an administrator may ask", async () => {
      demo.addEntity({ entity_id: "light.yaml", state: "on", registered: false, exposed: true });
      demo.addEntity({ entity_id: "lock.chosen", state: "locked", exposed: true });
      const admin = await readyHome(demo);
      const other = await readyHome(demo, { token: demo.userToken });

      expect(entity(admin, "light.yaml").exposed).to.equal(true);
      expect(entity(other, "light.yaml").exposed).to.equal(false);
      expect(entity(other, "lock.chosen").exposed).to.equal(true);
    });
  });

  it("tries again when a change could not be read", async () => {
    const home = await readyHome(demo);
    demo.failCommand("config/area_registry/list", "unknown_error");
    const before = demo.received("config/area_registry/list");
    demo.updateArea("hall", { name: "Later" });
    await until("a second try", () => demo.received("config/area_registry/list") > before + 1);
    expect(home.snapshot().areas.get("hall")?.name).to.equal("Hall");

    demo.failCommand("config/area_registry/list", null);

    await until("the name", () => home.snapshot().areas.get("hall")?.name === "Later");
  });

  it("says when the home is not all there", async () => {
    const odd = await createOddHome((message, ws) =>
      message.type === "get_config"
        ? { state: "RUNNING", recovery_mode: true, safe_mode: true }
        : plainAnswer(message, ws),
    );
    const home = await readyHome(odd);

    expect(home.status().reason).to.contain("recovery mode").and.to.contain("safe mode");
    await home.close();
    await odd.close();
  });

  it("learns in time what is exposed without a registry entry", async () => {
    demo.addEntity({ entity_id: "light.yaml", state: "on", registered: false, exposed: true });
    const home = await readyHome(demo, { timings: { slowLookMs: 20 } });
    expect(entity(home, "light.yaml").exposed).to.equal(true);
    const before = demo.received("homeassistant/expose_entity/list");

    await until(
      "another look",
      () => demo.received("homeassistant/expose_entity/list") > before + 1,
    );

    expect(home.status().state).to.equal("ready");
  });
});

const find = (home: Home, text: string) =>
  home
    .search({ text, visible: () => true, limit: 5, offset: 0 })
    .hits.map(({ entity_id }) => entity_id);
