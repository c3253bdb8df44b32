// Warmth and a clean floor.
import { Refusal } from "../core/refusal.ts";
import type { State } from "../core/model.ts";
import {
  attributeNumber,
  choice,
  number,
  numberIn,
  textIn,
  words,
  type Change,
  type Domain,
  type Service,
} from "./define.ts";

const modes = ["off", "heat", "auto"] as const;

function heatTo(state: State, target: number, mode = state.state): Change {
  const [lowest, highest] = [
    attributeNumber(state, "min_temp", 7),
    attributeNumber(state, "max_temp", 35),
  ];
  if (target < lowest || target > highest)
    throw new Refusal(
      "service_validation_error",
      `Validation error: Provided temperature ${asFloat(target)} is not valid. Accepted range is ${lowest} to ${highest}`,
      {
        translation_key: "temp_out_of_range",
        translation_domain: "climate",
        translation_placeholders: {
          check_temp: asFloat(target),
          min_temp: String(lowest),
          max_temp: String(highest),
        },
      },
    );
  const isCold = attributeNumber(state, "current_temperature", target) < target;
  return {
    state: mode,
    attributes: {
      temperature: target,
      hvac_action: mode === "off" ? "off" : isCold ? "heating" : "idle",
    },
  };
}

/** As Python writes it. */
const asFloat = (value: number): string =>
  Number.isInteger(value) ? value.toFixed(1) : String(value);

const inMode = (state: State, mode: string): Change =>
  mode === "off"
    ? { state: "off", attributes: { temperature: null, hvac_action: "off" } }
    : heatTo(state, attributeNumber(state, "temperature", 20), mode);

const heating = (name: string, more: Partial<Service>): Service => ({
  name,
  description: `${name} of a thermostat.`,
  target: "climate",
  ...more,
});

export const climate: Domain = {
  set_temperature: heating("Set climate target temperature", {
    fields: {
      temperature: number("Target temperature", { min: 0, max: 250 }),
      hvac_mode: choice("HVAC mode", modes),
    },
    effect: (state, data) =>
      heatTo(
        state,
        numberIn(data, "temperature") ?? attributeNumber(state, "temperature", 20),
        textIn(data, "hvac_mode"),
      ),
  }),
  set_hvac_mode: heating("Set climate HVAC mode", {
    fields: { hvac_mode: choice("HVAC mode", modes, { required: true }) },
    effect: (state, data) => inMode(state, textIn(data, "hvac_mode") ?? "off"),
  }),
  set_preset_mode: heating("Set climate preset mode", {
    fields: { preset_mode: words("Preset mode", { required: true }) },
    effect: (_, data) => ({ attributes: { preset_mode: textIn(data, "preset_mode") } }),
  }),
  turn_on: heating("Turn on climate", { effect: (state) => inMode(state, "heat") }),
  turn_off: heating("Turn off climate", { effect: (state) => inMode(state, "off") }),
  toggle: heating("Toggle climate", {
    effect: (state) => inMode(state, state.state === "off" ? "heat" : "off"),
  }),
};

const cleaning = (name: string, more: Partial<Service>): Service => ({
  name,
  description: `${name}: what a vacuum does next.`,
  target: "vacuum",
  ...more,
});

export const vacuum: Domain = {
  start: cleaning("Start vacuum", { effect: () => ({ state: "cleaning" }) }),
  pause: cleaning("Pause vacuum", { effect: () => ({ state: "paused" }) }),
  stop: cleaning("Stop vacuum", { effect: () => ({ state: "idle" }) }),
  return_to_base: cleaning("Return vacuum to dock", { effect: () => ({ state: "docked" }) }),
  locate: cleaning("Locate vacuum", { effect: () => undefined }),
  set_fan_speed: cleaning("Set vacuum fan speed", {
    fields: { fan_speed: words("Fan speed", { required: true }) },
    effect: (_, data) => ({ attributes: { fan_speed: textIn(data, "fan_speed") } }),
  }),
};
