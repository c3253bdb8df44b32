import { expect } from "chai";
import { composeEntity, type Surroundings } from "../../server/home/entities.ts";
import type { Device, EntityState } from "../../server/home/home.ts";
import type { Entry } from "../../server/home/registries.ts";

describe("An entity", () => {
  const state = (entity_id: string, attributes: Record<string, unknown> = {}): EntityState => ({
    ...{ entity_id, state: "on", attributes },
    ...{ last_changed: 0, last_updated: 0, context_id: "" },
  });
  const blank: Entry = { aliases: [], labels: [], hidden: false, replaced: false };
  const device = (device_id: string, more: Partial<Device> = {}): Device => ({
    ...{ device_id, name: device_id, labels: [], disabled: false },
    ...more,
  });
  const around = (entry: Entry | undefined, more: Partial<Surroundings> = {}): Surroundings => ({
    entries: new Map(entry === undefined ? [] : [["light.x", entry]]),
    devices: new Map(),
    sources: new Map(),
    areas: new Map([
      [
        "hall",
        { area_id: "hall", name: "Hall", aliases: [], floor_id: "ground", labels: ["warm"] },
      ],
      ["attic", { area_id: "attic", name: "Attic", aliases: [], labels: [] }],
    ]),
    exposure: { chosen: new Set(), exposesNew: true },
    belongings: { trackers: new Map(), phones: new Map(), cameras: new Set() },
    ...more,
  });
  const compose = (entry: Entry | undefined, more?: Partial<Surroundings>) =>
    composeEntity(state("light.x"), around(entry, more));

  describe("is where", () => {
    const parent = device("parent", { area_id: "hall" });
    const child = device("child", { parent_device_id: "parent" });
    const devices = new Map([parent, child].map((one) => [one.device_id, one]));

    it("its registry entry says", () => {
      const entity = compose({ ...blank, area_id: "attic", device_id: "parent" }, { devices });

      expect(entity).to.include({ area_id: "attic", device_id: "parent" });
      expect(entity).not.to.have.property("floor_id");
    });

    it("its device is, if it has no place of its own", () => {
      expect(compose({ ...blank, device_id: "parent" }, { devices })).to.include({
        area_id: "hall",
        floor_id: "ground",
      });
    });

    it("the parent of its device is, if the device has no place of its own", () => {
      expect(compose({ ...blank, device_id: "child" }, { devices })).to.include({
        area_id: "hall",
        floor_id: "ground",
      });
    });

    it("nobody knows, if devices are each other's parents", () => {
      const circle = [
        device("a", { parent_device_id: "b" }),
        device("b", { parent_device_id: "a" }),
      ];
      const loop = new Map(circle.map((one) => [one.device_id, one]));

      expect(compose({ ...blank, device_id: "a" }, { devices: loop })).not.to.have.property(
        "area_id",
      );
    });
  });

  describe("is called", () => {
    const devices = new Map([["lamp", device("lamp", { name: "Lamp" })]]);
    const own = { ...blank, device_id: "lamp", original_name: "Power" };

    it("what Home Assistant shows", () => {
      const shown = composeEntity(state("light.x", { friendly_name: "Big lamp" }), around(own));

      expect(shown.name).to.equal("Big lamp");
    });

    it("by device and own name, if one stands before the other", () => {
      expect(compose({ ...own, name_after: "device" }, { devices }).name).to.equal("Lamp Power");
    });

    it("by its own name alone, if nothing stands before it", () => {
      expect(compose({ ...own, name: "Mine" }, { devices }).name).to.equal("Mine");
    });

    it("like its device, if it has no name", () => {
      expect(compose({ ...blank, device_id: "lamp" }, { devices }).name).to.equal("Lamp");
    });

    it("by its id, if there is nothing else", () => {
      expect(compose(undefined).name).to.equal("light.x");
    });
  });

  it("has its own labels and those of its device and area, each once", () => {
    const devices = new Map([["lamp", device("lamp", { labels: ["night", "hue"] })]]);
    const entity = compose(
      { ...blank, area_id: "hall", device_id: "lamp", labels: ["night"] },
      { devices },
    );

    expect(entity.labels).to.deep.equal(["night", "hue", "warm"]);
  });

  describe("is exposed to Assist", () => {
    const exposed = (
      entityId: string,
      attributes: Record<string, unknown>,
      entry: Entry | undefined,
      exposure: Surroundings["exposure"] = { chosen: new Set(), exposesNew: true },
    ) =>
      composeEntity(state(entityId, attributes), {
        ...around(undefined),
        entries: new Map(entry === undefined ? [] : [[entityId, entry]]),
        exposure,
      }).exposed;
    const unknown = { chosen: new Set<string>() };

    it("if somebody chose so", () => {
      expect(exposed("lock.x", {}, { ...blank, exposed: true }, unknown)).to.equal(true);
    });

    it("not if somebody chose otherwise", () => {
      expect(exposed("light.x", {}, { ...blank, exposed: false })).to.equal(false);
    });

    const undecided: readonly (readonly [
      string,
      Record<string, unknown>,
      Partial<Entry>,
      boolean,
    ])[] = [
      ["light.x", {}, {}, true],
      ["todo.x", {}, {}, true],
      ["lock.x", {}, {}, false],
      ["script.x", {}, {}, false],
      ["camera.x", {}, {}, false],
      ["alarm_control_panel.x", {}, {}, false],
      ["light.x", {}, { category: "config" }, false],
      ["light.x", {}, { hidden: true }, false],
      ["sensor.x", { device_class: "temperature" }, {}, true],
      ["sensor.x", { device_class: "power" }, {}, false],
      ["sensor.x", {}, { device_class: "humidity" }, true],
      ["sensor.x", {}, {}, false],
      ["binary_sensor.x", { device_class: "motion" }, {}, true],
      ["binary_sensor.x", { device_class: "smoke" }, {}, false],
    ];
    for (const [entityId, attributes, more, expected] of undecided)
      it(`by default ${expected ? "" : "not "}as ${JSON.stringify({ entityId, ...attributes, ...more })}`, () => {
        expect(exposed(entityId, attributes, { ...blank, ...more })).to.equal(expected);
      });

    it("not by default where new entities are not exposed", () => {
      const never = { chosen: new Set<string>(), exposesNew: false };

      expect(exposed("light.x", {}, blank, never)).to.equal(false);
    });

    it("not where nobody tells us", () => {
      expect(exposed("light.x", {}, blank, unknown)).to.equal(false);
    });

    it("without a registry entry only if it is on the list", () => {
      const listed = { chosen: new Set(["light.x"]), exposesNew: true };

      expect(exposed("light.x", {}, undefined, listed)).to.equal(true);
      expect(exposed("light.y", {}, undefined, listed)).to.equal(false);
    });
  });
});
