// A house of three floors, where a couple speaks English and French, and grandmother has a kitchen of her own.
import type { Area, Device, Entity, Floor, Label, Snapshot } from "../../server/home/home.ts";

const floors: readonly Floor[] = [
  { floor_id: "ground", name: "Ground floor", aliases: ["Rez-de-chaussée"], level: 0 },
  { floor_id: "first", name: "First floor", aliases: ["Premier"], level: 1 },
  { floor_id: "top", name: "Attic floor", aliases: ["Combles"], level: 2 },
];

const area = (
  area_id: string,
  name: string,
  floor_id?: string,
  aliases: readonly string[] = [],
): Area => ({
  area_id,
  name,
  aliases,
  labels: [],
  ...(floor_id === undefined ? {} : { floor_id }),
});

const areas: readonly Area[] = [
  area("kitchen", "Kitchen", "ground"),
  area("salon", "Salon", "ground", ["Living room"]),
  area("entree", "Entrée", "ground"),
  area("garage", "Garage", "ground"),
  area("kueche", "Küche", "ground", ["Oma"]),
  area("parents", "Chambre parents", "first"),
  area("lea", "Chambre de Léa", "first"),
  area("guest", "Guest room", "first"),
  area("bathroom", "Bathroom", "first", ["Salle de bain"]),
  area("hallway", "Hallway", "first"),
  area("attic", "Attic", "top"),
  area("bureau", "Bureau", "top"),
  area("garden", "Garden", undefined, ["Jardin"]),
  area("terrasse", "Terrasse"),
];

const device = (device_id: string, name: string, manufacturer: string): Device => ({
  device_id,
  name,
  manufacturer,
  labels: [],
  disabled: false,
});

const devices: readonly Device[] = [
  device("hue_attic", "Attic motion sensor", "Signify"),
  device("aqara_bath", "Bathroom climate sensor", "Aqara"),
  device("netatmo", "Station météo", "Netatmo"),
  device("shelly_kitchen", "Shelly Plus 2PM", "Shelly"),
  device("roborock", "Roborock S7", "Roborock"),
  device("linky", "Compteur Linky", "Enedis"),
  device("lave_linge", "Lave-linge", "Bosch"),
  device("tablet", "Wall tablet", "Lenovo"),
];

const labels: readonly Label[] = [
  { label_id: "noel", name: "Noël" },
  { label_id: "night_mode", name: "Night mode" },
  { label_id: "children", name: "Children" },
];

