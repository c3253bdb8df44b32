import { hideSecretForms, masked } from "../secret-forms.ts";
import { isSecretKey } from "./secret-keys.ts";

export const cut = "[cut]";

/** A secret that is written out inside a text: `password=…`, `"token": "…"`, `&authSig=…`. */
const assignments =
  /(password|passwd|passcode|passphrase|secret|token|api_?key|authSig|webhook_?id|\bpin|\bcode)(["']?\s{0,4}[:=]\s{0,4}["']?)[^\s"',;&})\]]+/gi;

/** What every text with a secret has: a quick look that spares most texts the search. */
const suspicious = /[=:]|bearer|eyJ|v(?:st|ss|sa|sr|si)_|webhook|[0-9a-f]{64}/i;

const maxDepth = 12;
const maxItems = 1_000;
/** More of a text than may stay, so that a secret on the edge is seen whole before the cut. */
const margin = 1_024;

/** A text without secrets, at most `maxLength` characters. */
export function maskText(text: string, maxLength = 16_384): string {
  const seen = text.length > maxLength + margin ? text.slice(0, maxLength + margin) : text;
  const clean = suspicious.test(seen)
    ? hideSecretForms(seen).replace(assignments, `$1$2${masked}`)
    : seen;
  return clean.length > maxLength
    ? `${clean.slice(0, Math.max(0, maxLength - cut.length))}${cut}`
    : clean;
}

/** A copy of any value without secrets, by key at any depth and by form. Deep, wide and long values are
 * cut and say so: about `maxLength` characters stay, and the work is bounded by that too. */
export function mask(value: unknown, maxLength = 16_384): unknown {
  return maskWithin(value, { characters: maxLength, items: maxItems }, 0);
}

/** The masked value as the beginning of its JSON text, for people to glance at. */
export function maskedSummary(value: unknown, maxLength: number): string {
  const json = JSON.stringify(mask(value, maxLength)) as string | undefined; // undefined for undefined
  return json === undefined ? "" : json.slice(0, maxLength);
}

/** The masked value as JSON text, at most `maxLength` characters; valid JSON in any case. */
export function maskedJson(value: unknown, maxLength = 16_384): string {
  const json = JSON.stringify(mask(value, maxLength)) as string | undefined; // undefined for undefined
  if (json === undefined) return "null";
  // Escapes and punctuation can outgrow the budget: then less is kept.
  if (json.length > maxLength)
    return maxLength < 64 ? JSON.stringify(cut) : maskedJson(value, Math.floor(maxLength / 2));
  return json;
}

/** The masked value as JSON text; undefined when it would not be whole. */
export function maskedWhole(value: unknown, maxLength: number): string | undefined {
  const json = JSON.stringify(mask(value, maxLength)) as string | undefined; // undefined for undefined
  return json === undefined || json.length > maxLength || json.includes(cut) ? undefined : json;
}

interface Budget {
  characters: number;
  items: number;
}

function maskWithin(value: unknown, budget: Budget, depth: number): unknown {
  if (budget.characters <= 0 || budget.items <= 0) return cut;
  budget.items -= 1;
  switch (typeof value) {
    case "string": {
      const text = maskText(value, budget.characters);
      budget.characters -= text.length;
      return text;
    }
    case "object":
      return value === null ? null : maskObject(value, budget, depth);
    case "bigint":
    case "symbol":
      return String(value);
    case "function":
    case "undefined":
      return undefined;
    case "boolean":
    case "number":
      budget.characters -= 8;
      return value;
  }
}

function maskObject(value: object, budget: Budget, depth: number): unknown {
  if (depth >= maxDepth) return cut;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return maskArray(value, budget, depth);
  const kept: [string, unknown][] = [];
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    if (budget.characters <= 0 || budget.items <= 0) {
      kept.push([cut, true]);
      break;
    }
    // The shortest of our tokens has more characters than most keys.
    const name = key.length < 12 ? key : maskText(key, 128);
    budget.characters -= name.length + 4;
    const item: unknown = Reflect.get(value, key);
    kept.push([name, isSecretKey(key) ? hidden(item) : maskWithin(item, budget, depth + 1)]);
  }
  // Defines own properties: a key named __proto__ stays a key.
  return Object.fromEntries(kept);
}

function maskArray(items: readonly unknown[], budget: Budget, depth: number): unknown[] {
  const kept: unknown[] = [];
  for (const item of items) {
    if (budget.characters <= 0 || budget.items <= 0) {
      kept.push(cut);
      break;
    }
    kept.push(maskWithin(item, budget, depth + 1));
  }
  return kept;
}

/** Whether a secret was there at all is worth knowing. */
const hidden = (value: unknown) => (value === null || value === undefined ? value : masked);
