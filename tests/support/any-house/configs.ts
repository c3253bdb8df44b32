// Scripts, scenes and automations as people write them down.
import type { Entity } from "../../../server/home/home.ts";
import { domainOf, pick } from "./names.ts";
import type { ActPlan, HousePlan, StepPlan } from "./plans.ts";
import { servicesFor } from "./services.ts";

export type Config = Readonly<Record<string, unknown>>;

/** What can be spoken of. */
export interface Words {
  readonly things: readonly string[];
  readonly groups: readonly string[];
  readonly scripts: readonly string[];
  readonly scenes: readonly string[];
  readonly automations: readonly string[];
  /** Of the scripts' own services. */
  readonly keys: readonly string[];
  readonly entities: ReadonlyMap<string, Entity>;
}

export interface WrittenCall {
  readonly service: string;
  readonly target: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
}

const idsOf = ({ things, groups, scripts, scenes, automations }: Words) => [
  ...things,
  ...things,
  ...groups,
  ...scripts,
  ...scenes,
  ...automations,
];

/** A service and what it is called on. */
export function callOf(plan: ActPlan, words: Words): WrittenCall {
  const ids = idsOf(words);
  const id = pick(ids, plan.thing);
  const services = servicesFor(plan.isGeneric ? "homeassistant" : domainOf(id));
  const service = pick(services, plan.verb);
  const target = aimAt(id, plan.aim, words);
  const exclude = { entity_id: [pick(ids, plan.value)] };
  return {
    service,
    target: plan.excludes ? { ...target, exclude } : target,
    data: dataFor(service, plan.value, words),
  };
}

function aimAt(id: string, aim: string, { entities }: Words): Record<string, unknown> {
  const { area_id, floor_id, device_id, labels = [] } = entities.get(id) ?? {};
  const places: Readonly<Record<string, string | undefined>> = {
    area: area_id,
    floor: floor_id,
    device: device_id,
    label: labels[0],
  };
  if (aim === "all") return { entity_id: "all" };
  const place = places[aim];
  return place === undefined ? { entity_id: id } : { [`${aim}_id`]: place };
}

/** What a service is told, more or less. */
export function dataFor(
  service: string,
  value: number,
  words: Words,
): Readonly<Record<string, unknown>> {
  const ids = idsOf(words);
  const other = pick(ids, value);
  switch (service) {
    case "climate.set_temperature":
      return { temperature: 15 + (value % 16) };
    case "climate.set_hvac_mode":
      return { hvac_mode: "heat" };
    case "light.turn_on":
      return value % 2 === 0 ? {} : { brightness_pct: value * 3 };
    case "cover.set_cover_position":
      return { position: value % 3 === 0 ? 0 : 50 };
    case "input_number.set_value":
      return { value };
    case "media_player.volume_set":
      return { volume_level: 0.5 };
    case "media_player.join":
      return { group_members: ids.filter((id) => domainOf(id) === "media_player").slice(0, 2) };
    case "tts.speak":
      return { media_player_entity_id: other, message: "hello" };
    case "hue.hush":
    case "hue.party":
      return value % 3 === 0
        ? { beside: other }
        : value % 3 === 1
          ? { extra: [{ of: other }] }
          : {};
    case "scene.apply":
      return { entities: statesOf([[value, value]], words) };
    case "scene.create":
      return { scene_id: "kept", snapshot_entities: [other] };
    case "logbook.log":
      return { name: "x", message: "y", entity_id: other };
    case "notify.mobile_app_phone":
      return { message: value % 2 === 0 ? "hello" : "command_dnd" };
    case "mqtt.publish":
      return { topic: "a", payload: "b" };
    default:
      return {};
  }
}

export const actionsOf = (steps: readonly StepPlan[], words: Words): readonly Config[] =>
  steps.map((step) => actionOf(step, words));