// entity_id | name | area | then what it has: class=, device=, alias=, label=, state=, diagnostic, config, hidden
const table = `
light.kitchen_ceiling | Kitchen ceiling | kitchen | state=on
light.kitchen_worktop | Worktop | kitchen | alias=Plan de travail
light.kitchen_island | Island lamp | kitchen | label=night_mode
cover.kitchen_blind | Kitchen blind | kitchen | class=blind | device=shelly_kitchen
sensor.kitchen_temperature | Kitchen temperature | kitchen | class=temperature | state=21.4
sensor.kitchen_humidity | Kitchen humidity | kitchen | class=humidity
binary_sensor.kitchen_smoke | Smoke detector | kitchen | class=smoke
binary_sensor.kitchen_leak | Under the sink | kitchen | class=moisture
binary_sensor.kitchen_window | Kitchen window | kitchen | class=window
switch.coffee_machine | Coffee machine | kitchen | alias=Cafetière
switch.kettle | Bouilloire | kitchen | class=outlet
sensor.dishwasher_power | Lave-vaisselle puissance | kitchen | class=power
sensor.shelly_kitchen_signal | Kitchen blind signal strength | kitchen | class=signal_strength | device=shelly_kitchen | diagnostic
update.shelly_kitchen | Kitchen blind firmware | kitchen | device=shelly_kitchen | config
media_player.kitchen_radio | Kitchen radio | kitchen | class=speaker
light.salon_plafonnier | Plafonnier | salon | state=on
light.salon_lampadaire | Lampadaire | salon | alias=Floor lamp
light.salon_lamp | Lamp | salon
light.sapin | Sapin | salon | label=noel
cover.salon_volet_1 | Volet 1 | salon | class=shutter
cover.salon_volet_2 | Volet 2 | salon | class=shutter
cover.salon_volet_10 | Volet 10 | salon | class=shutter
cover.salon_rideau | Rideaux | salon | class=curtain
climate.salon | Thermostat salon | salon
media_player.salon_tv | Télévision | salon | class=tv
media_player.salon_sonos | Sonos Beam | salon | class=speaker
sensor.salon_temperature | Température salon | salon | class=temperature
sensor.salon_co2 | CO₂ salon | salon | class=carbon_dioxide
binary_sensor.salon_presence | Présence salon | salon | class=occupancy
binary_sensor.salon_baie | Baie vitrée | salon | class=door
fan.salon | Ventilateur | salon
remote.salon | Télécommande salon | salon
light.entree | Lumière entrée | entree
lock.front_door | Front door | entree | alias=Porte d'entrée
binary_sensor.front_door | Front door contact | entree | class=door
sensor.front_door_battery | Front door battery | entree | class=battery | diagnostic
event.doorbell | Sonnette | entree | class=doorbell
camera.entree | Caméra entrée | entree
alarm_control_panel.house | Alarme maison | entree
binary_sensor.entree_motion | Mouvement entrée | entree | class=motion
cover.garage_door | Garage door | garage | class=garage
light.garage | Garage light | garage
sensor.car_battery | Car battery level | garage | class=battery
switch.car_charger | Car charger | garage
sensor.washer_power | Lave-linge puissance | garage | class=power | device=lave_linge
binary_sensor.washer_done | Lave-linge terminé | garage | device=lave_linge
valve.water_main | Arrivée d'eau | garage
water_heater.ballon | Ballon d'eau chaude | garage
sensor.linky_energy | Consommation du jour | garage | class=energy | device=linky
sensor.linky_power | Puissance instantanée | garage | class=power | device=linky
light.kueche_decke | Deckenlicht | kueche
light.kueche_tisch | Tischlampe | kueche
climate.kueche | Heizung Küche | kueche
sensor.kueche_temperatur | Temperatur Küche | kueche | class=temperature
binary_sensor.kueche_fenster | Fenster Straße | kueche | class=window
light.parents_plafonnier | Plafonnier chambre | parents
light.parents_chevet_gauche | Chevet gauche | parents | alias=Claire's bedside lamp
light.parents_chevet_droite | Chevet droite | parents | alias=Tom's bedside lamp
cover.parents_volet | Volet chambre | parents | class=shutter
climate.parents | Radiateur chambre | parents
sensor.parents_temperature | Température chambre | parents | class=temperature
binary_sensor.parents_fenetre | Fenêtre chambre | parents | class=window
binary_sensor.bed | Bed occupancy | parents | class=occupancy
media_player.parents_nest | Nest Mini | parents | class=speaker
light.lea_plafonnier | Plafonnier Léa | lea | label=children
light.lea_veilleuse | Veilleuse | lea | label=children;night_mode
cover.lea_store | Store Léa | lea | class=shade
sensor.lea_temperature | Température Léa | lea | class=temperature
sensor.lea_humidity | Humidité Léa | lea | class=humidity
camera.lea | Babyphone | lea
climate.lea | Radiateur Léa | lea
light.guest_lamp | Lamp | guest
light.guest_wardrobe | Wardrobe | guest
cover.guest_blind | Guest room blind | guest | class=blind
climate.guest | Guest room radiator | guest
sensor.guest_temperature | Guest room temperature | guest | class=temperature
binary_sensor.guest_window | Guest room window | guest | class=window
light.bathroom_mirror | Mirror light | bathroom | alias=Miroir
light.bathroom_shower | Shower spots | bathroom
fan.bathroom | Extractor fan | bathroom | alias=VMC
sensor.bathroom_temperature | Bathroom climate sensor Temperature | bathroom | class=temperature | device=aqara_bath
sensor.bathroom_humidity | Bathroom climate sensor Humidity | bathroom | class=humidity | device=aqara_bath
sensor.bathroom_battery | Bathroom climate sensor Battery | bathroom | class=battery | device=aqara_bath | diagnostic
climate.bathroom_towel | Sèche-serviettes | bathroom
binary_sensor.bathroom_leak | Bathroom leak | bathroom | class=moisture
light.hallway | Hallway light | hallway
light.stairs | Stairs | hallway | alias=Escalier
binary_sensor.hallway_motion | Hallway motion | hallway | class=motion
binary_sensor.hallway_smoke | Hallway smoke detector | hallway | class=smoke
vacuum.roborock | Roborock S7 | hallway | device=roborock
sensor.roborock_battery | Roborock S7 Battery | hallway | class=battery | device=roborock | diagnostic
light.attic | Attic light | attic
binary_sensor.hue_attic_motion | Attic motion sensor Motion | attic | class=motion | device=hue_attic
sensor.hue_attic_illuminance | Attic motion sensor Illuminance | attic | class=illuminance | device=hue_attic
sensor.hue_attic_temperature | Attic motion sensor Temperature | attic | class=temperature | device=hue_attic
sensor.hue_attic_battery | Attic motion sensor Battery | attic | class=battery | device=hue_attic | diagnostic
automation.attic_motion_light | Attic motion light | attic
light.bureau | Lampe de bureau | bureau
light.bureau_strip | LED strip | bureau
switch.bureau_pc | PC | bureau | class=outlet
switch.bureau_screens | Écrans | bureau | class=outlet
sensor.bureau_temperature | Température bureau | bureau | class=temperature
climate.bureau | Clim bureau | bureau
cover.bureau_velux | Velux | bureau | class=window
binary_sensor.bureau_motion | Bureau motion | bureau | class=motion
light.garden_path | Garden path | garden
light.garden_spots | Spots jardin | garden
switch.garden_pump | Pump | garden | alias=Pompe
switch.irrigation | Arrosage | garden | alias=Sprinkler
lawn_mower.husqvarna | Automower | garden
camera.garden | Garden camera | garden
binary_sensor.gate | Gate contact | garden | class=opening
cover.gate | Portail | garden | class=gate
sensor.outdoor_temperature | Outdoor temperature | garden | class=temperature | device=netatmo
sensor.rain | Pluie | garden | class=precipitation | device=netatmo
sensor.wind | Vent | garden | class=wind_speed | device=netatmo
light.terrasse | Guirlande | terrasse | label=noel
cover.terrasse_store | Store banne | terrasse | class=awning
weather.home | Météo maison
person.claire | Claire
person.tom | Tom
device_tracker.tom_phone | Tom's phone
sun.sun | Sun
scene.movie | Movie night
scene.good_night | Bonne nuit
script.leave | Leaving home
automation.shutters | Fermer les volets le soir
input_boolean.guest_mode | Guest mode
input_boolean.hidden_helper | Kitchen light helper | kitchen | hidden
input_number.target | Target temperature
timer.laundry | Laundry timer
todo.shopping | Shopping list | | alias=Courses
calendar.family | Family calendar
sensor.tablet_battery | Wall tablet Battery | kitchen | class=battery | device=tablet | diagnostic
select.tablet_mode | Wall tablet Mode | kitchen | device=tablet | config
`;

