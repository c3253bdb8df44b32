// What the home shows afterwards is different from before, each time: so the order matters.
import { other, power, service, set, type Wish } from "./wish.ts";

const windows: readonly Wish[] = [
  other(
    "a blind up",
    "set_cover",
    { targets: ["kitchen window"], action: "open" },
    { "cover.kitchen_window": "open" },
  ),
  other(
    "the blinds of a room down",
    "set_cover",
    { targets: ["cuisine"], action: "close" },
    { "cover.kitchen_window": "closed" },
  ),
  other(
    "a blind a little further",
    "set_cover",
    { targets: ["living room window"], position: 60 },
    { "cover.living_room_window": { current_position: 60 } },
  ),
  other(
    "the water off",
    "set_cover",
    { targets: ["front garden"], action: "close" },
    { "valve.front_garden": "closed" },
  ),
  other(
    "a door locked",
    "set_lock",
    { targets: ["kitchen door"], locked: true },
    { "lock.kitchen_door": "locked" },
  ),
  service(
    "the alarm on",
    "alarm_control_panel.alarm_arm_home",
    { entity_id: ["alarm_control_panel.security"] },
    { "alarm_control_panel.security": "arming" },
    { code: "1234" },
  ),
];

const air: readonly Wish[] = [
  other(
    "21.5 degrees",
    "set_climate",
    { targets: ["heat pump"], temperature: 21.5 },
    { "climate.heatpump": { temperature: 21.5 } },
  ),
  other(
    "between 19 and 23",
    "set_climate",
    { targets: ["bedroom thermostat"], target_temp_low: 19, target_temp_high: 23 },
    { "climate.ecobee": { target_temp_low: 19, target_temp_high: 23 } },
  ),
  other(
    "eco in the bedroom",
    "set_climate",
    { targets: ["bedroom thermostat"], preset_mode: "eco" },
    { "climate.ecobee": { preset_mode: "eco" } },
  ),
  other(
    "heat the office",
    "set_climate",
    { targets: ["office"], hvac_mode: "heat" },
    { "climate.hvac": "heat" },
  ),
  other(
    "l'eau à 50 degrés",
    "set_climate",
    { targets: ["salle de bain"], temperature: 50 },
    { "water_heater.demo_water_heater": { temperature: 50 } },
  ),
  other(
    "moister air",
    "set_climate",
    { targets: ["hygrostat"], humidity: 55 },
    { "humidifier.hygrostat": { humidity: 55 } },
  ),
  other(
    "Léa's fan",
    "set_fan",
    { targets: ["Léa's fan"], percentage: 66 },
    { "fan.ceiling_fan": { percentage: 66 } },
  ),
  other(
    "a fan that swings",
    "set_fan",
    { targets: ["living room fan"], on: true, oscillate: true },
    { "fan.living_room_fan": { oscillating: true } },
  ),
  power("no fan for Léa", ["chambre de Léa"], false, { "fan.ceiling_fan": "off" }),
];

const music: readonly Wish[] = [
  other(
    "pause",
    "set_media",
    { targets: ["media_player.living_room"], action: "pause" },
    { "media_player.living_room": "paused" },
  ),
  other(
    "softer",
    "set_media",
    { targets: ["bedroom"], volume_pct: 25 },
    { "media_player.bedroom": { volume_level: 0.25 } },
  ),
  other(
    "not a sound",
    "set_media",
    { targets: ["walkman"], muted: true },
    { "media_player.walkman": { is_volume_muted: true } },
  ),
  other(
    "from youtube",
    "set_media",
    { targets: ["lounge room"], source: "youtube" },
    { "media_player.lounge_room": { source: "youtube" } },
  ),
  other(
    "any order",
    "set_media",
    { targets: ["walkman"], shuffle: true },
    { "media_player.walkman": { shuffle: true } },
  ),
  power("the player off", ["media_player.bedroom"], false, { "media_player.bedroom": "off" }),
];

