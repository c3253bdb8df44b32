// The Configuration tab: what Home Assistant makes a form of.
import type { OptionType } from "../manifest.ts";
import { isList } from "./options.ts";
import { parseType, type ElementType } from "./option-type.ts";
import type { Device } from "./option-value.ts";

export interface FormField {
  readonly name: string;
  readonly type: "boolean" | "float" | "integer" | "schema" | "select" | "string";
  readonly required?: true;
  readonly optional?: true;
  readonly format?: "email" | "password" | "url";
  readonly options?: readonly string[];
  /** Of a text its length, of a number its value. */
  readonly lengthMin?: number;
  readonly lengthMax?: number;
  readonly multiple?: boolean;
  readonly schema?: readonly FormField[];
}

export function optionsForm(
  schema: Readonly<Record<string, OptionType>>,
  devices: readonly Device[] = [],
): readonly FormField[] {
  return Object.entries(schema).flatMap(([name, type]) => fieldOf(name, type, devices));
}

function fieldOf(
  name: string,
  type: OptionType,
  devices: readonly Device[],
  multiple = false,
): readonly FormField[] {
  if (typeof type === "string") {
    const element = parseType(type);
    return element ? [singleField(name, element, devices, multiple)] : [];
  }
  if (isList(type)) return type[0] === undefined ? [] : fieldOf(name, type[0], devices, true);
  const schema = optionsForm(type, devices);
  return [{ name, type: "schema", optional: true, multiple, schema }];
}

function singleField(
  name: string,
  type: ElementType,
  devices: readonly Device[],
  multiple: boolean,
): FormField {
  return {
    name,
    ...(multiple ? { multiple: true } : {}),
    ...(type.min === undefined ? {} : { lengthMin: type.min }),
    ...(type.max === undefined ? {} : { lengthMax: type.max }),
    ...(type.isOptional ? { optional: true } : { required: true }),
    ...looks(type, devices),
  };
}

function looks(
  { kind, choices, subsystem }: ElementType,
  devices: readonly Device[],
): Pick<FormField, "format" | "options" | "type"> {
  switch (kind) {
    case "str":
    case "match":
      return { type: "string" };
    case "password":
    case "email":
    case "url":
      return { type: "string", format: kind };
    case "int":
    case "port":
      return { type: "integer" };
    case "float":
      return { type: "float" };
    case "bool":
      return { type: "boolean" };
    case "list":
      return { type: "select", options: choices };
    case "device": {
      const fitting = devices.filter((d) => subsystem === undefined || d.subsystem === subsystem);
      return { type: "select", options: fitting.map(({ path }) => path) };
    }
  }
}
