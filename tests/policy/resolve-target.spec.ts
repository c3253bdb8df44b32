import { expect } from "chai";
import type { TargetSelector } from "../../server/home/home.ts";
import { resolveListened, resolveTarget } from "../../server/policy/resolve-target.ts";
import { smallHome } from "../support/small-home.ts";

const home = smallHome({
  areas: {
    kitchen: { floor_id: "ground", labels: ["careful"] },
    hall: { floor_id: "ground" },
    attic: { floor_id: "top" },
  },
  devices: {
    oven: { labels: ["hot"] },
    oven_clock: { parent_device_id: "oven" },
  },
  entities: {
    "light.worktop": { area_id: "kitchen", registry_id: "0123abcd" },
    "light.hall": { area_id: "hall", labels: ["evening"] },
    "light.hidden": {
      area_id: "kitchen",
      labels: ["evening", "careful"],
      own_labels: ["evening"],
      hidden: true,
    },
    "switch.oven": {
      area_id: "kitchen",
      device_id: "oven",
      labels: ["hot", "careful"],
      own_labels: [],
    },
    "switch.oven_lock": {
      area_id: "kitchen",
      device_id: "oven",
      category: "config",
      labels: ["hot", "careful", "evening"],
      own_labels: ["evening"],
    },
    "sensor.oven_clock": { area_id: "attic", device_id: "oven_clock" },
    "group.lights": { attributes: { entity_id: ["light.hall", "group.deeper", "GROUP.LIGHTS"] } },
    "group.deeper": { attributes: { entity_id: ["light.worktop", "group.lights"] } },
    "group.empty": {},
    "light.both": { platform: "group", attributes: { entity_id: ["light.hall", "light.worktop"] } },
    "lock.both": { platform: "group", attributes: { group_entities: ["lock.front", "lock.back"] } },
    "lock.mesh": { platform: "zha", attributes: { group_entities: ["lock.front"] } },
    "lock.front": {},
    "lock.back": {},
  },
});

const resolved = (target: TargetSelector, domain?: string) =>
  [...resolveTarget(home, target, domain)].sort();

describe("A target", () => {
  const cases: readonly [string, TargetSelector, readonly string[]][] = [
    ["nothing", {}, []],
    ["an entity", { entity_id: ["light.hall"] }, ["light.hall"]],
    ["an entity that is not there", { entity_id: ["light.gone"] }, ["light.gone"]],
    ["an entity by its registry id", { entity_id: ["0123abcd"] }, ["light.worktop"]],
    ["a hidden entity by name", { entity_id: ["light.hidden"] }, ["light.hidden"]],
    [
      "an area, without what is hidden or configures",
      { area_id: ["kitchen"] },
      ["light.worktop", "switch.oven"],
    ],
    ["an area that is not there", { area_id: ["cellar"] }, []],
    ["a floor", { floor_id: ["ground"] }, ["light.hall", "light.worktop", "switch.oven"]],
    [
      "a device and its children, wherever they are",
      { device_id: ["oven"] },
      ["sensor.oven_clock", "switch.oven"],
    ],
    ["a child device alone", { device_id: ["oven_clock"] }, ["sensor.oven_clock"]],
    [
      "a label, also on what configures",
      { label_id: ["evening"] },
      ["light.hall", "switch.oven_lock"],
    ],
    [
      "a label of a device, with its children",
      { label_id: ["hot"] },
      ["sensor.oven_clock", "switch.oven"],
    ],
    ["a label of an area", { label_id: ["careful"] }, ["light.worktop", "switch.oven"]],
    [
      "a group, nested in a circle",
      { entity_id: ["group.lights"] },
      ["light.hall", "light.worktop"],
    ],
    ["an empty group", { entity_id: ["group.empty", "group.gone"] }, []],
    ["a group of lights, which is a light", { entity_id: ["light.both"] }, ["light.both"]],
    [
      "a group of locks, which is no lock",
      { entity_id: ["lock.both"] },
      ["lock.back", "lock.front"],
    ],
    ["a group of another integration", { entity_id: ["lock.mesh"] }, ["lock.mesh"]],
    [
      "kinds together",
      { area_id: ["hall"], entity_id: ["lock.front"] },
      ["light.hall", "lock.front"],
    ],
    [
      "all but",
      { floor_id: ["ground"], exclude: { entity_id: ["group.lights"] } },
      ["switch.oven"],
    ],
    [
      "all but an area, with what is hidden there",
      { entity_id: ["light.hidden", "light.hall"], exclude: { area_id: ["kitchen"] } },
      ["light.hall"],
    ],
  ];
  for (const [title, target, expected] of cases)
    it(`means ${title}`, () => expect(resolved(target)).to.deep.equal(expected));

  it("means by all the entities of the service's domain", () => {
    expect(resolved({ entity_id: ["all"] }, "lock")).to.deep.equal([
      "lock.back",
      "lock.both",
      "lock.front",
      "lock.mesh",
    ]);
    expect(resolved({ entity_id: ["all"] }, "siren")).to.deep.equal([]);
    expect(
      resolved({ entity_id: ["all"], exclude: { entity_id: ["lock.both"] } }, "lock"),
    ).to.deep.equal(["lock.mesh"]);
  });

  it("means by all everything where there is no domain", () => {
    expect(resolved({ entity_id: ["all"] })).to.have.length(home.entities.size);
  });

  it("is looked up anew when names or places changed", () => {
    const entities = new Map(home.entities);
    const changing = { ...home, entities, registryVersion: 1 };
    expect([...resolveTarget(changing, { area_id: ["hall"] })]).to.deep.equal(["light.hall"]);

    entities.delete("light.hall");
    changing.registryVersion = 2;

    expect([...resolveTarget(changing, { area_id: ["hall"] })]).to.deep.equal([]);
  });

  it("of a trigger leaves nothing out that could be listened to", () => {
    const listened = [
      ...resolveListened(home, { area_id: ["kitchen"], entity_id: ["group.lights"] }),
    ];

    expect(listened.sort()).to.deep.equal([
      "group.lights",
      "light.hidden",
      "light.worktop",
      "switch.oven",
      "switch.oven_lock",
    ]);
  });
});
