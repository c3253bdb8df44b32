import type { Entity } from "../home/home.ts";
import { withoutPassword } from "./passwords.ts";

/** What entities are, not what they show: it does not change by acting. */
const lasting = new Set([
  ...["friendly_name", "icon", "entity_picture", "entity_picture_local", "attribution"],
  ...["supported_features", "supported_color_modes", "device_class", "unit_of_measurement"],
  ...["options", "effect_list", "source_list", "sound_mode_list", "hvac_modes", "fan_modes"],
  ...["preset_modes", "swing_modes", "swing_horizontal_modes", "available_modes", "min", "max"],
  ...["step", "mode", "min_temp", "max_temp", "target_temp_step", "min_humidity", "max_humidity"],
  ...["min_color_temp_kelvin", "max_color_temp_kelvin", "restored", "editable", "assumed_state"],
]);

/** An entity as the audit keeps it before and after an act: enough to see what changed, and to put it back. */
export function stateToKeep(entity: Entity): Readonly<Record<string, unknown>> {
  const { state, attributes } = withoutPassword(entity);
  const kept = Object.entries(attributes).filter(
    ([name, value]) => !lasting.has(name) && value !== null,
  );
  return { state, ...Object.fromEntries(kept) };
}

/** States by entity id. */
export const statesToKeep = (entities: Iterable<Entity>): Readonly<Record<string, unknown>> =>
  Object.fromEntries([...entities].map((entity) => [entity.entity_id, stateToKeep(entity)]));
