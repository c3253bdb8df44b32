// What a command is, and the checks of what it takes.
import type { Core } from "../core/core.ts";
import type { User } from "../core/model.ts";
import { Refusal } from "../core/refusal.ts";

type Check<T> = (value: unknown) => value is T;
type Checked<C> = C extends Check<infer T> ? T : never;
/** Checks by name; a name that ends with "?" may be left out. */
type Fields = Readonly<Record<string, Check<unknown>>>;
type Taken<F extends Fields> = {
  readonly [K in keyof F as K extends `${string}?` ? never : K]: Checked<F[K]>;
} & {
  readonly [K in keyof F as K extends `${infer Name}?` ? Name : never]?: Checked<F[K]>;
};

/** A message without its id and type. */
type Parameters = Readonly<Record<string, unknown>>;

/** What a running command may do to the connection it came over. */
export interface Caller {
  readonly user: User;
  reply(result: unknown): void;
  /** An event of the subscription that this command began. */
  event(event: unknown): void;
  /** Begins a subscription under the command's id; `end` runs when it or the connection ends. */
  subscribe(end: () => void): void;
  /** @returns false when there is no such subscription. */
  unsubscribe(id: number): boolean;
  coalesce(): void;
  /** Tears the connection down without a word. */
  drop(): void;
  pong(): void;
}

export interface Command {
  readonly takes: Fields;
  readonly admin: boolean;
  run(parameters: Parameters, core: Core, caller: Caller): void;
}

interface Definition<F extends Fields> {
  readonly takes: F;
  readonly admin?: true;
  readonly run: (args: Taken<F>, core: Core, caller: Caller) => void;
}

export function command<F extends Fields>(definition: Definition<F>): Command {
  return {
    takes: definition.takes,
    admin: definition.admin ?? false,
    // The session has checked every field of `takes` before.
    run: (parameters, core, caller) => definition.run(parameters as Taken<F>, core, caller),
  };
}

/** A command that answers at once. */
export const answer = <F extends Fields>(
  takes: F,
  result: (args: Taken<F>, core: Core, user: User) => unknown,
  { admin }: { readonly admin?: true } = {},
): Command =>
  command({
    takes,
    ...(admin ? { admin } : {}),
    run: (args, core, caller) => caller.reply(result(args, core, caller.user)),
  });

/** @throws Refusal invalid_format, naming the key as Home Assistant does. */
export function checkFields({ takes }: Command, parameters: Parameters): void {
  const checks = new Map(Object.entries(takes));
  for (const [key, value] of Object.entries(parameters)) {
    const check = checks.get(key) ?? checks.get(`${key}?`);
    if (!check?.(value))
      throw new Refusal("invalid_format", `not a valid option at '${key}'. Got ${show(value)}`);
  }
  for (const key of Object.keys(takes))
    if (!key.endsWith("?") && !(key in parameters))
      throw new Refusal("invalid_format", `required key not provided at '${key}'`);
}

const show = (value: unknown): string => JSON.stringify(value);

export const text = (value: unknown): value is string => typeof value === "string";
export const textOrNull = (value: unknown): value is string | null => value === null || text(value);
export const whole = (value: unknown): value is number => Number.isInteger(value);
export const flag = (value: unknown): value is boolean => typeof value === "boolean";

export const record = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const list =
  <T>(check: Check<T>) =>
  (value: unknown): value is readonly T[] =>
    Array.isArray(value) && value.every(check);

export const isEntityId = (value: unknown): value is string =>
  text(value) && /^[a-z0-9_]+\.[a-z0-9_]+$/.test(value);

/** One id may stand without its list. */
export const entityIds = (value: unknown): value is string | readonly string[] =>
  isEntityId(value) || list(isEntityId)(value);
