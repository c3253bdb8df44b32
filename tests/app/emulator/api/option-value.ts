// Whether a value is of a type, and what the Supervisor makes of it: "5" becomes 5 for an int.
import type { ElementType } from "./option-type.ts";
import { float, repr, str } from "./python-words.ts";

export interface Device {
  readonly path: string;
  readonly subsystem: string;
}

export type Taken = { readonly value: unknown } | { readonly problem: string };

export function takeValue(type: ElementType, value: unknown, devices: readonly Device[]): Taken {
  switch (type.kind) {
    case "str":
    case "password":
      return typeof value === "string"
        ? (tooFar(Array.from(value).length, type, "length of value", float) ?? { value })
        : { problem: "expected str" };
    case "int":
      return takeInt(value, type, float);
    case "port":
      return takePort(value);
    case "float": {
      const n = toNumber(value);
      if (n === undefined) return { problem: "expected float" };
      return tooFar(n, type, "value", float) ?? { value: n };
    }
    case "bool":
      return takeBool(value);
    case "email":
      return isEmail(value) ? { value } : { problem: "expected an email address" };
    case "url":
      return isUrl(value) ? { value } : { problem: "expected a URL" };
    case "match":
      return new RegExp(`^(?:${type.pattern})`).test(str(value))
        ? { value: str(value) }
        : { problem: `does not match regular expression ${type.pattern}` };
    case "list":
      return type.choices.includes(str(value))
        ? { value: str(value) }
        : { problem: `value must be one of ${repr([...type.choices].sort())}` };
    case "device":
      return takeDevice(value, type, devices);
  }
}

export const takePort = (value: unknown): Taken => takeInt(value, { min: 1, max: 65_535 }, String);

export function takeBool(value: unknown): Taken {
  if (typeof value !== "string") return { value: isTruthy(value) };
  const word = value.toLowerCase();
  if (["1", "true", "yes", "on", "enable"].includes(word)) return { value: true };
  if (["0", "false", "no", "off", "disable"].includes(word)) return { value: false };
  return { problem: "expected boolean" };
}

interface Range {
  readonly min?: number;
  readonly max?: number;
}

function takeInt(value: unknown, range: Range, written: (n: number) => string): Taken {
  const isWhole = typeof value !== "string" || /^\s*[-+]?\d+(_\d+)*\s*$/.test(value);
  const n = isWhole ? toNumber(value) : undefined;
  if (n === undefined) return { problem: "expected int" };
  return tooFar(Math.trunc(n), range, "value", written) ?? { value: Math.trunc(n) };
}

function tooFar(
  n: number,
  { min, max }: Range,
  what: string,
  written: (n: number) => string,
): Taken | undefined {
  if (min !== undefined && n < min) return { problem: `${what} must be at least ${written(min)}` };
  if (max !== undefined && n > max) return { problem: `${what} must be at most ${written(max)}` };
  return undefined;
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const n = Number(value.replaceAll(/(?<=\d)_(?=\d)/g, ""));
  return Number.isNaN(n) ? undefined : n;
}

/** Of Python: empty lists and empty dicts are false too. */
function isTruthy(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

const mailbox = /^[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*$/i;
const mailHost = /^(?:[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?\.)+[A-Z0-9-]{2,}\.?$/i;

function isEmail(value: unknown): boolean {
  if (typeof value !== "string") return false;
  const at = value.lastIndexOf("@");
  return mailbox.test(value.slice(0, Math.max(at, 0))) && mailHost.test(value.slice(at + 1));
}

const isUrl = (value: unknown): boolean =>
  typeof value === "string" && /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+/i.test(value);

function takeDevice(value: unknown, type: ElementType, devices: readonly Device[]): Taken {
  const device = devices.find(({ path }) => path === value);
  if (device === undefined) return { problem: `Device '${str(value)}' does not exist` };
  if (type.subsystem !== undefined && device.subsystem !== type.subsystem)
    return {
      problem: `Device '${str(value)}' don't match the filter subsystem=${type.subsystem}!`,
    };
  return { value };
}
