import { AppError } from "../../errors.ts";
import type { RunSettings } from "./house-rules.ts";

// What may be changed while running, as it is stored: one JSON object of what differs from the options.

export const runSettings = "run_settings";

const maxCallsPerMinute = 100_000;

/** What each setting may be. */
const fits: { readonly [Name in keyof RunSettings]: (value: unknown) => boolean } = {
  calls_per_minute: (value) =>
    typeof value === "number" &&
    Number.isInteger(value) &&
    value >= 1 &&
    value <= maxCallsPerMinute,
  registration: isFlag,
  registration_role: isName,
  newcomer_role: isName,
  home_sign_in: isFlag,
};

const hints: Readonly<Record<keyof RunSettings, string>> = {
  calls_per_minute: `Give a whole number from 1 to ${maxCallsPerMinute}.`,
  registration: "Say true or false.",
  registration_role: "Give the name of a role.",
  newcomer_role: "Give the name of a role.",
  home_sign_in: "Say true or false.",
};

/** The settings in force: what is stored over what the options say. */
export function readSettings(text: string | undefined, defaults: RunSettings): RunSettings {
  return Object.freeze({ ...defaults, ...readStored(text) });
}

/** What is stored; of what does not fit, for it was another Vestibule's, nothing. */
export function readStored(text: string | undefined): Partial<RunSettings> {
  const entries = Object.entries(parse(text) ?? {}).filter(
    ([name, value]) => isSetting(name) && fits[name](value),
  );
  return Object.fromEntries(entries);
}

function parse(text = "{}"): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws AppError invalid_input naming the setting. */
export function checkSettings(change: Partial<RunSettings>): void {
  for (const [name, value] of Object.entries(change)) {
    if (!isSetting(name))
      throw new AppError("invalid_input", `There is no setting "${name.slice(0, 40)}".`, {
        hint: `Settings are ${Object.keys(fits).join(", ")}.`,
      });
    if (!fits[name](value))
      throw new AppError("invalid_input", `This cannot be the setting ${name}.`, {
        hint: hints[name],
      });
  }
}

const isSetting = (name: string): name is keyof RunSettings => Object.hasOwn(fits, name);

function isFlag(value: unknown): boolean {
  return typeof value === "boolean";
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
