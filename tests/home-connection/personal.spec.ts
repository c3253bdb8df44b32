import { expect } from "chai";
import fc from "fast-check";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import type { Home } from "../../server/home/home.ts";
import { until } from "../support/until.ts";
import { closeHomes, readyHome } from "./quick-home.ts";

describe("What in a home is private", () => {
  let demo: DemoHome;
  let alex: string;
  let robin: string;

  beforeEach(async () => {
    demo = await createDemoHome();
    [alex, robin] = [demo.userId("Alex"), demo.userId("Robin")];
  });

  afterEach(async () => {
    await closeHomes();
    await demo.close();
  });

  /** Entity id -> whom it tells of; what is private to nobody is left out. */
  const privacy = (home: Home) =>
    new Map(
      [...home.snapshot().entities.values()]
        .filter(({ personal }) => personal === true)
        .map(({ entity_id, people = [] }) => [entity_id, people]),
    );
  const peopleOf = (home: Home, entityId: string) => privacy(home).get(entityId);
  const becomes = (home: Home, entityId: string, people: readonly string[] | undefined) =>
    until(
      `${entityId} to be of ${String(people)}`,
      () => String(peopleOf(home, entityId)) === String(people),
    );
  const deviceOf = (entityId: string) => demo.registry.get(entityId)?.device_id ?? "";
  /** What is undefined is taken away. */
  const setPerson = (name: "alex" | "robin", attributes: Record<string, unknown>) => {
    const { state, attributes: old } = demo.state(`person.${name}`);
    const now = Object.entries({ ...old, ...attributes }).filter(
      ([, value]) => value !== undefined,
    );
    demo.setState(`person.${name}`, state, Object.fromEntries(now));
  };
  const track = (entityId: string, attributes: Record<string, unknown>) => {
    demo.setState(entityId, "home", attributes);
  };

  it("is: persons, their trackers, all of their phones, and cameras", async () => {
    const home = await readyHome(demo);

    expect(Object.fromEntries(privacy(home))).to.deep.equal({
      "person.alex": [alex],
      "device_tracker.alex_phone": [alex],
      "sensor.alex_phone_battery_level": [alex],
      "sensor.alex_phone_geocoded_location": [alex],
      "person.robin": [robin],
      "device_tracker.robin_phone": [robin],
      "sensor.robin_phone_battery_level": [robin],
      "sensor.robin_phone_geocoded_location": [robin],
      "camera.doorbell": [],
    });
  });

  it("is also the last picture of a camera, and no other picture", async () => {
    const device_id = deviceOf("camera.doorbell");
    demo.addEntity({ entity_id: "image.last_visitor", state: "2026-11-20", device_id });
    demo.addEntity({ entity_id: "image.wifi_code", state: "2026-11-20" });
    const home = await readyHome(demo);

    expect([...privacy(home).keys()]).to.include("image.last_visitor");
    expect([...privacy(home).keys()]).not.to.include("image.wifi_code");
  });

  it("is all of a phone that tells no place", async () => {
    demo.removeEntity("device_tracker.alex_phone");
    const home = await readyHome(demo);

    expect(peopleOf(home, "sensor.alex_phone_battery_level")).to.deep.equal([]);
  });

  it("is what goes along with a tracker that tells places, whatever made it", async () => {
    const device_id = deviceOf("update.router_firmware");
    const home = await readyHome(demo);

    demo.addEntity({
      ...{ entity_id: "device_tracker.van", state: "home", platform: "tesla", device_id },
      attributes: { source_type: "gps" },
    });
    setPerson("robin", { device_trackers: ["device_tracker.van"] });

    await becomes(home, "update.router_firmware", [robin]);
  });

  it("is not what a router's tracker is part of", async () => {
    const device_id = deviceOf("update.router_firmware");
    demo.addEntity({
      ...{ entity_id: "device_tracker.laptop", state: "home", platform: "unifi", device_id },
      attributes: { source_type: "router", tracking_type: "connection" },
    });
    const home = await readyHome(demo);

    expect(peopleOf(home, "device_tracker.laptop")).to.deep.equal([]);
    expect(peopleOf(home, "update.router_firmware")).to.equal(undefined);
  });

  it("stays so while the tracker is unavailable and tells nothing", async () => {
    const device_id = deviceOf("update.router_firmware");
    const van = "device_tracker.van";
    demo.addEntity({
      entity_id: van,
      state: "home",
      device_id,
      attributes: { source_type: "gps" },
    });
    setPerson("robin", { device_trackers: [van] });
    const home = await readyHome(demo);

    demo.setState(van, "unavailable", { friendly_name: "Van" });
    await until("its loss", () => home.snapshot().entities.get(van)?.state === "unavailable");

    expect(peopleOf(home, "update.router_firmware")).to.deep.equal([robin]);
  });

  it("is of all who share a tracker", async () => {
    const home = await readyHome(demo);

    setPerson("alex", {
      device_trackers: ["device_tracker.alex_phone", "device_tracker.robin_phone"],
    });

    await becomes(home, "sensor.robin_phone_battery_level", [alex, robin].sort());
    expect(peopleOf(home, "sensor.alex_phone_battery_level")).to.deep.equal([alex]);
  });

  it("is of nobody when its trackers belong to different people", async () => {
    const device_id = deviceOf("device_tracker.alex_phone");
    demo.updateEntity("device_tracker.robin_phone", { device_id });
    const home = await readyHome(demo);

    expect(peopleOf(home, "sensor.alex_phone_battery_level")).to.deep.equal([]);
    expect(peopleOf(home, "device_tracker.alex_phone")).to.deep.equal([alex]);
    expect(peopleOf(home, "device_tracker.robin_phone")).to.deep.equal([robin]);
  });

  describe("follows the home:", () => {
    it("a person gets another user, and none", async () => {
      const home = await readyHome(demo);

      setPerson("robin", { user_id: alex });
      await becomes(home, "sensor.robin_phone_geocoded_location", [alex]);

      setPerson("robin", { user_id: undefined });
      await becomes(home, "sensor.robin_phone_geocoded_location", []);
      expect(peopleOf(home, "person.robin")).to.deep.equal([]);
    });

    it("a person gets another phone, and is gone", async () => {
      const home = await readyHome(demo);

      setPerson("robin", { device_trackers: ["device_tracker.alex_phone"] });
      await becomes(home, "sensor.robin_phone_battery_level", []);
      await becomes(home, "sensor.alex_phone_battery_level", [alex, robin].sort());

      demo.removeEntity("person.alex");
      await becomes(home, "sensor.alex_phone_battery_level", [robin]);
    });

    it("a sensor joins a phone, and leaves it", async () => {
      const home = await readyHome(demo);
      const device_id = deviceOf("device_tracker.alex_phone");

      demo.addEntity({ entity_id: "sensor.steps", state: "1", device_id, platform: "mobile_app" });
      await becomes(home, "sensor.steps", [alex]);

      const elsewhere = deviceOf("update.router_firmware");
      demo.updateEntity("sensor.router_uptime", { disabled_by: null });
      demo.updateEntity("update.router_firmware", { device_id });
      await becomes(home, "update.router_firmware", [alex]);
      demo.updateEntity("update.router_firmware", { device_id: elsewhere });
      await becomes(home, "update.router_firmware", undefined);
    });

    it("a phone becomes a thing of a router, and a phone again", async () => {
      const home = await readyHome(demo);
      const device_id = deviceOf("update.router_firmware");
      demo.addEntity({ entity_id: "device_tracker.tag", state: "home", device_id });
      await becomes(home, "update.router_firmware", []);

      track("device_tracker.tag", { source_type: "bluetooth_le" });
      await becomes(home, "update.router_firmware", undefined);
      track("device_tracker.tag", { tracking_type: "position" });
      await becomes(home, "update.router_firmware", []);
    });

    it("never shows what is new before it is known whose it is", async () => {
      const home = await readyHome(demo);
      const device_id = deviceOf("device_tracker.alex_phone");
      const seen: unknown[] = [];
      const look = () => {
        seen.push(home.snapshot().entities.get("sensor.pulse")?.people?.join());
        return seen.at(-1) !== undefined;
      };

      const shown = home.until(["sensor.pulse"], look, 2_000, new AbortController().signal);
      demo.addEntity({ entity_id: "sensor.pulse", state: "70", device_id });

      expect(await shown).to.equal(true);
      expect([...new Set(seen)]).to.deep.equal([undefined, alex]);
    });

    it("raises the version of names and places with who is meant, not with where they are", async () => {
      const home = await readyHome(demo);
      const before = home.snapshot().registryVersion;

      setPerson("alex", { latitude: 48, longitude: 7, in_zones: [], source: "elsewhere" });
      track("device_tracker.alex_phone", {
        ...demo.state("device_tracker.alex_phone").attributes,
        latitude: 48,
      });
      demo.setState("person.alex", "not_home");
      await until(
        "their way",
        () => home.snapshot().entities.get("person.alex")?.state === "not_home",
      );
      expect(home.snapshot().registryVersion).to.equal(before);

      setPerson("alex", { user_id: robin });
      await becomes(home, "sensor.alex_phone_battery_level", [robin]);
      expect(home.snapshot().registryVersion).to.be.greaterThan(before);
    });
  });

  it("is what a fresh look would find, whatever happened in which order", async () => {
    const trackers = [
      "device_tracker.alex_phone",
      "device_tracker.robin_phone",
      "device_tracker.x",
    ];
    const devices = () => ["camera.doorbell", ...trackers.slice(0, 2)].map(deviceOf);
    const name = fc.constantFrom("alex" as const, "robin" as const);
    const thing = fc.constantFrom(...trackers, "sensor.x", "image.x", "camera.x");
    const happening = fc.oneof(
      fc.tuple(name, fc.constantFrom("alex", "robin", "none")).map(([who, whose]) => () => {
        setPerson(who, { user_id: { alex, robin, none: undefined }[whose] });
      }),
      fc.tuple(name, fc.subarray(trackers)).map(([who, device_trackers]) => () => {
        setPerson(who, { device_trackers });
      }),
      fc.tuple(thing, fc.nat(2), fc.boolean()).map(([entity_id, at, isPhone]) => () => {
        if (demo.registry.has(entity_id)) demo.removeEntity(entity_id);
        const device_id = devices()[at] ?? "";
        const platform = isPhone ? "mobile_app" : "demo";
        demo.addEntity({ entity_id, state: "1", platform, ...(device_id && { device_id }) });
      }),
      fc.tuple(thing, fc.nat(2)).map(([entity_id, at]) => () => {
        const device_id = devices()[at] ?? null;
        if (demo.registry.has(entity_id)) demo.updateEntity(entity_id, { device_id });
      }),
      fc.tuple(thing, fc.boolean()).map(([entity_id, isOff]) => () => {
        const disabled_by = isOff ? ("user" as const) : null;
        if (demo.registry.has(entity_id)) demo.updateEntity(entity_id, { disabled_by });
      }),
      fc.constantFrom("gps", "router", undefined).map((source_type) => () => {
        if (demo.states.has("device_tracker.x")) track("device_tracker.x", { source_type });
      }),
      thing.map((entity_id) => () => demo.removeEntity(entity_id)),
      fc.constant(() => demo.drop()),
    );
    const home = await readyHome(demo);
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 8 }), async (happenings) => {
        for (const happen of happenings) {
          happen();
          await new Promise(setImmediate);
        }

        const fresh = await readyHome(demo);
        const found = () => JSON.stringify([...privacy(home)].sort());
        const expected = JSON.stringify([...privacy(fresh)].sort());
        await until("both to be equal", () => found() === expected);
        await fresh.close();
      }),
      { numRuns: 15 },
    );
  });
});
