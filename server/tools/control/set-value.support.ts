import { quoted } from "../../errors.ts";
import type { Entity } from "../../home/home.ts";
import { numberOf, textsOf } from "../attributes.ts";
import { fromClock, toClock } from "../clock-time.ts";
import { lookUp } from "../look-up.ts";
import { unitOf } from "../reading.ts";
import { checkRange, chooseOption, refuseOrder, type Order } from "./orders.ts";
import { readDate, readDuration, readTimeOfDay } from "./times.ts";

type ReadValue = (entity: Entity, value: string, timeZone: string) => Order;

const readers: Readonly<Record<string, ReadValue>> = {
  counter: setCounter,
  date: setDate,
  datetime: setDateAndTime,
  input_boolean: setSwitch,
  input_datetime: setDateHelper,
  input_number: setNumber,
  input_select: selectOption,
  input_text: setText,
  number: setNumber,
  select: selectOption,
  text: setText,
  time: setTime,
  timer: setTimer,
};

/** What this tool can set. */
export const valueDomains: readonly string[] = Object.keys(readers);

/** What the entity has to be told so that it shows this value.
 * @throws AppError invalid_input with what it would take. */
export function orderValue(entity: Entity, value: string, timeZone: string): Order {
  const read = lookUp(readers, entity.domain);
  if (read === undefined) throw refuseOrder(entity, "has no value that can be set");
  return read(entity, value, timeZone);
}

function setNumber(entity: Entity, text: string): Order {
  const unit = unitOf(entity);
  const value = readNumber(entity, text);
  const [min, max] = [numberOf(entity, "min"), numberOf(entity, "max")];
  checkRange(entity, value, { min, max, ...(unit === undefined ? {} : { unit }) });
  const expect = { state: sameNumbers(value, numberOf(entity, "step")) };
  const said = unit === undefined ? `${value}` : `${value} ${unit}`;
  return order(entity, "set_value", { value }, { said, expect });
}

/** The ways in which homes write a number: "21", "21.0"; with a coarser step, what it is rounded to. */
function sameNumbers(value: number, step = 0): readonly string[] {
  const rounded = step > 0 ? Number((Math.round(value / step) * step).toFixed(6)) : value;
  return [
    ...new Set([value, rounded].flatMap((one) => [`${one}`, one.toFixed(1), one.toFixed(2)])),
  ];
}

function readNumber(entity: Entity, text: string): number {
  const unit = unitOf(entity);
  const said = text.trim();
  const bare =
    unit !== undefined && said.endsWith(unit) ? said.slice(0, -unit.length).trim() : said;
  if (!/^-?\d{1,15}([.,]\d{1,10})?$/.test(bare)) throw refuseOrder(entity, "takes a number");
  return Number(bare.replace(",", "."));
}

function setCounter(entity: Entity, text: string): Order {
  const word = text.trim().toLowerCase();
  if (word === "increment" || word === "decrement" || word === "reset")
    return {
      service: `counter.${word}`,
      data: {},
      words: [`${word.charAt(0).toUpperCase()}${word.slice(1)}`],
      ...(word === "reset" ? {} : { expect: { changes: true } }),
    };
  const value = readNumber(entity, text);
  if (!Number.isInteger(value)) throw refuseOrder(entity, "counts in whole numbers");
  const [min, max] = [numberOf(entity, "minimum"), numberOf(entity, "maximum")];
  checkRange(entity, value, { min, max });
  return order(entity, "set_value", { value }, { said: `${value}` });
}

function selectOption(entity: Entity, text: string): Order {
  const option = chooseOption(entity, text, textsOf(entity, "options") ?? []);
  return order(entity, "select_option", { option }, { said: option });
}

function setText(entity: Entity, value: string): Order {
  const [min, max] = [numberOf(entity, "min") ?? 0, numberOf(entity, "max") ?? 255];
  if (value.length < min || value.length > max)
    throw refuseOrder(entity, `takes a text of ${min} to ${max} characters`);
  const pattern = entity.attributes["pattern"];
  if (typeof pattern === "string" && !mayMatch(pattern, value))
    throw refuseOrder(entity, `takes a text like ${quoted(pattern)}`);
  const isPassword = entity.attributes["mode"] === "password";
  return isPassword
    ? {
        service: `${entity.domain}.set_value`,
        data: { value },
        words: ["Set the password of"],
        expect: { state: [value] },
      }
    : order(
        entity,
        "set_value",
        { value },
        { said: JSON.stringify(value), expect: { state: [value] } },
      );
}

/** Whether the text has the form that is asked for. Only of simple forms: the home checks it in any case,
 * and some expressions take a machine's life to find out that they do not match. */
