// Whether a body has the fields that it may have, in the words of the Supervisor's checks.
import { takeBool, takePort, type Taken } from "./option-value.ts";
import { humanised, repr } from "./python-words.ts";

/** Takes one field; its problem comes as it stands in a sentence. */
type Take = (value: unknown, path: string) => Taken | { readonly complaint: string };

export interface Shape {
  readonly fields: Readonly<Record<string, Take>>;
  readonly required?: readonly string[];
}

export type Shaped =
  { readonly body: Readonly<Record<string, unknown>> } | { readonly refusal: string };

export function shaped({ fields, required = [] }: Shape, given: unknown): Shaped {
  if (!isDict(given)) return { refusal: humanised("expected a dictionary", given) };
  const body: Record<string, unknown> = {};
  const complaints = required
    .filter((key) => !Object.hasOwn(given, key))
    .map((key) => humanised(`required key not provided @ ${at(key)}`, null));
  for (const [key, value] of Object.entries(given)) {
    const take = Object.hasOwn(fields, key) ? fields[key] : undefined;
    const taken = take?.(value, at(key)) ?? {
      complaint: humanised(`extra keys not allowed @ ${at(key)}`, value),
    };
    if ("value" in taken) body[key] = taken.value;
    else if ("complaint" in taken) complaints.push(taken.complaint);
    else complaints.push(humanised(`${taken.problem} for dictionary value @ ${at(key)}`, value));
  }
  return complaints.length > 0 ? { refusal: complaints.sort().join("\n") } : { body };
}

export const isDict = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const text: Take = (value) =>
  typeof value === "string" ? { value } : { problem: "expected str" };

export const dict: Take = (value) => (isDict(value) ? { value } : { problem: "expected dict" });

export const truth: Take = takeBool;

export const boot: Take = (value) =>
  value === "auto" || value === "manual"
    ? { value }
    : { problem: "expected AppBoot or one of 'auto', 'manual'" };

const invalid = { problem: "not a valid value" };

/** Null, or what another takes; what it complains of is lost. */
const maybe =
  (take: Take): Take =>
  (value, path) => {
    if (value === null) return { value };
    const taken = take(value, path);
    return "problem" in taken ? invalid : taken;
  };

export const maybeText: Take = maybe(text);
export const maybeDict: Take = maybe(dict);

/** {"7180/tcp": 7180}, of ports or null. */
export const maybePorts: Take = maybe((value, path) => {
  if (!isDict(value)) return invalid;
  const ports: Record<string, unknown> = {};
  const form = /^\d+(?:\/tcp|\/udp)?$/;
  for (const [name, host] of Object.entries(value)) {
    const here = `${path}[${repr(name)}]`;
    const taken = host === null ? { value: null } : takePort(host);
    if (!form.test(name))
      return {
        complaint: humanised(
          `does not match regular expression ^\\d+(?:/tcp|/udp)?$ @ ${here}`,
          host,
        ),
      };
    if ("problem" in taken)
      return {
        complaint: humanised(`not a valid value for dictionary value @ ${here}`, host),
      };
    ports[name] = taken.value;
  }
  return { value: ports };
});

const at = (key: string): string => `data[${repr(key)}]`;
