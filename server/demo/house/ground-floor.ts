import type { Furniture } from "./furniture.ts";
import {
  camera,
  colorLight,
  contact,
  cover,
  fan,
  light,
  lock,
  outlet,
  player,
  sensor,
  speaker,
  thermostat,
  thing,
} from "./pieces.ts";

/** Whoever reads the state of a player or a camera sees the picture, as in a real home. */
const pictureToken = "3e5fbe2d6d0c4b7f9a1e8c7d6b5a49382716f5e4d3c2b1a09f8e7d6c5b4a3928";

const hue = { maker: "Signify Netherlands B.V." };

export const groundFloor: readonly Furniture[] = [
  {
    platform: "hue",
    area: "hall",
    device: { name: "Hall ceiling", ...hue, model: "Hue white lamp" },
    pieces: [light("hall_ceiling", null, 0, { aliases: ["Flurlicht"] })],
  },
  {
    platform: "nuki",
    area: "hall",
    device: { name: "Front door", maker: "Nuki Home Solutions GmbH", model: "Smart Lock Pro" },
    pieces: [
      lock("front_door", null, true, {
        aliases: ["Haustür", "Porte d'entrée"],
        labels: ["security"],
      }),
      contact("front_door_contact", "Contact", "door", false, { labels: ["security"] }),
      sensor("front_door_battery", "Battery", "battery", 64),
    ],
  },
  {
    platform: "hue",
    area: "hall",
    device: { name: "Hall motion", ...hue, model: "Hue motion sensor" },
    pieces: [
      contact("hall_motion", null, "motion", false),
      sensor("hall_motion_illuminance", "Illuminance", "illuminance", 42),
      thing("switch.hall_motion_enabled", "Enabled", "on", {}, { category: "config" }),
    ],
  },
  {
    platform: "alarmo",
    area: "hall",
    device: { name: "House alarm", maker: "Alarmo", model: "Alarm panel" },
    pieces: [
      thing(
        "alarm_control_panel.house_alarm",
        null,
        "disarmed",
        {
          code_format: "number",
          changed_by: null,
          code_arm_required: true,
          previous_state: null,
          next_state: null,
          supported_features: 7,
        },
        { labels: ["security"] },
      ),
    ],
  },
  {
    platform: "hue",
    area: "kitchen",
    device: { name: "Kitchen ceiling", ...hue, model: "Hue white lamp" },
    pieces: [
      light("kitchen_ceiling", null, 204, { aliases: ["Küchenlicht", "Big kitchen light"] }),
    ],
  },
  {
    platform: "hue",
    area: "kitchen",
    device: { name: "Kitchen worktop", ...hue, model: "Hue lightstrip plus" },
    pieces: [colorLight("kitchen_worktop", null, 0, { labels: ["night"] })],
  },
  {
    platform: "shelly",
    area: "kitchen",
    device: { name: "Kitchen power strip", maker: "Shelly", model: "Power Strip 4" },
    pieces: [sensor("kitchen_power_strip_power", "Power", "power", 12.4)],
  },
  {
    platform: "shelly",
    device: { name: "Coffee machine", parent: "Kitchen power strip" },
    pieces: [
      outlet("coffee_machine", null, false, { aliases: ["Kaffeemaschine", "Cafetière"] }),
      sensor("coffee_machine_power", "Power", "power", 0),
    ],
  },
  {
    platform: "shelly",
    device: { name: "Kettle", parent: "Kitchen power strip" },
    pieces: [outlet("kettle", null, true, { aliases: ["Wasserkocher"] })],
  },
  {
    platform: "home_connect",
    area: "kitchen",
    device: { name: "Dishwasher", maker: "Bosch", model: "SMV8YCX02E" },
    pieces: [
      thing(
        "sensor.dishwasher_state",
        "State",
        "run",
        { device_class: "enum", options: ["inactive", "ready", "run", "finished"] },
        { aliases: ["Geschirrspüler"] },
      ),
      thing("sensor.dishwasher_finish", "Finishes", "2026-11-21T19:40:00+00:00", {
        device_class: "timestamp",
      }),
      contact("dishwasher_door", "Door", "door", false),
    ],
  },
  {
    platform: "sonos",
    area: "kitchen",
    device: { name: "Kitchen speaker", maker: "Sonos", model: "One SL" },
    pieces: [speaker("kitchen_speaker", null, "paused", { media_title: "France Inter" })],
  },
  {
    platform: "hue",
    area: "living_room",
    device: { name: "Floor lamp", ...hue, model: "Hue color lamp" },
    pieces: [colorLight("floor_lamp", null, 140, { aliases: ["Stehlampe", "Lampadaire"] })],
  },
  {
    platform: "hue",
    area: "living_room",
    device: { name: "Living room ceiling", ...hue, model: "Hue white lamp" },
    pieces: [light("living_room_ceiling", null, 0)],
  },
  {
    platform: "somfy",
    area: "living_room",
    device: { name: "Volet roulant", maker: "Somfy", model: "Oximo io" },
    pieces: [cover("volet_roulant", null, "shutter", 100, { aliases: ["Living room shutter"] })],
  },
  {
    platform: "tado",
    area: "living_room",
    device: { name: "Living room thermostat", maker: "tado°", model: "VA02" },
    pieces: [
      thermostat("living_room", null, { current: 20.8, target: 21, mode: "heat" }),
      sensor("living_room_temperature", "Temperature", "temperature", 20.8),
      sensor("living_room_humidity", "Humidity", "humidity", 46),
      sensor("living_room_thermostat_battery", "Battery", "battery", 81),
    ],
  },
  {
    platform: "sonos",
    area: "living_room",
    device: { name: "Living room speaker", maker: "Sonos", model: "Beam" },
    pieces: [
      speaker("living_room_speaker", null, "playing", {
        media_content_type: "music",
        media_title: "Gymnopédie No. 1",
        media_artist: "Erik Satie",
        entity_picture: `/api/media_player_proxy/media_player.living_room_speaker?token=${pictureToken}&cache=62c0c516acbc53a9`,
      }),
    ],
  },
  {
    platform: "androidtv_remote",
    area: "living_room",
    device: { name: "Television", maker: "Sony", model: "BRAVIA 4K" },
    pieces: [player("television", null, "off", {}, { aliases: ["TV", "Fernseher", "Télé"] })],
  },
  {
    platform: "roborock",
    area: "living_room",
    device: { name: "Dusty", maker: "Roborock", model: "S7 MaxV" },
    pieces: [
      thing(
        "vacuum.dusty",
        null,
        "docked",
        {
          fan_speed: "balanced",
          fan_speed_list: ["quiet", "balanced", "turbo"],
          supported_features: 14_204,
        },
        { aliases: ["Robot vacuum", "Staubsauger", "Aspirateur"] },
      ),
      sensor("dusty_battery", "Battery", "battery", 100),
      thing(
        "sensor.dusty_filter_left",
        "Filter time left",
        "71",
        { unit_of_measurement: "h" },
        {
          category: "diagnostic",
        },
      ),
    ],
  },
  {
    platform: "hue",
    area: "buro",
    device: { name: "Schreibtischlampe", ...hue, model: "Hue Iris" },
    pieces: [light("schreibtischlampe", null, 180, { aliases: ["Desk lamp"] })],
  },
  {
    platform: "tado",
    area: "buro",
    device: { name: "Heizung Büro", maker: "tado°", model: "VA02" },
    pieces: [thermostat("heizung_buro", null, { current: 19.2, target: 20, mode: "auto" })],
  },
  {
    platform: "awair",
    area: "buro",
    device: { name: "Raumluft Büro", maker: "Awair", model: "Element" },
    pieces: [
      sensor("raumluft_buro_co2", "CO₂", "carbon_dioxide", 812),
      sensor("raumluft_buro_temperatur", "Temperatur", "temperature", 19.2),
    ],
  },
  {
    platform: "dyson",
    area: "buro",
    device: { name: "Ventilator", maker: "Dyson", model: "AM07" },
    pieces: [fan("ventilator", null, 0, { aliases: ["Fan"] })],
  },
  {
    platform: "meross",
    area: "garage",
    device: { name: "Garage door", maker: "Meross", model: "MSG100" },
    pieces: [
      cover("garage_door", null, "garage", 0, { aliases: ["Garagentor"], labels: ["security"] }),
      sensor("garage_door_signal", "Signal", "battery", 97, { hidden: true }),
    ],
  },
  {
    platform: "wallbox",
    area: "garage",
    device: { name: "Car charger", maker: "Wallbox", model: "Pulsar Plus" },
    pieces: [
      sensor("car_charger_power", "Power", "power", 0),
      sensor("car_charger_energy", "Energy", "energy", 1834.6),
      thing(
        "number.car_charger_max_current",
        "Maximum current",
        "16",
        { min: 6, max: 32, step: 1, mode: "auto", unit_of_measurement: "A" },
        { category: "config" },
      ),
    ],
  },
  {
    platform: "miele",
    area: "laundry",
    device: { name: "Washing machine", maker: "Miele", model: "WWD120" },
    pieces: [
      outlet("washing_machine", null, true, { aliases: ["Waschmaschine", "Lave-linge"] }),
      sensor("washing_machine_power", "Power", "power", 412.5),
    ],
  },
  {
    platform: "ring",
    area: "hall",
    device: { name: "Doorbell", maker: "Ring", model: "Video Doorbell 4" },
    pieces: [
      camera("doorbell", null, "5f1cbe1b0f1f4f0fa4a37dd5bd8d5cb8e2a0ff2f0f2f4c11a1a2cb4b3a7d9e60", {
        labels: ["security"],
      }),
      thing("event.doorbell_ding", "Ding", "2026-11-21T09:12:44.310+00:00", {
        event_types: ["ding"],
        event_type: "ding",
        device_class: "doorbell",
      }),
    ],
  },
];
