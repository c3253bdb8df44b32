// What a service is called, what it takes and what it does, in one place.
import type { Core } from "../core/core.ts";
import type { Attributes, Context, State } from "../core/model.ts";

export type ServiceData = Readonly<Record<string, unknown>>;

/** What an entity becomes; attributes are merged over its old ones. */
export interface Change {
  readonly state?: string;
  readonly attributes?: Attributes;
  /** What it becomes after that, when the way there takes time. */
  readonly then?: Change;
}

/** A call inside a call: of a script, an automation, or a service that stands for others. */
export interface Step {
  readonly domain: string;
  readonly service: string;
  readonly target: Readonly<Record<string, unknown>>;
  readonly data?: ServiceData;
}

export interface Call {
  readonly data: ServiceData;
  readonly context: Context;
  /** Entities of the service's own domain that the call reaches. */
  readonly reached: readonly State[];
  readonly core: Core;
  /** Under the same context unless another is given. */
  readonly perform: (step: Step, context?: Context) => void;
  /** Says that the call reached an entity which its target did not name. */
  readonly touch: (entityId: string) => void;
}

export interface Field {
  readonly name: string;
  readonly description: string;
  readonly required?: true;
  readonly selector: Readonly<Record<string, unknown>>;
  /** What is outside is refused before anything happens. */
  readonly bounds?: Range;
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly unit_of_measurement?: string;
}

export interface Service {
  readonly name: string;
  readonly description: string;
  /** Domain of the entities it acts on, or "any"; absent: it takes no target. */
  readonly target?: string;
  readonly fields?: Readonly<Record<string, Field>>;
  /** Of `supported_features`; entities that cannot are passed over. */
  readonly needs?: number;
  readonly response?: { readonly optional: boolean };
  /** Whatever it is given, as a script's variables. */
  readonly takesAnything?: true;
  readonly admin?: true;
  /** Named in `get_services` itself, as scripts and notify services of phones are. */
  readonly named?: true;
  readonly effect?: (state: State, data: ServiceData) => Change | undefined;
  /** Beside or instead of the effect on each entity; answers the response. */
  readonly run?: (call: Call) => unknown;
}

export type Domain = Readonly<Record<string, Service>>;
export type Catalogue = Readonly<Record<string, Domain>>;

type Required = Pick<Field, "required">;

export const number = (name: string, range: Range, more: Required = {}): Field => ({
  name,
  description: `${name} to set.`,
  selector: { number: { ...range, step: 1, mode: "slider" } },
  ...more,
});

/** A number that is refused outside its range. */
export const bounded = (name: string, range: Range, more: Required = {}): Field => ({
  ...number(name, range, more),
  bounds: range,
});

export const words = (name: string, more: Required = {}): Field => ({
  name,
  description: `${name} to use.`,
  selector: { text: { multiline: false, multiple: false } },
  ...more,
});

export const choice = (name: string, options: readonly string[], more: Required = {}): Field => ({
  name,
  description: `${name} to choose.`,
  selector: { select: { options, multiple: false, custom_value: false, sort: false } },
  ...more,
});

export const yesNo = (name: string, more: Required = {}): Field => ({
  name,
  description: `${name}, or not.`,
  selector: { boolean: {} },
  ...more,
});

export const anyValue = (name: string, more: Required = {}): Field => ({
  name,
  description: `${name} to use.`,
  selector: { object: {} },
  ...more,
});

export const numberIn = (data: ServiceData, key: string): number | undefined => {
  const value = data[key];
  return value === undefined || Number.isNaN(Number(value)) ? undefined : Number(value);
};

export const textIn = (data: ServiceData, key: string): string | undefined => {
  const value = data[key];
  return typeof value === "string" ? value : undefined;
};

export const attributeNumber = ({ attributes }: State, key: string, otherwise: number): number => {
  const value = attributes[key];
  return typeof value === "number" ? value : otherwise;
};
