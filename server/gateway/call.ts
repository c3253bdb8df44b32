import type { Effect } from "../../shared/effects.ts";
import type { Failure } from "../../shared/error-codes.ts";
import type { Principal } from "../access/principal.ts";
import type { Decision, DecisionKind } from "../policy/rules.ts";

/** One request to run a tool, the same from every door. */
export interface Call {
  readonly principal: Principal;
  readonly tool: string;
  /** As it arrived: parsed JSON, nothing checked. */
  readonly args: unknown;
  /** Id of the home; absent: the default home. */
  readonly home?: string;
  /** The caller's own name for this call: asked again under it, an act is answered and not done again. */
  readonly idempotencyKey?: string;
  readonly signal: AbortSignal;
}

/** What came of a call. The road returns it and never throws. */
export type Outcome =
  | {
      readonly ok: true;
      readonly callId: string;
      readonly decision: Decision;
      readonly result: Readonly<Record<string, unknown>>;
      /** The result as JSON, serialised once for every door. */
      readonly json: string;
      readonly limit: RateState;
      /** It was done before, under the same key: this is the answer of then. */
      readonly repeated?: true;
    }
  | {
      readonly ok: false;
      readonly callId: string;
      readonly failure: Failure;
      readonly limit?: RateState;
      readonly repeated?: true;
    };

/** How much of the caller's minute is left, for RateLimit headers. */
export interface RateState {
  readonly limit: number;
  readonly remaining: number;
  readonly resetMs: number;
}

/** What would come of a call: its plan, judged and not done. */
export interface Explanation {
  readonly decision: Decision;
  /** What would be done, in words. */
  readonly sentences: readonly string[];
  /** Why it would not be done, or would ask first. */
  readonly reasons: readonly string[];
  readonly planHash?: string;
  /** What would be answered instead, when there is nothing to judge: wrong arguments, an unknown name. */
  readonly failure?: Failure;
}

export interface Gateway {
  call(call: Call): Promise<Outcome>;
  /** Plans and judges; the home is only looked at. */
  explain(request: Omit<Call, "idempotencyKey">): Promise<Explanation>;
  /** Writes down a request that never became a call: malformed parameters, a protocol error. */
  refuse(refusal: Refusal): Promise<string>;
  /** The tools this principal may use, in the catalogue's order; memoised per rights. */
  visibleTools(rights: Principal["rights"]): readonly CatalogueEntry[];
}

/** A request of a known caller that was refused before the road. */
export interface Refusal {
  readonly principal: Principal;
  readonly tool: string;
  readonly args: unknown;
  readonly failure: Failure;
}

/** A tool as doors describe it; JSON Schemas are made once at start. */
export interface CatalogueEntry {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly toolset: string;
  readonly effect: Effect;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly outputSchema: Readonly<Record<string, unknown>>;
  /** The output schema's top level, for lists that a model pays for by the token. */
  readonly outputOutline: Readonly<Record<string, unknown>>;
  /** What the rights that it is shown to say of it. */
  readonly decision?: DecisionKind;
}
