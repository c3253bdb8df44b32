import type { Entity } from "../../home/home.ts";
import { lookUp } from "../look-up.ts";
import { inHomeTime } from "../reading.ts";

/** What people ask of each kind of entity; the rest is there on request. */
const usefulKeys: Readonly<Record<string, string>> = {
  alarm_control_panel: "changed_by code_format",
  automation: "last_triggered mode current",
  calendar: "message description start_time end_time all_day location",
  climate:
    "current_temperature temperature target_temp_low target_temp_high current_humidity humidity hvac_action hvac_modes preset_mode fan_mode",
  cover: "current_position current_tilt_position",
  device_tracker: "source_type battery_level",
  fan: "percentage preset_mode oscillating direction",
  humidifier: "humidity current_humidity mode action",
  input_number: "min max step",
  input_select: "options",
  lawn_mower: "battery_level",
  light: "brightness color_temp_kelvin rgb_color effect",
  lock: "changed_by",
  media_player:
    "media_title media_artist media_album_name app_name source volume_level is_volume_muted group_members",
  number: "min max step",
  person: "source",
  remote: "current_activity",
  scene: "entity_id",
  script: "last_triggered",
  select: "options",
  sun: "next_rising next_setting elevation",
  timer: "duration remaining finishes_at",
  update: "installed_version latest_version title in_progress",
  vacuum: "battery_level fan_speed status",
  valve: "current_position",
  water_heater: "current_temperature temperature operation_mode away_mode",
  weather: "temperature temperature_unit humidity wind_speed wind_speed_unit pressure uv_index",
};

/** Also useful of any entity; `entity_id` names the members of a group. */
const alwaysUseful = ["entity_id", "battery_level", "options"];
/** Said elsewhere in the answer. */
const saidElsewhere = new Set(["friendly_name", "unit_of_measurement", "device_class"]);
const maxText = 1_000;
const maxItems = 50;
const maxKeys = 100;

/** The attributes that people ask for, or all; bounded, with times in the home's own time. */
export function readAttributes(
  { domain, attributes }: Entity,
  isAll: boolean,
  timeZone: string,
): Record<string, unknown> {
  const keys = isAll
    ? Object.keys(attributes).filter((key) => !saidElsewhere.has(key))
    : [...new Set([...(lookUp(usefulKeys, domain)?.split(" ") ?? []), ...alwaysUseful])];
  return Object.fromEntries(
    keys
      .filter((key) => Object.hasOwn(attributes, key) && attributes[key] !== null)
      .slice(0, maxKeys)
      .map((key) => [key, bounded(attributes[key], timeZone, 0)]),
  );
}

function bounded(value: unknown, timeZone: string, depth: number): unknown {
  if (typeof value === "string")
    return value.length > maxText ? `${value.slice(0, maxText)}…` : inHomeTime(value, timeZone);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= 3) return "…";
  if (Array.isArray(value)) {
    const kept = value.slice(0, maxItems).map((item) => bounded(item, timeZone, depth + 1));
    return value.length > maxItems ? [...kept, "…"] : kept;
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, maxItems)
      .map(([key, item]) => [key, bounded(item, timeZone, depth + 1)]),
  );
}
