// Fields and services that set the same thing in other words: a limit on one is a limit on all.

export interface Family {
  readonly services: readonly string[];
  /** The fields, and how much of the family's unit one of theirs is. */
  readonly units: Readonly<Record<string, number>>;
  /** Fields that set it without saying to what. */
  readonly vague?: readonly string[];
  /** Services that set it to this. */
  readonly fixed?: Readonly<Record<string, number>>;
  /** Services that move it without saying where to. */
  readonly moving?: readonly string[];
}

const position = (domain: string, set: string): Family => ({
  services: [`${domain}.set_${set}_position`],
  units: { position: 1 },
  fixed: { [`${domain}.open_${set}`]: 100, [`${domain}.close_${set}`]: 0 },
  moving: [`${domain}.toggle`, `${domain}.stop_${set}`],
});

const choice = (domain: string): Family => ({
  services: [`${domain}.select_option`],
  units: { option: 1 },
  moving: ["first", "last", "next", "previous"].map((which) => `${domain}.select_${which}`),
});

const families: readonly Family[] = [
  {
    services: ["light.turn_on", "light.toggle"],
    units: { brightness_pct: 1, brightness: 100 / 255, white: 100 / 255 },
    vague: ["brightness_step", "brightness_step_pct", "profile"],
  },
  {
    services: ["climate.set_temperature"],
    units: { temperature: 1, target_temp_high: 1, target_temp_low: 1 },
  },
  {
    services: ["water_heater.set_temperature"],
    units: { temperature: 1, target_temp_high: 1, target_temp_low: 1 },
  },
  {
    services: ["fan.set_percentage", "fan.turn_on"],
    units: { percentage: 1 },
    moving: ["fan.increase_speed", "fan.decrease_speed"],
  },
  {
    services: ["media_player.volume_set"],
    units: { volume_level: 1 },
    moving: ["media_player.volume_up", "media_player.volume_down"],
  },
  {
    services: ["input_number.set_value"],
    units: { value: 1 },
    moving: ["input_number.increment", "input_number.decrement"],
  },
  {
    services: ["counter.set_value"],
    units: { value: 1 },
    moving: ["counter.increment", "counter.decrement", "counter.reset"],
  },
  {
    services: ["cover.set_cover_tilt_position"],
    units: { tilt_position: 1 },
    fixed: { "cover.open_cover_tilt": 100, "cover.close_cover_tilt": 0 },
    moving: ["cover.toggle_cover_tilt", "cover.stop_cover_tilt"],
  },
  position("cover", "cover"),
  position("valve", "valve"),
  choice("select"),
  choice("input_select"),
];

/** Whether a pattern of a limit is about a service: "light.turn_on", "light.*" or "*". */
export const isAbout = (pattern: string, service: string): boolean =>
  pattern === "*" ||
  pattern === service ||
  (pattern.endsWith(".*") && service.startsWith(pattern.slice(0, -1)));

/** The family of a service whose limits are about this field, and its unit there; undefined: the field
 * stands alone. */
export function familyOf(
  pattern: string,
  field: string,
  service: string,
): { readonly family: Family; readonly own: number } | undefined {
  for (const family of families) {
    const own = family.units[field];
    if (own === undefined || !family.services.some((one) => isAbout(pattern, one))) continue;
    const { services, fixed = {}, moving = [] } = family;
    if ([...services, ...Object.keys(fixed), ...moving].includes(service)) return { family, own };
  }
  return undefined;
}
