import type { z } from "zod";
import type { Effect } from "../../shared/effects.ts";
import type { GuardedHome } from "../gateway/guarded-home.ts";

/** What a caller may know about itself. */
export interface Caller {
  readonly user: string;
  readonly name: string;
  readonly role: string;
  readonly door: string;
  readonly token?: {
    readonly name: string;
    readonly rights: string;
    readonly attended: boolean;
    readonly expires?: string;
  };
  readonly scope: string;
  /** Names of the tools this caller may use, sorted. */
  readonly tools: readonly string[];
  readonly calls_per_minute: number;
}

export interface ReadContext {
  readonly home: GuardedHome;
  readonly signal: AbortSignal;
  readonly caller: Caller;
}

interface ToolWords {
  /** `verb_noun`, `[a-z0-9_]`, at most 21 characters. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly toolset: string;
}

export interface ReadTool<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> extends ToolWords {
  readonly effect: "read";
  readonly input: Input;
  readonly output: Output;
  run(args: z.output<Input>, context: ReadContext): z.input<Output> | Promise<z.input<Output>>;
}

/** A step that would change the home. The acting part of the road is built on it. */
export interface Action {
  /** What a person is asked: "Turn off 3 lights in the kitchen". */
  readonly sentence: string;
  readonly service: string;
  readonly entity_ids: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

export interface ActTool<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> extends ToolWords {
  readonly effect: Exclude<Effect, "read">;
  readonly input: Input;
  readonly output: Output;
  plan(args: z.output<Input>, context: ReadContext): readonly Action[] | Promise<readonly Action[]>;
}

/** A tool that only looks. `run` sees a home that shows what the caller may see, and nothing else. */
export function defineRead<Input extends z.ZodType, Output extends z.ZodType>(
  tool: Omit<ReadTool<Input, Output>, "effect">,
): ReadTool<Input, Output> {
  return { ...tool, effect: "read" };
}
