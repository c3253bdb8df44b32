import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { hangUp, talkTo, type Message, type Talk } from "./talk.ts";

describe("The demo home's targets", () => {
  let home: DemoHome;
  let talk: Talk;

  before(async () => {
    home = await createDemoHome();
    talk = await talkTo(home);
  });
  after(async () => {
    hangUp();
    await home.close();
  });

  const reached = async (name: string, target: Message, service_data: Message = {}) => {
    const [domain, service] = name.split(".");
    await talk.read("call_service", { domain, service, target, service_data });
    return home.calls.at(-1)?.entity_ids;
  };
  const deviceOf = (entityId: string) => home.registry.get(entityId)?.device_id;

  const downstairs = ["hall_ceiling", "kitchen_ceiling", "living_room_ceiling", "floor_lamp"];
  const cases: readonly [string, string, Message, string[]][] = [
    ["one id", "light.toggle", { entity_id: "light.floor_lamp" }, ["light.floor_lamp"]],
    [
      "a comma list",
      "light.toggle",
      { entity_id: "light.floor_lamp, light.hall_ceiling" },
      ["light.floor_lamp", "light.hall_ceiling"],
    ],
    [
      "all of the domain",
      "lock.lock",
      { entity_id: "all" },
      ["lock.front_door", "lock.terrace_door", "lock.all_doors", "lock.side_door"],
    ],
    ["none", "lock.lock", { entity_id: "none" }, []],
    [
      "an area",
      "light.toggle",
      { area_id: "kitchen" },
      ["light.kitchen_ceiling", "light.kitchen_worktop"],
    ],
    [
      "an area, through parent devices",
      "switch.toggle",
      { area_id: "kitchen" },
      ["switch.coffee_machine", "switch.kettle"],
    ],
    ["an area, without what configures", "switch.toggle", { area_id: "hall" }, []],
    [
      "an area, without what is hidden",
      "homeassistant.toggle",
      { area_id: "garage" },
      [
        ...["cover.garage_door", "light.garage_lamp"],
        ...["sensor.car_charger_power", "sensor.car_charger_energy"],
      ],
    ],
    ["a floor", "cover.toggle", { floor_id: "upstairs" }, ["cover.bedroom_blinds"]],
    [
      "a label of entities",
      "lock.lock",
      { label_id: "security" },
      ["lock.front_door", "lock.terrace_door", "lock.all_doors"],
    ],
    [
      "a label of areas",
      "media_player.media_stop",
      { label_id: "kids" },
      ["media_player.story_box"],
    ],
    ["a label of devices", "switch.toggle", { label_id: "christmas" }, ["switch.guirlande"]],
    [
      "a group's members",
      "light.toggle",
      { entity_id: "group.downstairs_lights" },
      downstairs.map((id) => `light.${id}`),
    ],
    [
      "the members of groups within groups",
      "lock.lock",
      { entity_id: "group.whole_house" },
      ["lock.front_door", "lock.terrace_door"],
    ],
    [
      "the members of a group of locks",
      "lock.lock",
      { entity_id: "lock.all_doors" },
      ["lock.front_door", "lock.terrace_door"],
    ],
    [
      "a group of lights, and its hidden member",
      "light.turn_on",
      { entity_id: "light.living_room_lights" },
      [
        ...["light.living_room_lights", "light.floor_lamp"],
        ...["light.living_room_ceiling", "light.shelf_strip"],
      ],
    ],
    [
      "an area but one",
      "light.toggle",
      { area_id: "kitchen", exclude: { entity_id: "light.kitchen_worktop" } },
      ["light.kitchen_ceiling"],
    ],
    ["an area there is not", "light.toggle", { area_id: "moon" }, []],
  ];
  for (const [what, name, target, entities] of cases)
    it(`mean ${what}`, async () => {
      expect(await reached(name, target)).to.have.members(entities);
    });

  it("mean a device, and the devices that are a part of it", async () => {
    const device_id = deviceOf("sensor.kitchen_power_strip_power");

    expect(await reached("switch.toggle", { device_id })).to.have.members([
      ...["switch.coffee_machine", "switch.kettle"],
    ]);
  });

  it("mean an entity in its own area, not in its device's", async () => {
    home.updateEntity("light.kitchen_worktop", { area_id: "hall" });

    expect(await reached("light.toggle", { area_id: "kitchen" })).to.have.members([
      "light.kitchen_ceiling",
    ]);
    expect(await reached("light.toggle", { area_id: "hall" })).to.have.members([
      ...["light.hall_ceiling", "light.kitchen_worktop"],
    ]);
  });

  it("are those of target and data together, and of the target where both name the same", async () => {
    const data = { area_id: "attic", entity_id: "light.hall_ceiling" };

    expect(await reached("light.toggle", { entity_id: "light.floor_lamp" }, data)).to.have.members([
      ...["light.floor_lamp", "light.attic_light"],
    ]);
  });
});
