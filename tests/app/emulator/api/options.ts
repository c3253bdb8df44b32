// An app's options: what the user set over what the manifest says, as the Supervisor checks and writes them.
import type { Manifest, OptionType } from "../manifest.ts";
import type { InstalledApp } from "../parts.ts";
import { parseType } from "./option-type.ts";
import { takeValue, type Device } from "./option-value.ts";
import { humanised, str } from "./python-words.ts";

type Values = Readonly<Record<string, unknown>>;
type Schema = Readonly<Record<string, OptionType>>;

/** What "!secret name" and "device" look up. */
export interface OptionSources {
  readonly secrets: Readonly<Record<string, string>>;
  readonly devices: readonly Device[];
}

export type CheckedOptions =
  | { readonly options: Record<string, unknown>; readonly warnings: readonly string[] }
  /** The Supervisor's sentence. */
  | { readonly refusal: string };

export function checkOptions(
  app: Pick<InstalledApp, "manifest" | "slug">,
  values: Values,
  sources: OptionSources = { secrets: {}, devices: [] },
): CheckedOptions {
  const check = createCheck(`${app.manifest.name} (${app.slug})`, sources);
  try {
    const options = check.root(app.manifest.schema, values);
    return { options, warnings: check.warnings };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { refusal: humanised(error.message, values) };
  }
}

/** What /data/options.json gets at the next start; throws the Supervisor's sentence where that would not happen. */
export function optionsOf(
  app: Pick<InstalledApp, "manifest" | "options" | "slug">,
  sources?: OptionSources,
): Record<string, unknown> {
  const checked = checkOptions(app, mergedOptions(app), sources);
  if ("options" in checked) return checked.options;
  throw new Error(invalidOptions(app.slug, checked.refusal));
}

/** Nested options are merged too; a list replaces a list. */
export const mergedOptions = ({
  manifest,
  options,
}: {
  readonly manifest: Pick<Manifest, "options">;
  readonly options: Values;
}): Record<string, unknown> => structuredClone(merge(manifest.options, options));

export const invalidOptions = (slug: string, refusal: string): string =>
  `App ${slug} has invalid options: ${refusal}`;

function merge(below: Values, above: Values): Record<string, unknown> {
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key];
    merged[key] = isValues(value) && isValues(under) ? merge(under, value) : value;
  }
  return merged;
}

function createCheck(whose: string, { secrets, devices }: OptionSources) {
  const warnings: string[] = [];

  function root(schema: Schema, values: Values): Record<string, unknown> {
    return fields(schema, values, "root", (key) => {
      warnings.push(`Option '${key}' does not exist in the schema for ${whose}`);
    });
  }

  function fields(schema: Schema, values: Values, of: string, onUnknown: (key: string) => void) {
    const options: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(values)) {
      const type = Object.hasOwn(schema, key) ? schema[key] : undefined;
      if (type) options[key] = element(type, value, key);
      else onUnknown(key);
    }
    const missing = Object.entries(schema).find(
      ([key, type]) => !Object.hasOwn(options, key) && !mayMiss(type),
    );
    if (missing) throw refusal(`Missing option '${missing[0]}' in ${of} in ${whose}`);
    return options;
  }

  function element(type: OptionType, value: unknown, key: string): unknown {
    if (typeof type === "string") return single(type, value, key);
    if (!isList(type)) return nested(type, value, key);
    const [each] = type;
    if (!Array.isArray(value)) throw refusal(`Invalid list for option '${key}' in ${whose}`);
    return value.map((one: unknown) => {
      if (each === undefined) throw refusal(`Type error for option '${key}' in ${whose}`);
      return element(each, one, key);
    });
  }

  function nested(type: Schema, value: unknown, key: string): Record<string, unknown> {
    if (!isValues(value)) throw refusal(`Invalid dict for option '${key}' in ${whose}`);
    return fields(type, value, key, (unknown) => {
      warnings.push(`Unknown option '${unknown}' for ${whose}`);
    });
  }

  function single(written: string, value: unknown, key: string): unknown {
    if (value === null || value === undefined)
      throw refusal(`Missing required option '${key}' in ${whose}`);
    const known = unlocked(value);
    const type = parseType(written);
    if (type === undefined) throw refusal(`Unknown type '${written}' in ${whose}`);
    const taken = takeValue(type, known, devices);
    if ("value" in taken) return taken.value;
    throw refusal(type.kind === "device" ? `${taken.problem} in ${whose}` : taken.problem);
  }

  function unlocked(value: unknown): unknown {
    const text = str(value);
    if (!text.startsWith("!secret ")) return value;
    const name = text.slice("!secret ".length);
    const secret = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    if (secret === undefined) throw refusal(`Unknown secret '${name}' in ${whose}`);
    return secret;
  }

  return { root, warnings };
}

/** A list may miss when what it lists may; nested options never may, whatever is in them. */
function mayMiss(type: OptionType): boolean {
  const each = isList(type) ? (type[0] ?? type) : type;
  return typeof each === "string" && each.endsWith("?");
}

export const isList = (type: OptionType): type is readonly OptionType[] => Array.isArray(type);

const isValues = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const refusalName = "OptionRefused";

const refusal = (message: string): Error =>
  Object.assign(new Error(message), { name: refusalName });

const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && error.name === refusalName;
