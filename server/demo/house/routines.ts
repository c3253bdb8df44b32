import type { Furniture } from "./furniture.ts";
import { thing } from "./pieces.ts";

const idle = { mode: "single", current: 0 };

export const routines: readonly Furniture[] = [
  {
    platform: "homeassistant",
    pieces: [
      thing(
        "scene.movie_night",
        "Movie night",
        "2026-11-20T20:04:11.120441+00:00",
        {
          entity_id: ["light.floor_lamp", "light.living_room_ceiling", "cover.volet_roulant"],
          id: "movie_night",
        },
        { uniqueId: "movie_night", filedUnder: "Moods", aliases: ["Filmabend", "Soirée film"] },
      ),
      thing(
        "scene.good_morning",
        "Good morning",
        "unknown",
        { entity_id: ["light.kitchen_ceiling", "switch.coffee_machine"], id: "good_morning" },
        { uniqueId: "good_morning" },
      ),
      thing(
        "scene.abschliessen",
        "Abschließen",
        "unknown",
        { entity_id: ["lock.front_door", "lock.terrace_door", "cover.garage_door"], id: "lock_up" },
        { uniqueId: "lock_up", labels: ["security"] },
      ),
    ],
  },
  {
    platform: "script",
    pieces: [
      thing(
        "script.bedtime",
        "Bedtime",
        "off",
        { ...idle, last_triggered: "2026-11-20T22:31:02.774010+00:00" },
        { uniqueId: "bedtime", filedUnder: "Bedtime", aliases: ["Gute Nacht", "Bonne nuit"] },
      ),
      thing(
        "script.ring_the_bell",
        "Ring the bell",
        "off",
        { ...idle, last_triggered: null },
        { uniqueId: "ring_the_bell" },
      ),
    ],
  },
  {
    platform: "automation",
    pieces: [
      thing(
        "automation.wake_up_lights",
        "Wake-up lights",
        "on",
        { id: "1731000000001", ...idle, last_triggered: "2026-11-21T06:30:00.104233+00:00" },
        { uniqueId: "1731000000001", filedUnder: "Morning" },
      ),
      thing(
        "automation.lock_the_doors_at_night",
        "Lock the doors at night",
        "on",
        { id: "1731000000002", ...idle, last_triggered: "2026-11-20T23:00:00.090127+00:00" },
        { uniqueId: "1731000000002", filedUnder: "Safety", labels: ["security"] },
      ),
      thing(
        "automation.volets_a_l_aube",
        "Volets à l'aube",
        "off",
        { id: "1731000000003", ...idle, last_triggered: null },
        { uniqueId: "1731000000003" },
      ),
    ],
  },
  {
    platform: "group",
    pieces: [
      thing(
        "group.downstairs_lights",
        "Downstairs lights",
        "on",
        {
          entity_id: [
            "light.hall_ceiling",
            "light.kitchen_ceiling",
            "light.living_room_ceiling",
            "light.floor_lamp",
          ],
          order: 0,
        },
        { unregistered: true },
      ),
      thing(
        "light.alle_lichter_oben",
        "Alle Lichter oben",
        "on",
        {
          entity_id: ["light.bedroom_ceiling", "light.nachttischlampe", "light.night_light"],
          supported_color_modes: ["brightness"],
          color_mode: "brightness",
          brightness: 40,
          supported_features: 40,
        },
        { uniqueId: "01JDEMOGROUP", labels: ["night"] },
      ),
    ],
  },
  {
    platform: "template",
    pieces: [
      thing(
        "sensor.hausverbrauch_heute",
        "Hausverbrauch heute",
        "7.42",
        { unit_of_measurement: "kWh", device_class: "energy" },
        { unregistered: true },
      ),
    ],
  },
];

export const helpers: readonly Furniture[] = [
  {
    platform: "input_boolean",
    pieces: [
      thing(
        "input_boolean.guests",
        "Guests",
        "off",
        { editable: true },
        { uniqueId: "guests", aliases: ["Gäste", "Invités"] },
      ),
      thing(
        "input_boolean.vacation",
        "Vacances",
        "off",
        { editable: true },
        { uniqueId: "vacation", aliases: ["Holiday mode", "Urlaub"] },
      ),
    ],
  },
  {
    platform: "input_number",
    pieces: [
      thing(
        "input_number.night_brightness",
        "Night brightness",
        "15.0",
        {
          ...{ initial: null, editable: true, min: 0, max: 100, step: 5, mode: "slider" },
          unit_of_measurement: "%",
        },
        { uniqueId: "night_brightness" },
      ),
    ],
  },
  {
    platform: "input_select",
    pieces: [
      thing(
        "input_select.house_mode",
        "House mode",
        "Day",
        { options: ["Day", "Evening", "Night", "Away"], editable: true },
        { uniqueId: "house_mode", aliases: ["Hausmodus"] },
      ),
    ],
  },
  {
    platform: "input_text",
    pieces: [
      thing(
        "input_text.note_for_the_door",
        "Note for the door",
        "Back at six",
        { editable: true, min: 0, max: 100, pattern: null, mode: "text" },
        { uniqueId: "note_for_the_door" },
      ),
    ],
  },
  {
    platform: "input_datetime",
    pieces: [
      thing(
        "input_datetime.wake_up",
        "Wake-up time",
        "06:30:00",
        { editable: true, has_date: false, has_time: true, hour: 6, minute: 30, second: 0 },
        { uniqueId: "wake_up" },
      ),
    ],
  },
  {
    platform: "input_button",
    pieces: [
      thing(
        "input_button.dinner_is_ready",
        "Dinner is ready",
        "unknown",
        { editable: true },
        { uniqueId: "dinner_is_ready", aliases: ["À table", "Essen ist fertig"] },
      ),
    ],
  },
  {
    platform: "counter",
    pieces: [
      thing(
        "counter.visitors",
        "Visitors",
        "4",
        { editable: true, initial: 0, step: 1 },
        { uniqueId: "visitors" },
      ),
    ],
  },
  {
    platform: "timer",
    pieces: [
      thing(
        "timer.pasta",
        "Pasta",
        "idle",
        { editable: true, duration: "0:09:00" },
        { uniqueId: "pasta" },
      ),
    ],
  },
];