function actionOf({ form, act }: StepPlan, words: Words): Config {
  const { service, target, data } = callOf(act, words);
  const plain: Config = { action: service, target, data };
  switch (form) {
    case "plain":
      return plain;
    case "old":
      return { service: service.toUpperCase(), data: { ...data, ...target } };
    case "device":
      return deviceAction(service, pick(idsOf(words), act.thing), words);
    case "choose":
      return { choose: [{ conditions: [], sequence: [plain] }], default: [] };
    case "if":
      return { if: [], then: [], else: [plain] };
    case "repeat":
      return { repeat: { count: 2, sequence: [plain] } };
    case "parallel":
      return { parallel: [[plain], { sequence: [] }] };
    case "sequence":
      return { sequence: [{ sequence: [plain] }] };
    case "event":
      return { event: act.value % 2 === 0 ? "go" : "stop" };
    case "scene":
      return words.scenes.length === 0 ? plain : { scene: pick(words.scenes, act.value) };
    case "script":
      return words.keys.length === 0 ? plain : { action: `script.${pick(words.keys, act.value)}` };
    case "template target":
      return { action: service, target: templates(target), data };
    case "template service":
      return { action: `{{ '${service}' }}`, target, data };
  }
}

const templates = (target: WrittenCall["target"]): Config =>
  Object.fromEntries(
    Object.entries(target).map(([key, value]) => [
      key,
      typeof value === "string" ? `{{ '${value}' }}` : value,
    ]),
  );

const deviceTypes: Readonly<Record<string, string>> = {
  "cover.open_cover": "open",
  "cover.close_cover": "close",
  "alarm_control_panel.alarm_disarm": "disarm",
  "alarm_control_panel.alarm_arm_away": "arm_away",
};

function deviceAction(service: string, id: string, { entities }: Words): Config {
  const [domain = "", verb = ""] = service.split(".");
  const entity_id = entities.get(id)?.registry_id ?? id;
  return { device_id: "d", domain, type: deviceTypes[service] ?? verb, entity_id };
}

/** The service of an action of a device. */
export const serviceOfDevice = (domain: string, type: string): string =>
  Object.keys(deviceTypes).find(
    (service) => domainOf(service) === domain && deviceTypes[service] === type,
  ) ?? `${domain}.${type}`;

type Pairs = HousePlan["scenes"][number]["states"];

const statesByDomain: Readonly<Record<string, readonly [string, string]>> = {
  alarm_control_panel: ["disarmed", "armed_away"],
  climate: ["heat", "off"],
  cover: ["open", "closed"],
  input_number: ["7", "70"],
  lock: ["unlocked", "locked"],
  media_player: ["playing", "off"],
  valve: ["open", "closed"],
};

function statesOf(pairs: Pairs, words: Words): Config {
  const ids = [...words.things, ...words.groups];
  return Object.fromEntries(
    pairs.map(([thing, which]) => {
      const id = pick(ids, thing);
      const state = pick(statesByDomain[domainOf(id)] ?? ["on", "off"], which);
      return [id, which % 3 === 0 ? { state, temperature: 12 + which } : state];
    }),
  );
}

export const sceneConfig = (states: Pairs, words: Words): Config => ({
  entities: statesOf(states, words),
});

const signals = new Set(["input_boolean", "input_button", "input_number", "button"]);

const safety = new Set(["alarm_control_panel", "lock", "siren", "valve"]);

export const triggersOf = (
  triggers: HousePlan["automations"][number]["triggers"],
  words: Words,
): readonly Config[] =>
  triggers.map(([form, n]) => {
    const helpers = words.things.filter((id) => signals.has(domainOf(id)));
    const likely = n % 2 === 0 && helpers.length > 0 ? helpers : words.things;
    const state = (ids: readonly string[]) => ({
      trigger: "state",
      entity_id: pick(ids.length === 0 ? likely : ids, n),
    });
    switch (form) {
      case "state":
        return state(likely);
      case "event":
        return { trigger: "event", event_type: n % 2 === 0 ? "go" : "stop" };
      case "area": {
        const { area_id } = words.entities.get(pick(likely, n)) ?? {};
        return area_id === undefined
          ? state(likely)
          : { trigger: "switch.turned_on", target: { area_id } };
      }
      case "template":
        return {
          trigger: "template",
          value_template: `{{ is_state('${pick(likely, n)}', 'on') }}`,
        };
      case "anything":
        return { trigger: "event", event_type: "state_changed" };
      case "call":
        return { trigger: "event", event_type: "call_service" };
      case "script":
        return state(words.scripts);
      case "scene":
        return state(words.scenes);
      case "automation":
        return state(words.automations);
      case "group":
        return state(words.groups);
      case "guard":
        return state(words.things.filter((id) => safety.has(domainOf(id))));
    }
  });
