// The words of policy as plain data. No clock, no I/O.

import type { Effect } from "../../shared/effects.ts";

/** From lenient to strict. */
export const decisions = ["allow", "confirm", "approve", "deny"] as const;
export type DecisionKind = (typeof decisions)[number];

/** Tools by the first four; what an action really does in the home by the last three. */
export type Target =
  | { readonly kind: "tool"; readonly name: string }
  | { readonly kind: "toolset"; readonly name: string }
  | { readonly kind: "effect"; readonly effect: Effect }
  | { readonly kind: "all" }
  /** A service of the home, or all of a domain: "hue.activate_scene", "lock.*". */
  | { readonly kind: "service"; readonly name: string }
  | { readonly kind: "risk"; readonly risk: Risk }
  /** Whatever carries a risk. */
  | { readonly kind: "sensitive" };

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** When a rule holds: everything that is named must be so. What is not known is not so. */
export interface Conditions {
  /** In the home's time zone; hours over midnight belong to the day on which they begin. */
  readonly weekdays?: readonly Weekday[];
  /** "22:00" to "06:00" of the home's clocks; `to` is not included. */
  readonly hours?: { readonly from: string; readonly to: string };
  readonly presence?: "somebody_home" | "nobody_home";
  /** An entity is in one of these states. */
  readonly state?: { readonly entity_id: string; readonly is: readonly string[] };
}

/** What any rule may carry: without it, the rule holds always. */
export interface Timed {
  readonly when?: Conditions;
  /** Epoch milliseconds: from then on the rule is not there. */
  readonly until?: number;
}

export interface Rule extends Timed {
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

/** What an entity is to a principal, from less to more: not there, to look at, to act on. */
export const accesses = ["none", "see", "control"] as const;
export type Access = (typeof accesses)[number];

export type Select =
  | {
      readonly kind: "entity" | "device" | "area" | "floor" | "label" | "domain";
      readonly id: string;
    }
  /** What tells of a person that the principal is not: other people, their trackers and phones, cameras. */
  | { readonly kind: "private" }
  /** Whatever is exposed to Assist. */
  | { readonly kind: "exposed" }
  | { readonly kind: "all" };

export interface ScopeRule extends Timed {
  readonly name: string;
  readonly select: Select;
  readonly access: Access;
  /** It holds only while no other rule of its layer selects the same. */
  readonly isDefault?: true;
}

/** Which entities exist for a principal, and which it may act on. */
export interface Scope {
  /** Equal keys show the same. */
  readonly key: string;
  readonly user: readonly ScopeRule[];
  /** It can only show less. Absent: as much as its user sees. */
  readonly token?: readonly ScopeRule[];
  /** What the house keeps from any token: what is private, what freezes. It can only show less. */
  readonly house?: readonly ScopeRule[];
  /** Id in Home Assistant of the person themselves: what tells of them is not private to them. */
  readonly self?: string;
  /** Entities on whose states rules of theirs hang: to look at only, or a token could let itself in. */
  readonly held?: ReadonlySet<string>;
  /** Of somebody else, who asks about this one: what does not exist for them is not told to them. */
  readonly within?: Scope;
}

/** A bound on what an action may be called with; outside it is refused, never changed. */
export interface Limit extends Timed {
  /** What a person is told: "Heating between 16 and 23 °C". */
  readonly name: string;
  /** "climate.set_temperature", "light.*" or "*". */
  readonly service: string;
  /** Which entities it is about; absent: all. */
  readonly select?: Select;
  /** The field of the service that is bounded by the range or the choices. */
  readonly field?: string;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly (string | number | boolean)[];
  /** Entities of one call. */
  readonly maxTargets?: number;
  /** Between two acts on the same entity. */
  readonly cooldownMs?: number;
  /** Acts on the same entity in a day of the home's time zone. */
  readonly perDay?: number;
}

/** What is written for a role, a user, everybody or a token. */
export interface Written {
  readonly rules: readonly Rule[];
  readonly scope: readonly ScopeRule[];
  readonly limits: readonly Limit[];
}

/** What there was when a token was made: what is newer is denied to it until somebody looks. */
export interface KnownCatalogue {
  readonly id: string;
  readonly tools: ReadonlySet<string>;
  /** Services that the table of risks called harmless. */
  readonly harmless: ReadonlySet<string>;
}

/** Everything that decides over a principal's calls, as one immutable value. */
export interface Rights {
  /** Equal keys decide equally: caches of tool lists hang on it. */
  readonly key: string;
  /** Rules of the user: their own before those of their role. */
  readonly user: readonly Rule[];
  /** Rules of the token; they can only make it stricter. Absent: as strict as its user. */
  readonly token?: readonly Rule[];
  readonly scope: Scope;
  /** Of user and token alike: each holds. */
  readonly limits: readonly Limit[];
  /** Absent: whatever there is. */
  readonly known?: KnownCatalogue;
  /** What a person is told of why nothing is let in now: "everything is frozen". Absent: not frozen. */
  readonly frozen?: string;
}

/** What a role may do beyond tools: everything there is to manage; reading what others asked and got. */
export const powers = ["admin", "auditor"] as const;
export type Power = (typeof powers)[number];

/** What can go wrong for good when somebody else decides it. */
export const risks = [
  "unlock",
  "disarm",
  "alarm",
  "open_door",
  "open_valve",
  "siren",
  "camera",
  "presence",
  "stop_home",
  "shell",
  "raw_protocol",
  "notify_command",
  "update",
  "backup",
  "safety_automation",
  "unknown_service",
  "unknown_action",
] as const;
export type Risk = (typeof risks)[number];

/** What a decision needs to know of a tool. */
export interface ToolFacts {
  readonly name: string;
  readonly toolset: string;
  readonly effect: Effect;
}
