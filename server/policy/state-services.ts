/** A service that brings a state about, and what it is called with. */
export interface Bringing {
  readonly service: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Ways {
  /** By the state that is brought about; all of them are what could be when it is not known. */
  readonly states: Readonly<Record<string, readonly string[]>>;
  /** Attribute -> the service that sets it, and the name that service has for it. */
  readonly attributes?: Readonly<Record<string, readonly [service: string, field: string]>>;
  /** For states that are values: the service that sets any of them, and the field it takes it in. */
  readonly value?: readonly [service: string, field: string];
}

const onOff = { states: { on: ["turn_on"], off: ["turn_off"] } } as const satisfies Ways;

const table = new Map<string, Ways>(
  Object.entries({
    alarm_control_panel: {
      states: {
        armed_away: ["alarm_arm_away"],
        armed_custom_bypass: ["alarm_arm_custom_bypass"],
        armed_home: ["alarm_arm_home"],
        armed_night: ["alarm_arm_night"],
        armed_vacation: ["alarm_arm_vacation"],
        disarmed: ["alarm_disarm"],
        triggered: ["alarm_trigger"],
      },
    },
    alert: onOff,
    automation: onOff,
    climate: {
      states: { off: ["set_hvac_mode", "turn_off"], on: ["turn_on"] },
      attributes: {
        temperature: ["set_temperature", "temperature"],
        target_temp_high: ["set_temperature", "target_temp_high"],
        target_temp_low: ["set_temperature", "target_temp_low"],
        preset_mode: ["set_preset_mode", "preset_mode"],
        fan_mode: ["set_fan_mode", "fan_mode"],
        swing_mode: ["set_swing_mode", "swing_mode"],
        swing_horizontal_mode: ["set_swing_horizontal_mode", "swing_horizontal_mode"],
        humidity: ["set_humidity", "humidity"],
      },
      value: ["set_hvac_mode", "hvac_mode"],
    },
    counter: { states: {}, value: ["set_value", "value"] },
    cover: {
      states: {
        open: ["open_cover", "open_cover_tilt"],
        opening: ["open_cover", "open_cover_tilt"],
        closed: ["close_cover", "close_cover_tilt"],
        closing: ["close_cover", "close_cover_tilt"],
      },
      attributes: {
        current_position: ["set_cover_position", "position"],
        current_tilt_position: ["set_cover_tilt_position", "tilt_position"],
      },
    },
    fan: {
      ...onOff,
      attributes: {
        percentage: ["set_percentage", "percentage"],
        preset_mode: ["set_preset_mode", "preset_mode"],
        direction: ["set_direction", "direction"],
        oscillating: ["oscillate", "oscillating"],
      },
    },
    humidifier: {
      ...onOff,
      attributes: { humidity: ["set_humidity", "humidity"], mode: ["set_mode", "mode"] },
    },
    input_boolean: onOff,
    input_datetime: { states: {}, value: ["set_datetime", "datetime"] },
    input_number: { states: {}, value: ["set_value", "value"] },
    input_select: { states: {}, value: ["select_option", "option"] },
    input_text: { states: {}, value: ["set_value", "value"] },
    light: onOff,
    lock: {
      states: {
        locked: ["lock"],
        locking: ["lock"],
        unlocked: ["unlock"],
        unlocking: ["unlock"],
        open: ["open"],
        opening: ["open"],
      },
    },
    media_player: {
      states: {
        off: ["turn_off"],
        on: ["turn_on"],
        playing: ["turn_on", "media_play", "play_media"],
        buffering: ["turn_on", "media_play", "play_media"],
        paused: ["turn_on", "media_pause"],
        idle: ["turn_on", "media_stop"],
      },
      attributes: {
        volume_level: ["volume_set", "volume_level"],
        is_volume_muted: ["volume_mute", "is_volume_muted"],
        source: ["select_source", "source"],
        sound_mode: ["select_sound_mode", "sound_mode"],
        media_content_id: ["play_media", "media_content_id"],
      },
    },
    number: { states: {}, value: ["set_value", "value"] },
    remote: onOff,
    select: { states: {}, value: ["select_option", "option"] },
    siren: onOff,
    switch: onOff,
    text: { states: {}, value: ["set_value", "value"] },
    timer: { states: { active: ["start"], paused: ["pause"], idle: ["cancel"] } },
    vacuum: {
      states: {
        cleaning: ["start"],
        on: ["turn_on", "start"],
        returning: ["return_to_base"],
        docked: ["return_to_base"],
        idle: ["stop"],
        paused: ["pause"],
        off: ["turn_off"],
      },
      attributes: { fan_speed: ["set_fan_speed", "fan_speed"] },
    },
    valve: {
      states: {
        open: ["open_valve"],
        opening: ["open_valve"],
        closed: ["close_valve"],
        closing: ["close_valve"],
      },
      attributes: { current_position: ["set_valve_position", "position"] },
    },
    water_heater: {
      states: { on: ["turn_on"], off: ["turn_off"] },
      attributes: {
        temperature: ["set_temperature", "temperature"],
        away_mode: ["set_away_mode", "away_mode"],
        operation_mode: ["set_operation_mode", "operation_mode"],
      },
      value: ["set_operation_mode", "operation_mode"],
    },
  }),
);

/** Domains that a scene may list, and that no scene brings anywhere. */
const unmoved = new Set(
  (
    "binary_sensor button calendar camera device_tracker event image input_button person scene " +
    "script sensor stt sun tag todo tts update weather zone"
  ).split(" "),
);

/** The services that bring an entity of this domain into a state, as a scene does it; of a state that is
 * not known every service that could be. Undefined: nobody knows how this domain is brought anywhere. */
export function servicesForState(
  domain: string,
  state: string | undefined,
  attributes: Readonly<Record<string, unknown>>,
): readonly Bringing[] | undefined {
  if (unmoved.has(domain)) return [];
  const ways = table.get(domain);
  if (ways === undefined) return undefined;
  return [
    ...byState(ways, state).map(([service, own]) => ({ service, data: { ...attributes, ...own } })),
    ...byAttributes(ways, state, attributes),
  ].map(({ service, data }) => ({ service: `${domain}.${service}`, data }));
}

/** A state as YAML has it: on and off are true and false. */
export function stateInYaml(state: unknown): string | undefined {
  if (typeof state === "boolean") return state ? "on" : "off";
  return typeof state === "string" || typeof state === "number" ? String(state) : undefined;
}

type Call = readonly [service: string, data: Readonly<Record<string, unknown>>];

function byState({ states, value }: Ways, state: string | undefined): readonly Call[] {
  const known = state !== undefined && Object.hasOwn(states, state) ? states[state] : undefined;
  const byName = known ?? (value === undefined || state === undefined ? anyOf(states) : []);
  const setting: readonly Call[] =
    value === undefined ? [] : [[value[0], state === undefined ? {} : { [value[1]]: state }]];
  return [...byName.map((service) => [service, {}] as const), ...setting];
}

const anyOf = (states: Ways["states"]): readonly string[] => [
  ...new Set(Object.values(states).flat()),
];

function byAttributes(
  { attributes: known = {} }: Ways,
  state: string | undefined,
  attributes: Readonly<Record<string, unknown>>,
): readonly Bringing[] {
  return Object.entries(known)
    .filter(([attribute]) => state === undefined || attribute in attributes)
    .map(([attribute, [service, field]]) => ({
      service,
      data: attribute in attributes ? { ...attributes, [field]: attributes[attribute] } : {},
    }));
}
