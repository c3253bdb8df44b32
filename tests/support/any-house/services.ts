// What the services of a made-up home are called, and what they take.
import type { Service } from "../../../server/home/home.ts";

/** Of services that act on the entities of their domain. */
const byDomain: Readonly<Record<string, string>> = {
  alarm_control_panel: "alarm_disarm alarm_arm_away",
  automation: "trigger turn_on turn_off toggle",
  button: "press",
  climate: "set_temperature set_hvac_mode turn_off",
  cover: "open_cover close_cover toggle set_cover_position",
  fan: "turn_on turn_off",
  homeassistant: "turn_on turn_off toggle update_entity",
  hue: "hush",
  input_boolean: "turn_on turn_off toggle",
  input_button: "press",
  input_number: "set_value",
  light: "turn_on turn_off toggle",
  lock: "lock unlock open",
  media_player: "turn_on turn_off volume_set media_play join",
  scene: "turn_on",
  script: "turn_on turn_off toggle",
  siren: "turn_on turn_off",
  switch: "turn_on turn_off toggle",
  tts: "speak",
  valve: "open_valve close_valve",
};

/** Services that take no target. */
export const withoutTarget = [
  ...["homeassistant.restart", "mqtt.publish", "notify.mobile_app_phone", "scene.apply"],
  ...["scene.create", "shell_command.mow", "hue.party", "logbook.log"],
  ...["persistent_notification.create"],
];

/** Services that take entities of any domain. */
const ofAnything = new Set(["homeassistant", "hue"]);

type Fields = Service["fields"];

const field = (selector: unknown): Fields[string] => ({
  ...{ name: "", description: "", required: false },
  selector,
});

const fieldsOf: Readonly<Record<string, Fields>> = {
  "media_player.join": { group_members: field({ entity: { multiple: true } }) },
  "tts.speak": { media_player_entity_id: field({ entity: {} }), message: field({ text: {} }) },
  "hue.hush": { beside: field({ entity: {} }), place: field({ area: {} }) },
  "hue.party": { beside: field({ entity: {} }), place: field({ area: {} }) },
  "logbook.log": { entity_id: field({ entity: {} }), message: field({ text: {} }) },
};

/** "light.turn_on", and "homeassistant.turn_on" for what has no services of its own. */
export function servicesFor(domain: string): readonly string[] {
  const own = byDomain[domain] === undefined ? "homeassistant" : domain;
  return (byDomain[own] ?? "").split(" ").map((verb) => `${own}.${verb}`);
}

/** All services of a home with these scripts. */
export function servicesOf(scriptKeys: readonly string[]): ReadonlyMap<string, Service> {
  const own = scriptKeys.map((key) => [`script.${key}`, service(`script.${key}`)] as const);
  return new Map([...everywhere, ...own]);
}

function service(name: string, target?: unknown): Service {
  const [domain = "", verb = ""] = name.split(".");
  return {
    ...{ domain, service: verb, name, description: "", response: "none" },
    fields: fieldsOf[name] ?? {},
    ...(target === undefined ? {} : { target }),
  };
}

/** By name. */
const everywhere: ReadonlyMap<string, Service> = new Map(
  [
    ...Object.keys(byDomain).flatMap((domain) => {
      const target = ofAnything.has(domain) ? { entity: [{}] } : { entity: [{ domain: [domain] }] };
      return servicesFor(domain).map((name) => service(name, target));
    }),
    ...withoutTarget.map((name) => service(name)),
  ].map((one) => [`${one.domain}.${one.service}`, one]),
);
