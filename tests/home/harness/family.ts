// What the Martins have done with their home: data for furnish.ts. The devices are those of Home
// Assistant's demo and kitchen_sink integrations.

export const floors = [
  { name: "Cellar", level: -1, aliases: ["Sous-sol"] },
  { name: "Ground Floor", level: 0, aliases: ["Rez-de-chaussée", "downstairs"] },
  { name: "First Floor", level: 1, aliases: ["Étage", "upstairs"] },
] as const;

export const labels = [
  { name: "Night", icon: "mdi:weather-night", color: "indigo" },
  { name: "Sensitive", description: "Ask before touching.", color: "red" },
  { name: "Holidays", color: "#ffb300" },
] as const;

export interface AreaPlan {
  readonly name: string;
  readonly floor?: (typeof floors)[number]["name"];
  readonly aliases?: readonly string[];
  readonly labels?: readonly string[];
}

/** Living Room, Kitchen and Bedroom are there since the first minute. */
export const areas: readonly AreaPlan[] = [
  { name: "Living Room", floor: "Ground Floor", aliases: ["Salon", "Lounge"] },
  { name: "Kitchen", floor: "Ground Floor", aliases: ["Cuisine"] },
  { name: "Entrance", floor: "Ground Floor", aliases: ["Entrée", "Hall"], labels: ["Sensitive"] },
  { name: "Garage", floor: "Ground Floor", labels: ["Sensitive"] },
  { name: "Bedroom", floor: "First Floor", aliases: ["Chambre des parents"], labels: ["Night"] },
  { name: "Léa's Room", floor: "First Floor", aliases: ["Chambre de Léa"], labels: ["Night"] },
  { name: "Office", floor: "First Floor", aliases: ["Bureau", "Study"] },
  { name: "Bathroom", floor: "First Floor", aliases: ["Salle de bain"] },
  { name: "Laundry", floor: "Cellar", aliases: ["Buanderie"] },
  { name: "Garden", aliases: ["Jardin", "Outside"] },
];

export interface Placement {
  readonly entity_id: string;
  readonly area?: string;
  readonly name?: string;
  readonly aliases?: readonly string[];
  readonly labels?: readonly string[];
  readonly hidden?: boolean;
  readonly disabled?: boolean;
}

/** With a device it is the device that is placed and named, else the entity. */
export const placements: readonly Placement[] = [
  { entity_id: "light.ceiling_lights", area: "Living Room", name: "Living Room Ceiling" },
  { entity_id: "light.living_room_rgbww_lights", area: "Living Room", name: "Reading Lamp" },
  { entity_id: "light.kitchen_lights", area: "Kitchen", aliases: ["Plan de travail"] },
  { entity_id: "light.bed_light", area: "Bedroom", aliases: ["Lampe de chevet"] },
  { entity_id: "light.entrance_color_white_lights", area: "Entrance", name: "Entrance Lights" },
  { entity_id: "light.office_rgbw_lights", area: "Office", name: "Desk Lamp" },
  { entity_id: "switch.decorative_lights", area: "Garden", labels: ["Holidays"] },
  { entity_id: "switch.ac", area: "Bedroom", name: "Air Conditioner", aliases: ["Clim"] },
  { entity_id: "cover.garage_door", area: "Garage", labels: ["Sensitive"] },
  { entity_id: "cover.hall_window", area: "Entrance" },
  { entity_id: "cover.kitchen_window", area: "Kitchen" },
  { entity_id: "cover.living_room_window", area: "Living Room" },
  { entity_id: "cover.pergola_roof", area: "Garden" },
  { entity_id: "climate.heatpump", area: "Living Room", name: "Heat Pump" },
  { entity_id: "climate.ecobee", area: "Bedroom", name: "Bedroom Thermostat" },
  { entity_id: "climate.hvac", area: "Office", name: "Office Air" },
  { entity_id: "fan.ceiling_fan", area: "Léa's Room", name: "Léa's Fan" },
  { entity_id: "fan.living_room_fan", area: "Living Room" },
  { entity_id: "lock.basic_lock", area: "Garage", name: "Garage Side Door" },
  { entity_id: "alarm_control_panel.security", area: "Entrance", labels: ["Sensitive"] },
  { entity_id: "binary_sensor.basement_floor_wet", area: "Laundry", name: "Water Leak" },
  { entity_id: "binary_sensor.movement_backyard", area: "Garden" },
  { entity_id: "sensor.outside_temperature", area: "Garden" },
  { entity_id: "sensor.outside_humidity", area: "Garden" },
  { entity_id: "sensor.carbon_monoxide", area: "Laundry" },
  { entity_id: "sensor.power_consumption", area: "Laundry", name: "Washing Machine" },
  { entity_id: "switch.power_strip_with_2_sockets_outlet_1", area: "Office", name: "Printer" },
  { entity_id: "vacuum.demo_vacuum_0_ground_floor", area: "Living Room", name: "Robot" },
  { entity_id: "valve.front_garden", area: "Garden" },
  { entity_id: "valve.back_garden", area: "Garden", labels: ["Holidays"] },
  { entity_id: "water_heater.demo_water_heater", area: "Bathroom", name: "Boiler" },
  { entity_id: "text.text", hidden: true },
  { entity_id: "lock.openable_lock", hidden: true },
  { entity_id: "light.attic_lamps", area: "Office" },
  { entity_id: "number.pwm_1", disabled: true },
];

/** What Assist may use, where it differs from Home Assistant's own choice. */
export const exposure = [
  { should_expose: true, entity_ids: ["sensor.power_consumption", "lock.front_door"] },
  { should_expose: false, entity_ids: ["switch.ac", "cover.garage_door"] },
] as const;

export const helpers = [
  { type: "input_boolean/create", name: "Guest Mode", icon: "mdi:account-group" },
  { type: "input_boolean/create", name: "On Vacation" },
  { type: "input_number/create", name: "Night Temperature", min: 14, max: 21, step: 0.5 },
  { type: "input_select/create", name: "House Mode", options: ["Home", "Away", "Night"] },
  { type: "input_text/create", name: "Note on the Fridge" },
  { type: "input_datetime/create", name: "Wake Up", has_date: false, has_time: true },
  { type: "counter/create", name: "Coffees", step: 1 },
  { type: "timer/create", name: "Pasta", duration: "00:09:00" },
  { type: "zone/create", name: "School", latitude: 45.7701, longitude: 4.8291, radius: 120 },
  { type: "person/create", name: "Léa", device_trackers: ["device_tracker.demo_home_boy"] },
] as const;

/** Integrations that a person adds with a press of a button. */
export const integrations = ["shopping_list"] as const;

/** A script that was clicked together: it names the device, whose id is another in every home. */
export const deviceScript = {
  key: "let_the_air_in",
  alias: "Let the air in",
  entity_id: "cover.garage_door",
  domain: "cover",
  type: "open",
} as const;

export const automationCategory = {
  name: "Safety",
  entity_ids: ["automation.water_in_the_laundry", "automation.garage_left_open"],
} as const;