const helpers: readonly Wish[] = [
  set("guests", "guest mode", "on", { "input_boolean.guest_mode": "on" }),
  set("a number of our own", "night temperature", "18.5", {
    "input_number.night_temperature": "18.5",
  }),
  set("away", "house mode", "away", { "input_select.house_mode": "Away" }),
  set("a note", "note on the fridge", "Milk & bread", {
    "input_text.note_on_the_fridge": "Milk & bread",
  }),
  set("early tomorrow", "wake up", "7:15", { "input_datetime.wake_up": "07:15:00" }),
  set("five minutes of pasta", "pasta", "5 min", { "timer.pasta": "active" }),
  set("wait with the pasta", "pasta", "pause", { "timer.pasta": "paused" }),
  set("a number of a device", "number.volume", "30", { "number.volume": "30.0" }),
  set("an option of a device", "speed", "light speed", { "select.speed": "light_speed" }),
  set("a text of a device", "text.text", "Bonjour", { "text.text": "Bonjour" }),
  set("a date", "date.date", "2026-12-24", { "date.date": "2026-12-24" }),
  set("a time", "time.time", "06:30", { "time.time": "06:30:00" }),
  set("a day and an hour", "date and time", "2026-12-24 18:00", {
    "datetime.date_and_time": "2026-12-24T17:00:00+00:00",
  }),
  service(
    "one coffee more",
    "counter.increment",
    { entity_id: ["counter.coffees"] },
    { "counter.coffees": "1" },
  ),
  service(
    "milk on the list",
    "todo.add_item",
    { entity_id: ["todo.shopping_list"] },
    { "todo.shopping_list": "1" },
    { item: "Milk" },
  ),
];

const machines: readonly Wish[] = [
  service(
    "clean",
    "vacuum.start",
    { entity_id: ["vacuum.demo_vacuum_0_ground_floor"] },
    { "vacuum.demo_vacuum_0_ground_floor": "cleaning" },
  ),
  service(
    "back home",
    "vacuum.return_to_base",
    { entity_id: ["vacuum.demo_vacuum_0_ground_floor"] },
    { "vacuum.demo_vacuum_0_ground_floor": "returning" },
  ),
  service(
    "mow",
    "lawn_mower.start_mowing",
    { entity_id: ["lawn_mower.my_lawn_mower"] },
    { "lawn_mower.my_lawn_mower": "mowing" },
  ),
  service(
    "an automation that rests",
    "automation.turn_off",
    { entity_id: ["automation.lights_at_sunset"] },
    { "automation.lights_at_sunset": "off" },
  ),
];

const routines: readonly Wish[] = [
  other(
    "a film",
    "activate_scene",
    { scene: "movie" },
    { "light.ceiling_lights": "off", "light.living_room_rgbww_lights": { brightness: 40 } },
  ),
  other(
    "dinner",
    "activate_scene",
    { scene: "dinner" },
    { "light.kitchen_lights": { brightness: 255 }, "media_player.kitchen": "off" },
  ),
  other(
    "a story for Léa",
    "run_script",
    { script: "read to lea", wait: true },
    { "light.kitchen_lights": "off", "light.bed_light": { brightness: 76 } },
  ),
  other(
    "dinner by its script",
    "run_script",
    { script: "dinner is ready", wait: true },
    { "light.kitchen_lights": "on" },
  ),
  service(
    "lamps as at sunset",
    "automation.trigger",
    { entity_id: ["automation.lights_at_sunset"] },
    { "light.ceiling_lights": "on" },
  ),
  other(
    "good night",
    "run_script",
    { script: "good night", wait: true },
    { "light.ceiling_lights": "off", "light.living_room_rgbww_lights": "off" },
  ),
  other(
    "gone at once",
    "run_script",
    { script: "leave home", fields: { minutes: 0 } },
    { "light.bed_light": "off", "switch.ac": "off" },
  ),
];

export const forThings: readonly Wish[] = [
  ...[windows, air, music, helpers, machines, routines].flat(),
];