function parseEntity(line: string): Entity {
  const [entity_id = "", name = "", area_id = "", ...extras] = line
    .split("|")
    .map((cell) => cell.trim());
  const value = (key: string): string | undefined =>
    extras.find((extra) => extra.startsWith(`${key}=`))?.slice(key.length + 1);
  const list = (key: string): readonly string[] => value(key)?.split(";") ?? [];
  const floor_id = areas.find((known) => known.area_id === area_id)?.floor_id;
  const device_id = value("device");
  const device_class = value("class");
  const category = (["config", "diagnostic"] as const).find((word) => extras.includes(word));
  return {
    entity_id,
    state: value("state") ?? "off",
    attributes: { friendly_name: name },
    last_changed: 0,
    last_updated: 0,
    context_id: "",
    domain: entity_id.slice(0, entity_id.indexOf(".")),
    name,
    aliases: list("alias"),
    labels: list("label"),
    hidden: extras.includes("hidden"),
    replaced: false,
    exposed: true,
    ...(area_id === "" ? {} : { area_id }),
    ...(floor_id === undefined ? {} : { floor_id }),
    ...(device_id === undefined ? {} : { device_id }),
    ...(device_class === undefined ? {} : { device_class }),
    ...(category === undefined ? {} : { category }),
  };
}

export const entities: readonly Entity[] = table.trim().split("\n").map(parseEntity);

const byId = <T>(items: readonly T[], idOf: (item: T) => string): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [idOf(item), item]));

/** The house as a mirror has it, with these entities and no others. */
export function snapshotOf(inHouse: readonly Entity[] = entities): Snapshot & {
  readonly entities: Map<string, Entity>;
} {
  return {
    config: {
      version: "2026.11.0",
      location_name: "Maison",
      time_zone: "Europe/Paris",
      language: "en",
      unit_system: {},
      recovery_mode: false,
      safe_mode: false,
    },
    entities: new Map(inHouse.map((entity) => [entity.entity_id, entity])),
    areas: byId(areas, (item) => item.area_id),
    floors: byId(floors, (item) => item.floor_id),
    devices: byId(devices, (item) => item.device_id),
    labels: byId(labels, (item) => item.label_id),
    categories: new Map(),
    services: new Map(),
    registryVersion: 1,
  };
}
