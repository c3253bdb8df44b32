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
  type ServiceData,
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

const asFloat = (value: number | undefined): string =>
  value !== undefined && Number.isInteger(value) ? value.toFixed(1) : String(value);

function setNumber(state: State, value: number | undefined, decimals: boolean): Change {
  const [lowest, highest] = [
    attributeNumber(state, "min", wide.min),
    attributeNumber(state, "max", wide.max),
  ];
  if (value === undefined || value < lowest || value > highest)
    throw new Refusal(
      "invalid_format",
      `Invalid value for ${state.entity_id}: ${asFloat(value)} (range ${asFloat(lowest)} - ${asFloat(highest)})`,
    );
  return { state: decimals ? asFloat(value) : String(value) };
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

function choose(state: State, option: string | undefined): Change {
  if (option !== undefined && optionsOf(state).includes(option)) return { state: option };
  const { entity_id } = state;
  const options = optionsOf(state).join(", ");
  throw new Refusal(
    "service_validation_error",
    `Validation error: Option ${String(option)} is not valid for ${entity_id}. Valid options are: ${options}`,
    {
      translation_key: "invalid_option",
      translation_domain: state.entity_id.slice(0, state.entity_id.indexOf(".")),
      translation_placeholders: { entity_id, option, options },
    },
  );
}

const optionAt = (place: (at: number, count: number) => number): NonNullable<Service["effect"]> => {
  return (state) => {
    const options = optionsOf(state);
    const at = place(options.indexOf(state.state), options.length);
    return { state: String(options[(at + options.length) % options.length]) };
  };
};

const choosing = (domain: string, name: string): Domain => ({
  select_option: of(domain, `Select ${name} option`, {
    fields: { option: words("Option", { required: true }) },
    effect: (state, data) => choose(state, textIn(data, "option")),
  }),
  select_next: of(domain, `Select next ${name} option`, { effect: optionAt((at) => at + 1) }),
  select_previous: of(domain, `Select previous ${name} option`, {
    effect: optionAt((at) => at - 1),
  }),
  select_first: of(domain, `Select first ${name} option`, { effect: optionAt(() => 0) }),
  select_last: of(domain, `Select last ${name} option`, {
    effect: optionAt((_, count) => count - 1),
  }),
});

export const select: Domain = choosing("select", "select");
export const inputSelect: Domain = choosing("input_select", "input select");

export const inputText: Domain = {
  set_value: of("input_text", "Set input text", {
    fields: { value: words("Value", { required: true }) },
    // What does not fit is dropped, and nobody is told.
    effect(state, data) {
      const value = textIn(data, "value") ?? "";
      const [lowest, highest] = [
        attributeNumber(state, "min", 0),
        attributeNumber(state, "max", 100),
      ];
      return value.length < lowest || value.length > highest ? undefined : { state: value };
    },
  }),
};

function setDatetime({ attributes }: State, data: ServiceData): Change {
  const { has_date, has_time } = attributes;
  const key = has_date && has_time ? "datetime" : has_time ? "time" : "date";
  const value = textIn(data, key) ?? textIn(data, "datetime");
  if (value === undefined) throw new Refusal("invalid_format", "Nothing to set");
  const isTime = /^\d{2}:\d{2}(:\d{2})?$/.test(value);
  if (key === "time" && !isTime)
    throw new Refusal("invalid_format", `Invalid time specified: ${value} at 'time'`);
  return { state: isTime && value.length === 5 ? `${value}:00` : value };
}

export const inputDatetime: Domain = {
  set_datetime: of("input_datetime", "Set date and time", {
    fields: { time: words("Time"), date: words("Date"), datetime: words("Date & time") },
    effect: setDatetime,
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
  set_value: of("counter", "Set counter", {
    fields: value,
    effect: (state, data) => setNumber(state, numberIn(data, "value"), false),
  }),
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
  finish: of("timer", "Finish timer", { effect: () => ({ state: "idle" }) }),
};
