// What the services of a home can do: the one table. What is not in it is unknown.

import type { Effect } from "../../shared/effects.ts";
import type { Entity } from "../home/home.ts";
import { domainOf } from "./domains.ts";
import { ownService } from "./handed-on.ts";
import { mayAskDevice, mayBeCommand, mayHoldCamera, mayNotBeZero } from "./risky-fields.ts";
import type { Risk } from "./rules.ts";

/** What risk needs to know of an entity. */
export type RiskFacts = Pick<
  Entity,
  | "entity_id"
  | "domain"
  | "device_class"
  | "category"
  | "replaced"
  | "platform"
  | "config_entry_id"
  | "name"
>;

export interface Outcome {
  readonly effect: Effect;
  readonly risk?: Risk;
}

/** One service on one entity; undefined: on none, or on one that is not known. */
export interface Subject {
  readonly entity: RiskFacts | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Fork {
  /** True also when it cannot be told. */
  readonly when: (subject: Subject) => boolean;
  readonly then: Outcome;
  readonly otherwise: Row;
}

export type Row = Outcome | Fork;

const act: Outcome = { effect: "execute" };
const look: Outcome = { effect: "read" };
const change: Outcome = { effect: "write" };

const risky = (risk: Risk, effect: Effect = "execute"): Outcome => ({ effect, risk });

const onlyWhen = (when: Fork["when"], then: Outcome, otherwise: Row = act): Fork => ({
  when,
  then,
  otherwise,
});

const isOfClass =
  (...classes: readonly string[]) =>
  ({ entity }: Subject) =>
    entity === undefined || classes.includes(entity.device_class ?? "");

const isDoor = isOfClass("garage", "gate", "door");
const opensDoor = onlyWhen(isDoor, risky("open_door"));
const opensDoorBy = (field: string) =>
  onlyWhen((subject) => isDoor(subject) && mayNotBeZero(subject.data[field]), risky("open_door"));

const rowsOf = (row: Row, domains: Readonly<Record<string, string>>): [string, Row][] =>
  Object.entries(domains).flatMap(([domain, services]) =>
    services.split(" ").map((service): [string, Row] => [`${domain}.${service}`, row]),
  );

const ordinary = rowsOf(act, {
  alarm_control_panel:
    "alarm_arm_home alarm_arm_away alarm_arm_night alarm_arm_vacation alarm_arm_custom_bypass",
  automation: "trigger turn_on turn_off toggle",
  calendar: "create_event",
  climate:
    "turn_on turn_off toggle set_hvac_mode set_preset_mode set_temperature set_humidity " +
    "set_fan_mode set_swing_mode set_swing_horizontal_mode",
  counter: "increment decrement reset set_value",
  cover: "close_cover stop_cover close_cover_tilt stop_cover_tilt",
  date: "set_value",
  datetime: "set_value",
  fan:
    "turn_on turn_off toggle increase_speed decrease_speed oscillate set_direction " +
    "set_percentage set_preset_mode",
  group: "turn_on turn_off toggle",
  humidifier: "turn_on turn_off toggle set_mode set_humidity",
  input_boolean: "turn_on turn_off toggle",
  input_button: "press",
  input_datetime: "set_datetime",
  input_number: "set_value increment decrement",
  input_select: "select_first select_last select_next select_option select_previous",
  input_text: "set_value",
  lawn_mower: "start_mowing pause dock stop",
  light: "turn_on turn_off toggle",
  lock: "lock",
  media_player:
    "turn_on turn_off toggle volume_up volume_down media_play_pause media_play media_pause " +
    "media_stop media_next_track media_previous_track clear_playlist volume_set volume_mute " +
    "media_seek join select_source select_sound_mode shuffle_set unjoin repeat_set",
  number: "set_value",
  persistent_notification: "create dismiss dismiss_all",
  remote: "turn_on turn_off toggle",
  scene: "turn_on apply",
  // By its own name a script is a service; what it does is judged step by step.
  script: "* turn_on turn_off toggle",
  select: "select_first select_last select_next select_option select_previous",
  shopping_list:
    "add_item remove_item complete_item incomplete_item complete_all incomplete_all " +
    "clear_completed_items sort",
  switch: "turn_on turn_off toggle",
  text: "set_value",
  time: "set_value",
  timer: "start pause cancel finish change",
  todo: "add_item update_item remove_item remove_completed_items",
  // "tts.cloud_say"
  tts: "* speak",
  vacuum: "start pause return_to_base clean_spot clean_area locate stop set_fan_speed",
  valve: "close_valve stop_valve",
  water_heater: "turn_on turn_off set_away_mode set_temperature set_operation_mode",
});

const looks = rowsOf(look, {
  calendar: "get_events",
  homeassistant: "update_entity",
  schedule: "get_schedule",
  todo: "get_items",
  weather: "get_forecasts get_forecast",
});

const changes = rowsOf(change, {
  "*": "reload",
  frontend: "*",
  group: "set remove",
  homeassistant:
    "check_config reload_all reload_config_entry reload_core_config reload_custom_templates " +
    "save_persistent_states set_location",
  input_select: "set_options",
  logbook: "log",
  logger: "*",
  lovelace: "reload_resources",
  notify: "reload",
  scene: "create delete",
  script: "reload",
  system_log: "*",
  tts: "clear_cache",
});

const onDoors = [
  ...rowsOf(opensDoor, { cover: "open_cover toggle open_cover_tilt toggle_cover_tilt" }),
  ...rowsOf(opensDoorBy("position"), { cover: "set_cover_position" }),
  ...rowsOf(opensDoorBy("tilt_position"), { cover: "set_cover_tilt_position" }),
  ...rowsOf(risky("unlock"), { lock: "unlock open" }),
  ...rowsOf(risky("open_valve"), { valve: "open_valve toggle" }),
  ...rowsOf(
    onlyWhen(({ data }) => mayNotBeZero(data["position"]), risky("open_valve")),
    { valve: "set_valve_position" },
  ),
];

const onPeople = [
  ...rowsOf(risky("disarm"), { alarm_control_panel: "alarm_disarm" }),
  ...rowsOf(risky("alarm"), { alarm_control_panel: "alarm_trigger" }),
  ...rowsOf(risky("siren"), { siren: "turn_on turn_off toggle" }),
  ...rowsOf(risky("camera"), {
    camera: "*",
    ffmpeg: "*",
    image: "snapshot",
    image_processing: "*",
  }),
  ...rowsOf(
    onlyWhen(
      ({ data }) => mayHoldCamera(data),
      risky("camera"),
      onlyWhen(({ data }) => mayAskDevice(data), risky("raw_protocol")),
    ),
    { assist_satellite: "announce", media_player: "play_media" },
  ),
  ...rowsOf(
    onlyWhen(({ data }) => mayHoldCamera(data), risky("camera", "read"), look),
    { media_player: "browse_media search_media" },
  ),
  ...rowsOf(risky("presence"), { device_tracker: "see" }),
  ...rowsOf(
    onlyWhen(
      ({ data }) => mayBeCommand(data),
      risky("notify_command"),
      onlyWhen(({ data }) => mayHoldCamera(data["data"]), risky("camera")),
    ),
    { notify: "* notify send_message" },
  ),
];

const onMachines = [
  ...rowsOf(risky("stop_home", "destroy"), { homeassistant: "stop restart", hassio: "*" }),
  ...rowsOf({ effect: "destroy" }, { recorder: "*" }),
  ...rowsOf(risky("update", "write"), { update: "*", hassio: "addon_update app_update" }),
  ...rowsOf(risky("backup", "write"), {
    backup: "*",
    hassio: "backup_full backup_partial",
  }),
  ...rowsOf(risky("backup", "destroy"), { hassio: "restore_full restore_partial" }),
  ...rowsOf(
    onlyWhen(
      isOfClass("restart"),
      risky("stop_home"),
      onlyWhen(isOfClass("update"), risky("update", "write")),
    ),
    { button: "press" },
  ),
  ...rowsOf(risky("shell"), {
    downloader: "*",
    file: "*",
    hassio: "addon_stdin app_stdin",
    pyscript: "*",
    python_script: "*",
    rest_command: "*",
    shell_command: "*",
  }),
  ...rowsOf(risky("raw_protocol"), {
    deconz: "*",
    hdmi_cec: "*",
    infrared: "*",
    insteon: "*",
    knx: "*",
    lcn: "*",
    matter: "*",
    modbus: "*",
    mqtt: "*",
    remote: "send_command learn_command delete_command",
    rflink: "*",
    rfxtrx: "*",
    vacuum: "send_command",
    zha: "*",
    zwave_js: "*",
  }),
  // A sentence, not a service, decides what these do.
  ...rowsOf(risky("unknown_action"), {
    ai_task: "*",
    assist_satellite: "start_conversation ask_question",
    conversation: "process",
  }),
];

const table: ReadonlyMap<string, Row> = new Map([
  ...ordinary,
  ...looks,
  ...changes,
  ...onDoors,
  ...onPeople,
  ...onMachines,
]);

/** The name of the row that speaks of a service: itself, "script.*" or "*.reload". */
export function rowNameOf(service: string): string | undefined {
  const [domain = "", name = ""] = service.split(".");
  return [service, `${domain}.*`, `*.${name}`].find((key) => table.has(key));
}

/** What the table says of a service; undefined: nothing. */
export function outcomeOf(service: string, subject: Subject): Outcome | undefined {
  const name = rowNameOf(ownService(service, subject.entity?.domain ?? ""));
  let row = name === undefined ? undefined : table.get(name);
  while (row !== undefined && "when" in row) row = row.when(subject) ? row.then : row.otherwise;
  return row;
}

/** All that the rows can come to, by name: for who explains the table. */
export const allOutcomes = (): ReadonlyMap<string, readonly Outcome[]> =>
  new Map([...table].map(([name, row]) => [name, outcomesOf(row)]));

const outcomesOf = (row: Row): readonly Outcome[] =>
  "when" in row ? [row.then, ...outcomesOf(row.otherwise)] : [row];

const isHarmless = (row: Row) => outcomesOf(row).some(({ risk }) => risk === undefined);

/** Names of the rows that call a service harmless in at least one case, sorted. A token remembers them:
 * what becomes harmless later is not harmless to it. */
export const harmlessServices: readonly string[] = [...table]
  .flatMap(([name, row]) => (isHarmless(row) ? [name] : []))
  .sort();

/** Domains whose entities act when they are asked to; sirens do nothing that is harmless. */
export const actingDomains: ReadonlySet<string> = new Set([
  "siren",
  ...[...table].flatMap(([name, row]) =>
    outcomesOf(row).some(({ effect, risk }) => effect === "execute" && risk === undefined)
      ? [domainOf(name)]
      : [],
  ),
]);
