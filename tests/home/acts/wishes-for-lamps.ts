// What the home shows afterwards is different from before, each time: so the order matters.
import { light, power, service, type Wish } from "./wish.ts";

const kitchen = "light.kitchen_lights";
const bed = "light.bed_light";
const desk = "light.office_rgbw_lights";
const ceiling = "light.ceiling_lights";
const reading = "light.living_room_rgbww_lights";
const entrance = "light.entrance_color_white_lights";
const garland = "switch.decorative_lights";
const printer = "switch.power_strip_with_2_sockets_outlet_1";

const lamps: readonly Wish[] = [
  light("the kitchen lights off", ["kitchen lights"], { on: false }, { [kitchen]: "off" }),
  light("allume la cuisine", ["cuisine"], { on: true }, { [kitchen]: "on" }),
  light("le plan de travail", ["Plan de travail"], { on: false }, { [kitchen]: "off" }),
  light("the kitchen, misspelt", ["kichen lihgts"], { on: true }, { [kitchen]: "on" }),
  light(
    "la lampe de chevet à 40 %",
    ["lampe de chevet"],
    { brightness_pct: 40 },
    { [bed]: { brightness: 102 } },
  ),
  light(
    "a little darker",
    ["bed light"],
    { brightness_step_pct: -20 },
    { [bed]: { brightness: 51 } },
  ),
  light("no rainbow by the bed", ["bed light"], { effect: "off" }, { [bed]: { effect: "off" } }),
  light(
    "le salon à 20 %",
    ["salon"],
    { brightness_pct: 20 },
    { [ceiling]: { brightness: 51 }, [reading]: { brightness: 51 } },
  ),
  light(
    "warm white on the ceiling",
    ["living room ceiling"],
    { color_temp_kelvin: 3000 },
    { [ceiling]: { color_temp_kelvin: 3000 } },
  ),
  {
    ...light(
      "upstairs except the office",
      ["upstairs except the office"],
      { on: false },
      { [bed]: "off" },
    ),
    spares: [desk],
  },
  light("upstairs except the hall", ["upstairs except the hall"], { on: false }, { [desk]: "off" }),
  light(
    "la lampe du bureau en rouge",
    ["bureau"],
    { color: "rouge" },
    { [desk]: { rgb_color: [255, 0, 0] } },
  ),
  light(
    "the whole ground floor off",
    ["ground floor"],
    { on: false },
    { [kitchen]: "off", [ceiling]: "off", [reading]: "off", [entrance]: "off" },
  ),
  light("tout l'étage", ["étage"], { on: true }, { [bed]: "on" }),
  light(
    "everything on",
    ["all"],
    { on: true },
    { [kitchen]: "on", [ceiling]: "on", [entrance]: "on" },
  ),
  light("a group of lamps", ["evening lamps"], { on: false }, { [bed]: "off", [kitchen]: "off" }),
  service("a room by its id", "light.toggle", { area_id: ["kitchen"] }, { [kitchen]: "on" }),
  service(
    "a floor by its id",
    "light.turn_off",
    { floor_id: ["ground_floor"] },
    { [kitchen]: "off", [reading]: "off" },
  ),
  service(
    "a group of old",
    "light.turn_on",
    { entity_id: ["group.reading_corner"] },
    { [ceiling]: "on", [reading]: "on" },
  ),
  service(
    "a room with more than lamps",
    "homeassistant.turn_off",
    { area_id: ["living_room"] },
    { [ceiling]: "off", [reading]: "off" },
  ),
];

const switches: readonly Wish[] = [
  power("la clim", ["Clim"], true, { "switch.ac": "on" }),
  power("la chambre des parents", ["chambre des parents"], false, { "switch.ac": "off" }),
  power("the garden off", ["garden"], false, { [garland]: "off" }),
  power("what is for the holidays", ["Holidays"], true, { [garland]: "on" }),
  power("the printer", ["printer"], true, { [printer]: "on" }),
  power("a corner to read in", ["reading corner"], true, { [reading]: "on", [ceiling]: "on" }),
  power("film night", ["movie night"], true, { "input_boolean.movie_night": "on" }),
  power("nothing upstairs", ["upstairs"], false, { [printer]: "off", [desk]: "off" }),
  {
    ...power("le rez-de-chaussée sans le salon", ["rez-de-chaussée"], true, { [kitchen]: "on" }),
    args: { targets: ["rez-de-chaussée"], except: ["salon"], on: true },
  },
  service(
    "what is on at night",
    "homeassistant.turn_on",
    { label_id: ["night"] },
    { [bed]: "on", "switch.ac": "on" },
  ),
];

export const forLamps: readonly Wish[] = [...lamps, ...switches];
