// Helpers and other small things that hold a value.
import { isoTime, now } from "../core/clock.ts";
import type { State } from "../core/model.ts";
import { Refusal } from "../core/refusal.ts";
import {
  attributeNumber,
  number,
  numberIn,
  textIn,
  words,
  type Change,
  type Domain,
  type Service,
} from "./define.ts";

const wide = { min: -9_223_372_036_854_776_000, max: 9_223_372_036_854_776_000 };

const of = (domain: string, name: string, more: Partial<Service>): Service => ({
  name,
  description: `${name}.`,
  target: domain,
  ...more,
});

const steps = (state: State, by: number): Change => ({
  state: String(Number(state.state) + by * attributeNumber(state, "step", 1)),
});

function setNumber(state: State, value: number | undefined, decimals: boolean): Change {
  const [lowest, highest] = [
    attributeNumber(state, "min", wide.min),
    attributeNumber(state, "max", wide.max),
  ];
  if (value === undefined || value < lowest || value > highest)
    throw new Refusal(
      "invalid_format",
      `Invalid value for ${state.entity_id}: ${value} (range ${lowest} - ${highest})`,
    );
  return { state: decimals && Number.isInteger(value) ? value.toFixed(1) : String(value) };
}

const value = { value: number("Value", wide, { required: true }) };

export const inputNumber: Domain = {
  set_value: of("input_number", "Set input number", {
    fields: value,
    effect: (state, data) => setNumber(state, numberIn(data, "value"), true),
  }),
  increment: of("input_number", "Increment input number", { effect: (state) => steps(state, 1) }),
  decrement: of("input_number", "Decrement input number", { effect: (state) => steps(state, -1) }),
};

export const numbers: Domain = {
  set_value: of("number", "Set number", {
    fields: value,
    effect: (state, data) => setNumber(state, numberIn(data, "value"), false),
  }),
};

const optionsOf = ({ attributes }: State): readonly unknown[] =>
  Array.isArray(attributes["options"]) ? attributes["options"] : [];

function select(state: State, option: string | undefined): Change {
  if (option !== undefined && optionsOf(state).includes(option)) return { state: option };
  throw new Refusal(
    "service_validation_error",
    `Validation error: Invalid option: ${String(option)} (possible options: ${optionsOf(state).join(", ")})`,
  );
}

export const inputSelect: Domain = {
  select_option: of("input_select", "Select input select option", {
    fields: { option: words("Option", { required: true }) },
    effect: (state, data) => select(state, textIn(data, "option")),
  }),
  select_next: of("input_select", "Select next input select option", {
    effect(state) {
      const options = optionsOf(state);
      const next = options[(options.indexOf(state.state) + 1) % options.length];
      return { state: String(next) };
    },
  }),
};

export const inputText: Domain = {
  set_value: of("input_text", "Set input text", {
    fields: { value: words("Value", { required: true }) },
    effect: (_, data) => ({ state: textIn(data, "value") ?? "" }),
  }),
};

export const inputDatetime: Domain = {
  set_datetime: of("input_datetime", "Set date and time", {
    fields: { time: words("Time"), date: words("Date"), datetime: words("Date & time") },
    effect: (state, data) => ({
      state:
        textIn(data, "time") ?? textIn(data, "date") ?? textIn(data, "datetime") ?? state.state,
    }),
  }),
};

const press: Service["effect"] = () => ({ state: isoTime(now()) });
export const inputButton: Domain = {
  press: of("input_button", "Press input button", { effect: press }),
};
export const button: Domain = { press: of("button", "Press button", { effect: press }) };

export const counter: Domain = {
  increment: of("counter", "Increment counter", { effect: (state) => steps(state, 1) }),
  decrement: of("counter", "Decrement counter", { effect: (state) => steps(state, -1) }),
  reset: of("counter", "Reset counter", {
    effect: (state) => ({ state: String(attributeNumber(state, "initial", 0)) }),
  }),
};

export const timer: Domain = {
  start: of("timer", "Start timer", {
    fields: { duration: words("Duration") },
    effect: () => ({ state: "active" }),
  }),
  pause: of("timer", "Pause timer", { effect: () => ({ state: "paused" }) }),
  cancel: of("timer", "Cancel timer", { effect: () => ({ state: "idle" }) }),
};
