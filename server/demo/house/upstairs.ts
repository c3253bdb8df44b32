import type { Furniture } from "./furniture.ts";
import {
  colorLight,
  contact,
  cover,
  light,
  lock,
  outlet,
  sensor,
  speaker,
  thermostat,
  thing,
  toggle,
} from "./pieces.ts";

const hue = { maker: "Signify Netherlands B.V." };
const aqara = { maker: "Aqara" };

export const upstairs: readonly Furniture[] = [
  {
    platform: "hue",
    area: "bedroom",
    device: { name: "Bedroom ceiling", ...hue, model: "Hue white lamp" },
    pieces: [light("bedroom_ceiling", null, 0, { labels: ["night"] })],
  },
  {
    platform: "hue",
    area: "bedroom",
    device: { name: "Nachttischlampe", ...hue, model: "Hue Go" },
    pieces: [colorLight("nachttischlampe", null, 60, { aliases: ["Bedside lamp"] })],
  },
  {
    platform: "velux",
    area: "bedroom",
    device: { name: "Bedroom blinds", maker: "Velux", model: "DML" },
    pieces: [cover("bedroom_blinds", null, "blind", 0, { aliases: ["Jalousie Schlafzimmer"] })],
  },
  {
    platform: "tado",
    area: "bedroom",
    device: { name: "Bedroom radiator", maker: "tado°", model: "VA02" },
    pieces: [thermostat("bedroom", null, { current: 18.1, target: 17.5, mode: "heat" })],
  },
  {
    platform: "zha",
    area: "bedroom",
    device: { name: "Bedroom window", ...aqara, model: "lumi.magnet.agl02" },
    pieces: [
      contact("bedroom_window", null, "window", true, { aliases: ["Fenster Schlafzimmer"] }),
      sensor("bedroom_window_battery", "Battery", "battery", 12),
    ],
  },
  {
    platform: "zha",
    area: "bedroom",
    device: { name: "Bedroom climate", ...aqara, model: "lumi.weather" },
    pieces: [
      sensor("bedroom_temperature", "Temperature", "temperature", 18.1),
      sensor("bedroom_humidity", "Humidity", "humidity", 51),
    ],
  },
  {
    platform: "hue",
    area: "chambre_d_amis",
    device: { name: "Lampe de chevet", ...hue, model: "Hue white lamp" },
    pieces: [light("lampe_de_chevet", null, 0)],
  },
  {
    platform: "netatmo",
    area: "chambre_d_amis",
    device: { name: "Radiateur", maker: "Netatmo", model: "NRV" },
    pieces: [
      thermostat("radiateur_chambre_d_amis", null, { current: 16.4, target: 16, mode: "auto" }),
      sensor("radiateur_temperature", "Température", "temperature", 16.4),
    ],
  },
  {
    platform: "hue",
    area: "kids_room",
    device: { name: "Night light", ...hue, model: "Hue Bloom" },
    pieces: [colorLight("night_light", null, 20, { aliases: ["Veilleuse", "Nachtlicht"] })],
  },
  {
    platform: "sonos",
    area: "kids_room",
    device: { name: "Story box", maker: "Sonos", model: "Roam" },
    pieces: [speaker("story_box", null, "idle")],
  },
  {
    platform: "hue",
    area: "bathroom",
    device: { name: "Bathroom mirror", ...hue, model: "Hue Adore" },
    pieces: [light("bathroom_mirror", null, 0, { aliases: ["Spiegel", "Miroir"] })],
  },
  {
    platform: "netatmo",
    area: "bathroom",
    device: { name: "Salle de bain", maker: "Netatmo", model: "Indoor module" },
    pieces: [
      sensor("salle_de_bain_temperature", "Température", "temperature", 22.3),
      sensor("salle_de_bain_humidite", "Humidité", "humidity", 63),
    ],
  },
  {
    platform: "zha",
    area: "bathroom",
    device: { name: "Wasserleck", ...aqara, model: "lumi.sensor_wleak.aq1" },
    pieces: [contact("wasserleck", null, "moisture", false, { aliases: ["Leak sensor"] })],
  },
  {
    platform: "zha",
    area: "attic",
    device: { name: "Attic Motion", ...aqara, model: "lumi.motion.ac02" },
    pieces: [
      contact("attic_motion", null, "motion", false, { aliases: ["Bewegung Dachboden"] }),
      sensor("attic_motion_battery", "Battery", "battery", 78),
    ],
  },
  {
    platform: "zha",
    area: "attic",
    device: { name: "Attic climate", ...aqara, model: "lumi.weather" },
    pieces: [sensor("attic_temperature", "Temperature", "temperature", 12.7)],
  },
  {
    platform: "zha",
    area: "attic",
    device: { name: "Attic light", maker: "IKEA of Sweden", model: "TRADFRI bulb E27" },
    pieces: [light("attic_light", null, 0)],
  },
  {
    platform: "nest_protect",
    area: "attic",
    device: { name: "Détecteur de fumée", maker: "Nest", model: "Protect" },
    pieces: [contact("detecteur_de_fumee", null, "smoke", false, { aliases: ["Smoke detector"] })],
  },
];

export const outside: readonly Furniture[] = [
  {
    platform: "shelly",
    area: "terrace",
    device: { name: "Terrassenlicht", maker: "Shelly", model: "Plus 1" },
    pieces: [light("terrassenlicht", null, 0, { aliases: ["Terrace light"] })],
  },
  {
    platform: "nuki",
    area: "terrace",
    device: { name: "Terrace door", maker: "Nuki Home Solutions GmbH", model: "Smart Lock 3.0" },
    pieces: [lock("terrace_door", null, true, { aliases: ["Terrassentür"], labels: ["security"] })],
  },
  {
    platform: "hue",
    area: "garden",
    device: { name: "Außenlicht", ...hue, model: "Hue Lily" },
    pieces: [colorLight("aussenlicht", null, 0, { aliases: ["Garden lights"] })],
  },
  {
    platform: "gardena",
    area: "garden",
    device: { name: "Arrosage", maker: "Gardena", model: "Water Control" },
    pieces: [
      thing(
        "valve.arrosage",
        null,
        "closed",
        { device_class: "water", is_closed: true, supported_features: 3 },
        { aliases: ["Sprinkler", "Bewässerung"] },
      ),
      sensor("arrosage_batterie", "Batterie", "battery", 55),
    ],
  },
  {
    platform: "tuya",
    area: "garden",
    device: { name: "Guirlande", maker: "Tuya", model: "Outdoor plug", labels: ["christmas"] },
    pieces: [
      outlet("guirlande", null, false, { aliases: ["Christmas lights", "Lichterkette"] }),
      toggle("guirlande_led", "LED", true, { category: "config" }),
    ],
  },
  {
    platform: "netatmo",
    area: "garden",
    device: { name: "Garden weather", maker: "Netatmo", model: "Outdoor module" },
    pieces: [
      sensor("garden_temperature", "Temperature", "temperature", 6.9),
      sensor("garden_humidity", "Humidity", "humidity", 84),
    ],
  },
];
