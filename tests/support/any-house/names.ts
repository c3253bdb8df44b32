import type { Entity } from "../../../server/home/home.ts";

const syllables = ["ba", "ko", "mi", "ru", "te", "lo", "vi", "za", "ne", "gu", "fo", "ji"];

/** A word that is no part of any other one, up to 1728 of them. */
export const wordOf = (n: number): string =>
  [n, Math.floor(n / 12), n * 7 + Math.floor(n / 12) + 3, Math.floor(n / 144)]
    .map((digit) => syllables[digit % 12])
    .join("");

/** One of the list, whatever the number. @throws Error for an empty list. */
export function pick<T>(list: readonly T[], n: number): T {
  const found = list[n % list.length];
  if (found === undefined) throw new Error("There is nothing to pick from.");
  return found;
}

export const domainOf = (name: string): string => name.slice(0, name.indexOf("."));

const lookOf: Readonly<Record<string, Partial<Entity>>> = {
  alarm_control_panel: { state: "armed_away" },
  automation: { state: "on" },
  button: { state: "unknown" },
  climate: {
    state: "heat",
    attributes: { hvac_modes: ["off", "heat"], min_temp: 5, max_temp: 35, temperature: 20 },
  },
  cover: { state: "closed", attributes: { current_position: 0 } },
  input_number: { state: "10", attributes: { min: 0, max: 100, step: 1 } },
  light: { attributes: { supported_color_modes: ["brightness"] } },
  lock: { state: "locked" },
  sensor: { state: "20" },
  valve: { state: "closed" },
};

/** State and attributes of a thing of this domain that can do all that its kind can. */
export function partsOf(domain: string, supported_features: number): Partial<Entity> {
  const { attributes, ...look } = lookOf[domain] ?? {};
  return { ...look, attributes: { supported_features, ...attributes } };
}
