import { z } from "zod";
import type { Effect } from "../../shared/effects.ts";
import type { Failure } from "../../shared/error-codes.ts";
import type { GuardedHome, PlanningHome } from "../gateway/guarded-home.ts";
import type { Entity } from "../home/home.ts";

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
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodType = z.ZodType,
> extends ToolWords {
  readonly effect: "read";
  readonly input: Input;
  readonly output: Output;
  run(args: z.output<Input>, context: ReadContext): z.input<Output> | Promise<z.input<Output>>;
}

/** What an entity shows when an action worked. */
export interface Expectation {
  /** Any of these: a cover that is asked to open may already be "open" or still "opening". */
  readonly state?: readonly string[];
  readonly attributes?: Readonly<Record<string, Expected>>;
  /** It shows something newer than before, whatever it is: a button, a scene. */
  readonly changes?: true;
  /** How long the home may take; the road has a bound of its own. */
  readonly withinMs?: number;
}

/** A value, or a number that homes round: "near 128, within 3". */
export type Expected =
  string | number | boolean | null | { readonly near: number; readonly within: number };

/** A step that would change the home: a service on resolved entities. */
export interface Action {
  /** What a person is asked: "Turn off 3 lights in the kitchen". */
  readonly sentence: string;
  /** "light.turn_on". */
  readonly service: string;
  /** Empty only for a service that takes no target. */
  readonly entity_ids: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
  /** Absent: that the home accepted it is all that can be known. */
  readonly expect?: Expectation;
  /** Its answer is wanted: for services that answer with data. */
  readonly wantsResponse?: true;
}

/** What became of one entity of an action. */
export interface DoneEntity {
  readonly entity_id: string;
  /** As the caller sees it now; absent when it has no state any more. */
  readonly after?: Entity;
  /** Whether the home shows what was expected; absent: nothing was expected. */
  readonly confirmed?: boolean;
}

/** An action, and what became of it. */
export interface DoneAction {
  readonly action: Action;
  /** Of one that failed, those that show all the same what was wanted. */
  readonly entities: readonly DoneEntity[];
  /** What the service answered, without secrets. */
  readonly response?: unknown;
  /** Why the home did not do it, in our own words; then others of the same plan were done. */
  readonly failure?: Failure;
}

export interface ActContext extends Omit<ReadContext, "home"> {
  /** It looks and resolves; nothing in it acts. */
  readonly home: PlanningHome;
}

export interface ReportContext {
  readonly done: readonly DoneAction[];
  readonly home: GuardedHome;
}

export interface ActTool<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodObject = z.ZodObject,
> extends ToolWords {
  readonly effect: Exclude<Effect, "read">;
  readonly input: Input;
  readonly output: Output;
  /** Only reads. What it answers is judged, and just that is done. */
  plan(args: z.output<Input>, context: ActContext): readonly Action[] | Promise<readonly Action[]>;
  /** The answer, made of what was done. */
  report(context: ReportContext): z.input<Output>;
}

export type Tool = ReadTool | ActTool;

/** A tool that only looks. `run` sees a home that shows what the caller may see, and nothing else. */
export function defineRead<Input extends z.ZodObject, Output extends z.ZodType>(
  tool: Omit<ReadTool<Input, Output>, "effect">,
): ReadTool<Input, Output> {
  return { ...tool, effect: "read" };
}

/** What every acting tool takes beside its own arguments. */
const manner = {
  rehearse: z.boolean().optional().describe("Only say what would happen"),
  plan_hash: z.string().max(64).optional().describe("Do it only if it is what was rehearsed"),
};

/** What the road may answer instead of, or beside, the tool's own report. */
const roadOutput = {
  /** What would be done, or was, in sentences. */
  plan: z.array(z.string()).optional(),
  decision: z.string().optional(),
  rule: z.string().optional(),
  plan_hash: z.string().optional(),
  /** Why it would not be done. */
  reason: z.string().optional(),
  repeated: z.boolean().optional(),
  left_out: z.array(z.string()).optional(),
  /** Automations that listen to what was acted on. */
  may_set_off: z.array(z.string()).optional(),
};

export type RoadOutput = z.input<z.ZodObject<typeof roadOutput>>;

/** A tool that changes something: a plan, not a run. The road judges the plan, does it, and waits for the
 * home to show it. A rehearsal answers without the tool's report, so all of that is optional. */
export function defineAct<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: ActTool<Input, Output>,
): ActTool {
  return {
    ...tool,
    input: tool.input.extend(manner),
    // First what the road has to say: that it only repeats itself is not to be overlooked.
    output: z.object(roadOutput).extend(tool.output.partial().shape),
  };
}
