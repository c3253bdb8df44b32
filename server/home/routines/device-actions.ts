import type { Step } from "../home.ts";
import { text, type Fields } from "../wire.ts";
import { readTarget, type Names } from "./targets.ts";

interface Meaning {
  readonly service: string;
  /** Fields of the action that the service is given, by the service's names for them. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly data?: Fields;
}

const services = (domain: string, byType: Readonly<Record<string, string>>) =>
  Object.entries(byType).map(([type, service]): [string, Meaning] => [
    `${domain}.${type}`,
    { service: `${domain}.${service}` },
  ]);

const switched = ["fan", "humidifier", "light", "remote", "switch", "water_heater"].flatMap(
  (domain) => services(domain, { turn_on: "turn_on", turn_off: "turn_off", toggle: "toggle" }),
);

/** By domain and type of the action: what Home Assistant calls for it. */
const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...switched,
  [
    "light.turn_on",
    { service: "light.turn_on", fields: { brightness_pct: "brightness_pct", flash: "flash" } },
  ],
  ["light.brightness_increase", { service: "light.turn_on", data: { brightness_step_pct: 10 } }],
  ["light.brightness_decrease", { service: "light.turn_on", data: { brightness_step_pct: -10 } }],
  ["light.flash", { service: "light.turn_on", fields: { flash: "flash" } }],
  ...services("lock", { lock: "lock", unlock: "unlock", open: "open" }),
  ...services("cover", {
    open: "open_cover",
    close: "close_cover",
    stop: "stop_cover",
    open_tilt: "open_cover_tilt",
    close_tilt: "close_cover_tilt",
  }),
  ["cover.set_position", { service: "cover.set_cover_position", fields: { position: "position" } }],
  [
    "cover.set_tilt_position",
    { service: "cover.set_cover_tilt_position", fields: { position: "tilt_position" } },
  ],
  ...services("alarm_control_panel", {
    arm_away: "alarm_arm_away",
    arm_home: "alarm_arm_home",
    arm_night: "alarm_arm_night",
    arm_vacation: "alarm_arm_vacation",
    disarm: "alarm_disarm",
    trigger: "alarm_trigger",
  }),
  [
    "climate.set_hvac_mode",
    { service: "climate.set_hvac_mode", fields: { hvac_mode: "hvac_mode" } },
  ],
  [
    "climate.set_preset_mode",
    { service: "climate.set_preset_mode", fields: { preset_mode: "preset_mode" } },
  ],
  [
    "humidifier.set_humidity",
    { service: "humidifier.set_humidity", fields: { humidity: "humidity" } },
  ],
  ["humidifier.set_mode", { service: "humidifier.set_mode", fields: { mode: "mode" } }],
  ...services("button", { press: "press" }),
  ["number.set_value", { service: "number.set_value", fields: { value: "value" } }],
  ["text.set_value", { service: "text.set_value", fields: { value: "value" } }],
  ["select.select_option", { service: "select.select_option", fields: { option: "option" } }],
  ...services("select", { select_first: "select_first", select_last: "select_last" }),
  ["select.select_next", { service: "select.select_next", fields: { cycle: "cycle" } }],
  ["select.select_previous", { service: "select.select_previous", fields: { cycle: "cycle" } }],
  ...services("vacuum", { clean: "start", dock: "return_to_base" }),
]);

/** What an action on a device calls. Those of integrations that keep their own are not known. */
export function deviceStep(action: Fields, names: Names): Step {
  const { domain, type, device_id, entity_id } = action;
  const kind = `${text(domain) ?? ""}.${text(type) ?? ""}`;
  // Its service bears the phone's name; the device says which phone.
  if (kind === "mobile_app.notify") return notification(device_id, action, names);
  const meaning = meanings.get(kind);
  if (meaning === undefined)
    return { kind: "unknown", why: "one of its steps is an action of a device that is not known" };
  const target = readTarget([{ entity_id }], names);
  if (target?.entity_id === undefined)
    return { kind: "unknown", why: "one of its steps acts on a device's entity that is not known" };
  const data = { ...meaning.data, ...given(action, meaning.fields ?? {}) };
  return { kind: "service", service: meaning.service, target, data };
}

function notification(device_id: unknown, action: Fields, names: Names): Step {
  const target = readTarget([{ device_id }], names);
  if (target === undefined)
    return { kind: "unknown", why: "one of its steps tells a phone that is not known" };
  const data = given(action, { title: "title", message: "message", data: "data" });
  return { kind: "service", service: "notify.mobile_app", target, data };
}

const given = (action: Fields, names: Readonly<Record<string, string>>): Fields =>
  Object.fromEntries(
    Object.entries(names).flatMap(([from, to]) =>
      action[from] === undefined ? [] : [[to, action[from]]],
    ),
  );