function mayMatch(pattern: string, value: string): boolean {
  if (/[()|\\]/.test(pattern) || (pattern.match(/[*+?{]/g) ?? []).length > 1) return true;
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(value);
  } catch {
    return true; // Python reads forms that JavaScript does not.
  }
}

function setSwitch(entity: Entity, text: string): Order {
  const isOn = /^(on|true|yes|1)$/i.test(text.trim());
  if (!isOn && !/^(off|false|no|0)$/i.test(text.trim()))
    throw refuseOrder(entity, "is either on or off", ["on", "off"]);
  return {
    service: `input_boolean.${isOn ? "turn_on" : "turn_off"}`,
    data: {},
    words: [isOn ? "Turn on" : "Turn off"],
    expect: { state: [isOn ? "on" : "off"] },
  };
}

function setDate(entity: Entity, text: string): Order {
  const date = readDate(text);
  if (date === undefined) throw refuseOrder(entity, "takes a date like 2026-12-24");
  return order(entity, "set_value", { date }, { said: date });
}

function setTime(entity: Entity, text: string): Order {
  const time = readTimeOfDay(text);
  if (time === undefined) throw refuseOrder(entity, "takes a time of day like 07:30");
  return order(entity, "set_value", { time }, { said: time });
}

function setDateAndTime(entity: Entity, text: string, timeZone: string): Order {
  const at = fromClock(text, timeZone);
  if (at === undefined) throw refuseOrder(entity, "takes a time like 2026-12-24T18:00");
  const datetime = toClock(at, timeZone);
  const state = [`${new Date(at).toISOString().slice(0, 19)}+00:00`];
  return order(entity, "set_value", { datetime }, { said: datetime, expect: { state } });
}

/** A helper for a date, a time of day, or both; of both, what is not said stays. */
function setDateHelper(entity: Entity, text: string): Order {
  const { has_date, has_time } = entity.attributes;
  const [first = "", second] = text.trim().split(/[T ]+/);
  const date = readDate(first);
  const time = readTimeOfDay(second ?? (date === undefined ? text : ""));
  if (has_date === true && has_time === true) {
    const [oldDate, oldTime] = /^(\S{10}) (\S{8})$/.exec(entity.state)?.slice(1) ?? [];
    const [newDate, newTime] = [date ?? oldDate, time ?? oldTime];
    if ((date ?? time) === undefined || newDate === undefined || newTime === undefined)
      throw refuseOrder(entity, "takes a date and a time like 2026-12-24 18:00");
    return setDatetime(entity, "datetime", `${newDate} ${newTime}`);
  }
  if (has_date === true) {
    if (date === undefined) throw refuseOrder(entity, "takes a date like 2026-12-24");
    return setDatetime(entity, "date", date);
  }
  if (time === undefined) throw refuseOrder(entity, "takes a time of day like 07:30");
  return setDatetime(entity, "time", time);
}

const setDatetime = (entity: Entity, key: string, value: string): Order =>
  order(entity, "set_datetime", { [key]: value }, { said: value });

const timerWords: Readonly<Record<string, { when: readonly string[]; becomes: string }>> = {
  start: { when: ["idle", "paused", "active"], becomes: "active" },
  pause: { when: ["active"], becomes: "paused" },
  cancel: { when: ["active", "paused"], becomes: "idle" },
  finish: { when: ["active"], becomes: "idle" },
};

function setTimer(entity: Entity, text: string): Order {
  const word = text.trim().toLowerCase();
  const known = lookUp(timerWords, word);
  if (known !== undefined) {
    // The home takes these orders in silence and does nothing.
    if (!known.when.includes(entity.state)) throw refuseOrder(entity, `is ${entity.state} now`);
    return {
      service: `timer.${word}`,
      data: {},
      words: [`${word.charAt(0).toUpperCase()}${word.slice(1)}`],
      expect: { state: [known.becomes] },
    };
  }
  const duration = readDuration(text);
  if (duration === undefined)
    throw refuseOrder(entity, "takes a duration like 5 min or 0:05:00, or one of these words", [
      ...Object.keys(timerWords),
    ]);
  return {
    service: "timer.start",
    data: { duration },
    words: ["Start", `for ${duration}`],
    expect: { state: ["active"] },
  };
}

interface Said {
  readonly said: string;
  /** What it then shows, unless just what was said. */
  readonly expect?: Order["expect"];
}

const order = (
  { domain }: Entity,
  service: string,
  data: Order["data"],
  { said, expect = { state: [said] } }: Said,
): Order => ({ service: `${domain}.${service}`, data, words: ["Set", `to ${said}`], expect });
