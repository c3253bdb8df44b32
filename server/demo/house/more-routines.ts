// Routines that are more than they seem, and groups of all kinds.
import type { Furniture } from "./furniture.ts";
import { light, lock, speaker, thing, toggle } from "./pieces.ts";

const idle = { mode: "single", current: 0 };
const script = (id: string, name: string) =>
  thing(`script.${id}`, name, "off", { ...idle, last_triggered: null }, { uniqueId: id });
const automation = (id: string, name: string, uniqueId: string) =>
  thing(
    `automation.${id}`,
    name,
    "on",
    { id: uniqueId, ...idle, last_triggered: null },
    { uniqueId },
  );

const doors = ["lock.front_door", "lock.terrace_door"];
const lamps = ["light.floor_lamp", "light.living_room_ceiling", "light.shelf_strip"];
const pair = ["media_player.terrace_left", "media_player.terrace_right"];

export const moreRoutines: readonly Furniture[] = [
  {
    platform: "homeassistant",
    pieces: [
      thing(
        "scene.welcome_home",
        "Welcome home",
        "unknown",
        { entity_id: ["light.hall_ceiling", "lock.front_door"], id: "welcome_home" },
        { uniqueId: "welcome_home" },
      ),
    ],
  },
  {
    platform: "script",
    pieces: [
      script("come_in", "Come in"),
      script("open_up", "Open up"),
      script("let_them_in", "Let them in"),
      script("favourite_lamp_on", "Favourite lamp on"),
      script("dinner_lights", "Dinner lights"),
    ],
  },
  {
    platform: "automation",
    pieces: [
      automation("open_up_for_the_cleaner", "Open up for the cleaner", "1731000000004"),
      automation("garage_on_request", "Garage on request", "1731000000005"),
      automation("garden_follows_the_terrace", "Garden follows the terrace", "1731000000006"),
    ],
  },
  {
    platform: "input_boolean",
    pieces: [
      thing(
        "input_boolean.cleaner_is_coming",
        "Cleaner is coming",
        "off",
        { editable: true },
        { uniqueId: "cleaner_is_coming" },
      ),
    ],
  },
  {
    platform: "input_button",
    pieces: [
      thing(
        "input_button.open_the_garage",
        "Open the garage",
        "unknown",
        { editable: true },
        { uniqueId: "open_the_garage" },
      ),
    ],
  },
  {
    platform: "input_text",
    pieces: [
      thing(
        "input_text.favourite_lamp",
        "Favourite lamp",
        "light.floor_lamp",
        { editable: true, min: 0, max: 100, pattern: null, mode: "text" },
        { uniqueId: "favourite_lamp" },
      ),
    ],
  },
  {
    platform: "group",
    pieces: [
      thing(
        "lock.all_doors",
        "All doors",
        "locked",
        { entity_id: doors, group_entities: doors, supported_features: 0 },
        { uniqueId: "01JDEMOLOCKGROUP", labels: ["security"] },
      ),
      thing(
        "light.living_room_lights",
        "Living room lights",
        "on",
        {
          entity_id: lamps,
          supported_color_modes: ["brightness"],
          color_mode: "brightness",
          brightness: 140,
          supported_features: 40,
        },
        { uniqueId: "01JDEMOLIGHTGROUP", area: "living_room" },
      ),
      thing("group.doors", "Doors", "off", { entity_id: doors, order: 1 }, { unregistered: true }),
      thing(
        "group.whole_house",
        "Whole house",
        "on",
        { entity_id: ["group.downstairs_lights", "group.doors"], order: 2 },
        { unregistered: true },
      ),
    ],
  },
  {
    platform: "template",
    pieces: [
      toggle("gate_opener", "Gate opener", false, { uniqueId: "gate_opener" }),
      toggle("heating_boost", "Heating boost", false, { unregistered: true }),
    ],
  },
  {
    platform: "sonos",
    area: "terrace",
    device: { name: "Terrace left", maker: "Sonos", model: "Move" },
    pieces: [speaker("terrace_left", null, "idle", { group_members: pair })],
  },
  {
    platform: "sonos",
    area: "terrace",
    device: { name: "Terrace right", maker: "Sonos", model: "Move" },
    pieces: [speaker("terrace_right", null, "idle", { group_members: pair })],
  },
  {
    platform: "hue",
    area: "living_room",
    device: { name: "Shelf strip", maker: "Signify Netherlands B.V.", model: "Hue lightstrip" },
    pieces: [light("shelf_strip", null, 0, { hidden: "integration" })],
  },
  {
    platform: "hue",
    area: "garage",
    device: { name: "Garage lamp", maker: "Signify Netherlands B.V.", model: "Hue white lamp" },
    pieces: [light("garage_lamp", null, 0)],
  },
  {
    platform: "shelly",
    area: "laundry",
    device: { name: "Side door", maker: "Shelly", model: "Plus 1" },
    pieces: [toggle("side_door_relay", "Relay", false, { hidden: "integration" })],
  },
  {
    platform: "switch_as_x",
    area: "laundry",
    pieces: [
      lock("side_door", "Side door", true, {
        uniqueId: "side_door_relay",
        area: "laundry",
        standsFor: "switch.side_door_relay",
      }),
    ],
  },
  {
    platform: "zha",
    area: "hall",
    device: { name: "Hall siren", maker: "Heiman", model: "HS2WD-E" },
    pieces: [
      thing(
        "siren.hall_siren",
        null,
        "off",
        { available_tones: ["fire", "burglar"], supported_features: 31 },
        { labels: ["security"] },
      ),
    ],
  },
];
