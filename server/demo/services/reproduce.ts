// Which service brings an entity into the state a scene wants.
import { domainOf } from "../core/core.ts";
import type { Attributes, State } from "../core/model.ts";
import type { Step } from "./define.ts";

const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lock: { locked: "lock", unlocked: "unlock", open: "open" },
  cover: { open: "open_cover", closed: "close_cover" },
  valve: { open: "open_valve", closed: "close_valve" },
  vacuum: { cleaning: "start", docked: "return_to_base", paused: "pause" },
  media_player: { playing: "media_play", paused: "media_pause", off: "turn_off", on: "turn_on" },
  alarm_control_panel: {
    disarmed: "alarm_disarm",
    armed_home: "alarm_arm_home",
    armed_away: "alarm_arm_away",
    armed_night: "alarm_arm_night",
  },
};

const turned: Readonly<Record<string, string>> = { on: "turn_on", off: "turn_off" };
/** What `light.turn_on` takes of a light's attributes. */
const lightKeys = ["brightness", "color_temp_kelvin"] as const;

/** undefined: nothing to do; "direct": no service of its domain says this state. */
export function reproduce(
  { entity_id, ...old }: State,
  state: string,
  attributes: Attributes,
): Step | "direct" | undefined {
  const domain = domainOf(entity_id);
  const isSame = Object.entries(attributes).every(([key, value]) => old.attributes[key] === value);
  if (old.state === state && isSame) return undefined;
  const step = (service: string, data = {}) => ({
    ...{ domain, service, data, target: { entity_id } },
  });

  if (domain === "light" && state === "on") {
    const wanted = lightKeys.filter((key) => typeof attributes[key] === "number");
    return step("turn_on", Object.fromEntries(wanted.map((key) => [key, attributes[key]])));
  }
  if (domain === "climate" && typeof attributes["temperature"] === "number")
    return step("set_temperature", { temperature: attributes["temperature"], hvac_mode: state });
  if (domain === "climate") return step("set_hvac_mode", { hvac_mode: state });
  if (domain === "cover" && typeof attributes["current_position"] === "number")
    return step("set_cover_position", { position: attributes["current_position"] });
  if (domain === "input_select") return step("select_option", { option: state });
  if (domain === "input_number" || domain === "number")
    return step("set_value", { value: Number(state) });
  const service = words[domain]?.[state] ?? (turnables.has(domain) ? turned[state] : undefined);
  return service === undefined ? "direct" : step(service);
}

const turnables = new Set(
  "light switch fan input_boolean siren automation script humidifier remote".split(" "),
);
