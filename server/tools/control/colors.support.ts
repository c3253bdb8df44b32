import { AppError, quoted } from "../../errors.ts";
import { lookUp } from "../look-up.ts";
import { nameKey, nearestNames } from "../../name-likeness.ts";

/** A color as lamps take it: a mixture, or a shade of white for lamps that have nothing else. */
export interface Color {
  readonly said: string;
  readonly rgb?: readonly [number, number, number];
  readonly kelvin?: number;
}

const whites: Readonly<Record<string, number>> = {
  "warm white": 2700,
  "blanc chaud": 2700,
  warmweiss: 2700,
  warmweiß: 2700,
  "soft white": 3000,
  "neutral white": 4000,
  neutralweiß: 4000,
  "cool white": 5000,
  "cold white": 5000,
  "blanc froid": 5000,
  kaltweiß: 5000,
  daylight: 6500,
  "lumiere du jour": 6500,
  tageslicht: 6500,
};

const mixtures: Readonly<Record<string, string>> = {
  amber: "ffbf00",
  beige: "f5f5dc",
  blue: "0000ff",
  brown: "a52a2a",
  coral: "ff7f50",
  crimson: "dc143c",
  cyan: "00ffff",
  gold: "ffd700",
  green: "008000",
  indigo: "4b0082",
  lavender: "e6e6fa",
  lime: "00ff00",
  magenta: "ff00ff",
  maroon: "800000",
  mint: "98ff98",
  navy: "000080",
  olive: "808000",
  orange: "ffa500",
  peach: "ffdab9",
  pink: "ffc0cb",
  purple: "800080",
  red: "ff0000",
  salmon: "fa8072",
  silver: "c0c0c0",
  "sky blue": "87ceeb",
  teal: "008080",
  turquoise: "40e0d0",
  violet: "ee82ee",
  white: "ffffff",
  yellow: "ffff00",
};

/** French and German for them. */
const translations: Readonly<Record<string, string>> = {
  blanc: "white",
  bleu: "blue",
  dore: "gold",
  jaune: "yellow",
  rose: "pink",
  rouge: "red",
  vert: "green",
  blau: "blue",
  gelb: "yellow",
  grun: "green",
  lila: "purple",
  rosa: "pink",
  rot: "red",
  turkis: "turquoise",
  violett: "violet",
  weiss: "white",
  weiß: "white",
};

/** @throws AppError invalid_input for a color that has no name here. */
export function readColor(said: string): Color {
  const [, hex] = /^#?([0-9a-f]{6})$/i.exec(said.trim()) ?? [];
  if (hex !== undefined) return { said: `#${hex.toLowerCase()}`, rgb: rgbOf(hex) };
  const key = nameKey(said);
  const kelvin = lookUp(whites, key) ?? lookUp(whites, key.replaceAll(" ", ""));
  if (kelvin !== undefined) return { said: said.trim(), kelvin };
  const name = lookUp(translations, key) ?? key;
  const mixture = lookUp(mixtures, name);
  if (mixture === undefined) throw unknownColor(said);
  return {
    said: name,
    rgb: rgbOf(mixture),
    ...(name === "white" ? { kelvin: 4000 } : {}),
  };
}

const rgbOf = (hex: string): readonly [number, number, number] => [
  Number.parseInt(hex.slice(0, 2), 16),
  Number.parseInt(hex.slice(2, 4), 16),
  Number.parseInt(hex.slice(4, 6), 16),
];

const unknownColor = (said: string) =>
  new AppError("invalid_input", `There is no color ${quoted(said, 40)}.`, {
    hint: "Use a plain name such as those in details.candidates, or #rrggbb.",
    details: { candidates: nearestNames(said, [...Object.keys(mixtures), "warm white"], 5) },
  });
