// What somebody in the family asks for.

/** A state, or some of the attributes. */
export type Shown = string | Readonly<Record<string, unknown>>;

export interface Wish {
  /** As it is said in the family. */
  readonly said: string;
  readonly tool: string;
  readonly args: object;
  readonly shows: Readonly<Record<string, Shown>>;
  /** What must be as it was. */
  readonly spares?: readonly string[];
}

type Effects = Wish["shows"];

export const light = (
  said: string,
  targets: readonly string[],
  how: object,
  shows: Effects,
): Wish => ({
  ...{ said, tool: "set_light", args: { targets, ...how }, shows },
});
export const power = (
  said: string,
  targets: readonly string[],
  on: boolean,
  shows: Effects,
): Wish => ({
  ...{ said, tool: "set_power", args: { targets, on }, shows },
});
export const set = (said: string, target: string, value: string, shows: Effects): Wish => ({
  ...{ said, tool: "set_value", args: { targets: [target], value }, shows },
});
export const service = (
  said: string,
  name: string,
  target: object,
  shows: Effects,
  data?: object,
): Wish => ({
  ...{ said, tool: "call_service", shows },
  args: { service: name, target, ...(data === undefined ? {} : { data }) },
});
export const other = (said: string, tool: string, args: object, shows: Effects): Wish => ({
  ...{ said, tool, args, shows },
});
