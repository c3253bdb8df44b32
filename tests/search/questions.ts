// What people ask for in the house of house.ts, and what they must find.

export interface Asked {
  readonly text: string;
  /** The first hits, in any order among themselves. */
  readonly first: readonly string[];
  /** Somewhere among the hits. */
  readonly finds?: readonly string[];
  /** Nowhere among them. */
  readonly not?: readonly string[];
}

const volets = ["cover.salon_volet_1", "cover.salon_volet_2", "cover.salon_volet_10"];
const kitchenLights = ["light.kitchen_ceiling", "light.kitchen_worktop", "light.kitchen_island"];
const grannysLights = ["light.kueche_decke", "light.kueche_tisch"];
const upstairsTemperatures = [
  "sensor.parents_temperature",
  "sensor.lea_temperature",
  "sensor.guest_temperature",
  "sensor.bathroom_temperature",
  "sensor.bureau_temperature",
  "sensor.hue_attic_temperature",
];

export const questions: Readonly<Record<string, readonly Asked[]>> = {
  "a place and a kind": [
    {
      text: "attic motion",
      first: ["binary_sensor.hue_attic_motion"],
      not: ["light.attic", "binary_sensor.hallway_motion"],
    },
    { text: "motion in the attic", first: ["binary_sensor.hue_attic_motion"] },
    { text: "kitchen lights", first: kitchenLights, not: ["cover.kitchen_blind", "light.garage"] },
    { text: "lights in the kitchen", first: kitchenLights },
    { text: "cuisine lumière", first: kitchenLights, not: ["light.entree"] },
    {
      text: "chambre lumière",
      first: ["light.parents_plafonnier", "light.lea_plafonnier", "light.lea_veilleuse"],
      finds: ["light.parents_chevet_gauche"],
      not: ["light.kitchen_ceiling", "light.entree"],
    },
    { text: "bedroom lights", first: ["light.lea_veilleuse", "light.lea_plafonnier"] },
    { text: "living room blinds", first: volets, not: ["cover.kitchen_blind"] },
    { text: "volets du salon", first: volets, not: ["cover.parents_volet"] },
    { text: "stores chambre de léa", first: ["cover.lea_store"], not: ["cover.terrasse_store"] },
    { text: "chauffage chambre", first: ["climate.parents"], not: ["climate.salon"] },
    { text: "heating guest room", first: ["climate.guest"], not: ["climate.parents"] },
    {
      text: "bathroom humidity",
      first: ["sensor.bathroom_humidity"],
      not: ["sensor.lea_humidity"],
    },
    {
      text: "humidité dans la salle de bain",
      first: ["sensor.bathroom_humidity"],
      not: ["sensor.kitchen_humidity"],
    },
    { text: "music kitchen", first: ["media_player.kitchen_radio"] },
    { text: "musique chambre", first: ["media_player.parents_nest"] },
    { text: "radiateur lea", first: ["climate.lea"] },
    {
      text: "how warm is it in the bedroom?",
      first: ["sensor.lea_temperature", "sensor.parents_temperature"],
      not: ["light.lea_veilleuse", "sensor.kitchen_temperature"],
    },
    { text: "détecteur de mouvement couloir", first: ["binary_sensor.hallway_motion"] },
    { text: "wohnzimmer licht", first: ["light.salon_lamp"], not: ["light.kitchen_ceiling"] },
    { text: "température extérieure", first: ["sensor.outdoor_temperature"] },
    { text: "garden lights", first: ["light.garden_path", "light.garden_spots"] },
    { text: "lumières jardin", first: ["light.garden_spots", "light.garden_path"] },
    { text: "office light", first: ["light.bureau", "light.bureau_strip"] },
    { text: "cameras outside", first: ["camera.garden"], not: ["camera.entree"] },
    { text: "prises du bureau", first: ["switch.bureau_pc", "switch.bureau_screens"] },
    { text: "windows in the kitchen", first: ["binary_sensor.kitchen_window"] },
  ],
  "a floor": [
    {
      text: "temperature upstairs",
      first: upstairsTemperatures,
      not: ["sensor.kitchen_temperature", "sensor.outdoor_temperature"],
    },
    { text: "température à l'étage", first: upstairsTemperatures },
    {
      text: "lumières rez-de-chaussée",
      first: ["light.entree"],
      finds: [...kitchenLights, "light.salon_lamp"],
      not: ["light.lea_veilleuse", "light.garden_path"],
    },
    { text: "downstairs lights", first: ["light.garage"], not: ["light.attic"] },
    {
      text: "windows upstairs",
      first: ["binary_sensor.guest_window", "binary_sensor.parents_fenetre"],
    },
  ],
  "one thing by its name": [
    { text: "Plafonnier", first: ["light.salon_plafonnier"] },
    { text: "front door", first: ["lock.front_door"] },
    { text: "front door lock", first: ["lock.front_door"], not: ["binary_sensor.front_door"] },
    { text: "porte d'entrée", first: ["lock.front_door"] },
    { text: "garage door", first: ["cover.garage_door"], not: ["lock.front_door"] },
    { text: "porte du garage", first: ["cover.garage_door"] },
    { text: "lamp", first: ["light.salon_lamp", "light.guest_lamp"] },
    { text: "lampe", first: ["light.salon_lamp", "light.guest_lamp"] },
    { text: "floor lamp", first: ["light.salon_lampadaire"] },
    { text: "tom's bedside lamp", first: ["light.parents_chevet_droite"] },
    { text: "chevet gauche", first: ["light.parents_chevet_gauche"] },
    { text: "plan de travail", first: ["light.kitchen_worktop"] },
    { text: "cafetière", first: ["switch.coffee_machine"] },
    { text: "coffee", first: ["switch.coffee_machine"] },
    { text: "sapin de Noël", first: ["light.sapin"], not: ["light.terrasse"] },
    { text: "store banne", first: ["cover.terrasse_store"], not: ["cover.lea_store"] },
    { text: "liste de courses", first: ["todo.shopping"] },
    { text: "where is Tom", first: ["person.tom"] },
    { text: "lave linge", first: ["sensor.washer_power", "binary_sensor.washer_done"] },
    {
      text: "volet 1",
      first: ["cover.salon_volet_1"],
      not: ["cover.salon_volet_10", "cover.salon_volet_2"],
    },
    { text: "volet 01", first: ["cover.salon_volet_1"], not: ["cover.salon_volet_10"] },
    { text: "light.kitchen_ceiling", first: ["light.kitchen_ceiling"] },
    { text: "hallway_motion", first: ["binary_sensor.hallway_motion"] },
    { text: "attic light", first: ["light.attic"], finds: ["automation.attic_motion_light"] },
    { text: "attic motion sensor battery", first: ["sensor.hue_attic_battery"] },
  ],
  "a kind in everyday words": [
    {
      text: "chauffage",
      first: ["climate.kueche"],
      finds: ["climate.salon", "climate.bureau"],
      not: ["water_heater.ballon"],
    },
    { text: "clim", first: ["climate.bureau"] },
    {
      text: "mouvement",
      first: ["binary_sensor.entree_motion"],
      finds: ["binary_sensor.hallway_motion"],
    },
    {
      text: "blinds",
      first: ["cover.kitchen_blind", "cover.guest_blind"],
      finds: volets,
      not: ["cover.garage_door", "cover.gate"],
    },
    {
      text: "smoke detectors",
      first: ["binary_sensor.hallway_smoke", "binary_sensor.kitchen_smoke"],
    },
    {
      text: "détecteur de fumée",
      first: ["binary_sensor.hallway_smoke", "binary_sensor.kitchen_smoke"],
    },
    { text: "fuite d'eau", first: ["binary_sensor.kitchen_leak", "binary_sensor.bathroom_leak"] },
    { text: "télé", first: ["media_player.salon_tv"] },
    { text: "tv", first: ["media_player.salon_tv"], not: ["media_player.salon_sonos"] },
    { text: "aspirateur", first: ["vacuum.roborock"] },
    { text: "consommation", first: ["sensor.linky_energy"], finds: ["sensor.linky_power"] },
    { text: "co2", first: ["sensor.salon_co2"], not: ["switch.coffee_machine"] },
    { text: "ac", first: ["climate.kueche"], not: ["scene.good_night", "switch.coffee_machine"] },
    { text: "hot water", first: ["water_heater.ballon"] },
    { text: "chauffe-eau", first: ["water_heater.ballon"] },
    { text: "caméras", first: ["camera.entree"], finds: ["camera.garden", "camera.lea"] },
    { text: "batteries", first: ["sensor.car_battery"], finds: ["sensor.hue_attic_battery"] },
    { text: "portail", first: ["cover.gate"], not: ["cover.garage_door"] },
    { text: "météo", first: ["weather.home"] },
    { text: "interrupteurs cuisine", first: ["switch.kettle", "switch.coffee_machine"] },
    { text: "pluie", first: ["sensor.rain"] },
  ],
  "another spelling": [
    { text: "küche licht", first: grannysLights },
    { text: "kuche licht", first: grannysLights },
    { text: "kueche licht", first: grannysLights },
    { text: "KÜCHE LICHT", first: grannysLights },
    { text: "heizung kuche", first: ["climate.kueche"] },
    { text: "fenster strasse", first: ["binary_sensor.kueche_fenster"] },
    { text: "livingroom lamp", first: ["light.salon_lamp"] },
    { text: "wi-fi", first: ["sensor.shelly_kitchen_signal"] },
    { text: "CO₂ Salon", first: ["sensor.salon_co2"] },
  ],
  "typing mistakes": [
    { text: "kichen lihgt", first: kitchenLights },
    { text: "termostat", first: ["climate.salon"] },
    { text: "tempreature salon", first: ["sensor.salon_temperature"] },
    { text: "plafonier léa", first: ["light.lea_plafonnier"] },
    { text: "ventilatuer", first: ["fan.salon", "fan.bathroom"] },
    { text: "atic moton", first: ["binary_sensor.hue_attic_motion"] },
    { text: "guirlnade", first: ["light.terrasse"] },
  ],
  "a beginning": [
    { text: "temp salon", first: ["sensor.salon_temperature"] },
    { text: "guir", first: ["light.terrasse"] },
    { text: "robo", first: ["vacuum.roborock"] },
    { text: "bath", first: ["binary_sensor.bathroom_leak"], not: ["light.garden_path"] },
  ],
  "a label, a device or a maker": [
    { text: "noel", first: ["light.sapin", "light.terrasse"] },
    { text: "children lights", first: ["light.lea_plafonnier", "light.lea_veilleuse"] },
    { text: "station meteo", first: ["sensor.outdoor_temperature", "sensor.rain", "sensor.wind"] },
    { text: "shelly", first: ["cover.kitchen_blind"] },
    { text: "signify motion", first: ["binary_sensor.hue_attic_motion"] },
  ],
  "words that nothing answers": [
    { text: "turn off the kitchen lamp", first: kitchenLights, not: ["light.garage"] },
    { text: "purple volet 2 please", first: ["cover.salon_volet_2"], not: ["cover.salon_volet_1"] },
    { text: "unicorn in the garage light", first: ["light.garage"], not: ["light.attic"] },
  ],
};
