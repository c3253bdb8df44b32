// The words of policy as plain data. No clock, no I/O.

import type { Effect } from "../../shared/effects.ts";

/** From lenient to strict. */
export const decisions = ["allow", "confirm", "approve", "deny"] as const;
export type DecisionKind = (typeof decisions)[number];

export type Target =
  | { readonly kind: "tool"; readonly name: string }
  | { readonly kind: "toolset"; readonly name: string }
  | { readonly kind: "effect"; readonly effect: Effect }
  | { readonly kind: "all" };

export interface Rule {
  /** What a person is told when they ask why: "role resident", "token: effect:write". */
  readonly name: string;
  readonly target: Target;
  readonly decision: DecisionKind;
}

export interface Decision {
  readonly kind: DecisionKind;
  /** The name of the rule that decided; "nothing allows it" when none matched. */
  readonly rule: string;
}

/** Which entities exist for a principal at all. */
export type Scope = "all" | "exposed" | "none";

/** Everything that decides over a principal's calls, as one immutable value. */
export interface Rights {
  /** Equal keys decide equally: caches of tool lists hang on it. */
  readonly key: string;
  /** Rules of the user: their own before those of their role. */
  readonly user: readonly Rule[];
  /** Rules of the token; they can only make it stricter. Absent: as strict as its user. */
  readonly token?: readonly Rule[];
  readonly scope: Scope;
}

/** What a decision needs to know of a tool. */
export interface ToolFacts {
  readonly name: string;
  readonly toolset: string;
  readonly effect: Effect;
}
