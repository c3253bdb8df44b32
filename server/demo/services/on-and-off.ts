// What is on or off: lights, switches, fans, helpers.
import {
  anyValue,
  attributeNumber,
  bounded,
  choice,
  number,
  numberIn,
  textIn,
  type Change,
  type Domain,
  type Service,
  type ServiceData,
} from "./define.ts";
import type { State } from "../core/model.ts";

const percent = { min: 0, max: 100, unit_of_measurement: "%" };

function lightOn(state: State, data: ServiceData): Change {
  const asked = numberIn(data, "brightness");
  const askedPercent = numberIn(data, "brightness_pct");
  const stepPercent = numberIn(data, "brightness_step_pct");
  const brightness =
    asked ??
    (stepPercent !== undefined
      ? stepped(state, stepPercent)
      : askedPercent === undefined
        ? attributeNumber(state, "brightness", 255)
        : Math.round((askedPercent * 255) / 100));
  if (brightness === 0) return lightOff(state);
  const rgb = data["rgb_color"];
  const kelvin = numberIn(data, "color_temp_kelvin") ?? 2700;
  const modes = state.attributes["supported_color_modes"];
  const hasTemperature = Array.isArray(modes) && modes.includes("color_temp");
  if (Array.isArray(rgb) && Array.isArray(modes) && modes.includes("xy"))
    return { state: "on", attributes: { brightness, color_mode: "xy", rgb_color: rgb } };
  return {
    state: "on",
    attributes: {
      brightness,
      color_mode: hasTemperature ? "color_temp" : "brightness",
      ...(hasTemperature ? { color_temp_kelvin: kelvin } : {}),
    },
  };
}

/** As far as there is light left to take away. */
const stepped = (state: State, percent: number): number => {
  const now = attributeNumber(state, "brightness", 0);
  return Math.min(255, Math.max(0, now + Math.round((percent * 255) / 100)));
};

function lightOff({ attributes }: State): Change {
  const hasTemperature = "color_temp_kelvin" in attributes;
  return {
    state: "off",
    attributes: {
      brightness: null,
      color_mode: null,
      ...(hasTemperature ? { color_temp_kelvin: null } : {}),
    },
  };
}

const lightFields = {
  transition: bounded("Transition", { min: 0, max: 300, unit_of_measurement: "seconds" }),
  brightness: bounded("Brightness value", { min: 0, max: 255 }),
  brightness_pct: bounded("Brightness", percent),
  brightness_step_pct: bounded("Brightness step", { ...percent, min: -100 }),
  rgb_color: anyValue("Color"),
  color_temp_kelvin: number("Color temperature", {
    min: 2000,
    max: 6500,
    unit_of_measurement: "K",
  }),
};

/** The three words of every domain that is on or off. */
export const turnable = (domain: string, thing: string): Record<Turn, Service> => ({
  turn_on: {
    name: `Turn on ${thing}`,
    description: `Turns on one or more of: ${thing}.`,
    target: domain,
    effect: () => ({ state: "on" }),
  },
  turn_off: {
    name: `Turn off ${thing}`,
    description: `Turns off one or more of: ${thing}.`,
    target: domain,
    effect: () => ({ state: "off" }),
  },
  toggle: {
    name: `Toggle ${thing}`,
    description: `Turns on what is off and off what is on of: ${thing}.`,
    target: domain,
    effect: ({ state }) => ({ state: state === "on" ? "off" : "on" }),
  },
});

type Turn = "turn_on" | "turn_off" | "toggle";

const lights = turnable("light", "light");
export const light: Domain = {
  turn_on: { ...lights.turn_on, fields: lightFields, effect: lightOn },
  turn_off: {
    ...lights.turn_off,
    fields: { transition: lightFields.transition },
    effect: lightOff,
  },
  toggle: {
    ...lights.toggle,
    fields: lightFields,
    effect: (state, data) => (state.state === "on" ? lightOff(state) : lightOn(state, data)),
  },
};

const fans = turnable("fan", "fan");
const spin = (percentage: number): Change => ({
  state: percentage > 0 ? "on" : "off",
  attributes: { percentage: percentage > 0 ? percentage : null },
});
export const fan: Domain = {
  turn_on: {
    ...fans.turn_on,
    fields: { percentage: bounded("Percentage", percent) },
    effect: (_, data) => spin(numberIn(data, "percentage") ?? 50),
  },
  turn_off: { ...fans.turn_off, effect: () => spin(0) },
  toggle: { ...fans.toggle, effect: ({ state }) => spin(state === "on" ? 0 : 50) },
  set_percentage: {
    name: "Set fan speed",
    description: "Sets the speed of a fan.",
    target: "fan",
    fields: { percentage: bounded("Percentage", percent, { required: true }) },
    effect: (_, data) => spin(numberIn(data, "percentage") ?? 0),
  },
  set_preset_mode: {
    name: "Set fan preset mode",
    description: "Sets the preset mode of a fan.",
    target: "fan",
    fields: { preset_mode: choice("Preset mode", ["auto", "sleep"], { required: true }) },
    effect: (_, data) => ({
      state: "on",
      attributes: { preset_mode: textIn(data, "preset_mode") ?? null },
    }),
  },
};

export const switches: Domain = turnable("switch", "switch");
export const inputBoolean: Domain = {
  ...turnable("input_boolean", "input boolean"),
  reload: { name: "Reload input booleans", description: "Reloads the helpers.", admin: true },
};
