// What a judge says, in words that name nothing but what the caller may see.

import type { Effect } from "../../shared/effects.ts";
import type { Decision, DecisionKind, Risk } from "./rules.ts";

/** One reason why a plan is not simply done. */
export interface Finding {
  readonly kind: Exclude<DecisionKind, "allow">;
  /** The name of the rule, the limit or the scope that says so. */
  readonly rule: string;
  readonly sentence: string;
}

export interface Verdict extends Decision {
  /** Strictest first; none when the plan may simply be done. */
  readonly findings: readonly Finding[];
}

/** What a risk does to these things, after "This" or the name of a script. */
const riskPhrases: Readonly<Record<Risk, (things: string) => string>> = {
  unlock: (things) => `unlocks ${things}`,
  disarm: (things) => `disarms ${things}`,
  alarm: (things) => `sets off the alarm ${things}`,
  open_door: (things) => `opens ${things}`,
  open_valve: (things) => `opens ${things}`,
  siren: (things) => `sounds or silences ${things}`,
  camera: (things) => `uses the pictures of a camera (${things})`,
  presence: (things) => `changes who is said to be at home (${things})`,
  stop_home: (things) => `stops or restarts a part of the home (${things})`,
  shell: (things) => `runs commands on the server (${things})`,
  raw_protocol: (things) => `sends raw commands to devices (${things})`,
  notify_command: (things) => `sends a command to a phone (${things})`,
  update: (things) => `installs or skips an update (${things})`,
  backup: (things) => `makes or restores a backup (${things})`,
  safety_automation: (things) => `switches ${things}, which looks after safety`,
  unknown_service: (things) => `does something that nobody has looked at yet (${things})`,
  unknown_action: (things) => `does something that cannot be read beforehand (${things})`,
};

const effectPhrases: Readonly<Record<Effect, (things: string) => string>> = {
  read: (things) => `looks at ${things}`,
  execute: (things) => `acts on ${things}`,
  write: (things) => `changes settings (${things})`,
  destroy: (things) => `stops or loses something for good (${things})`,
};

/** "unlocks Front door" */
export const describeRisk = (risk: Risk, things: string): string => riskPhrases[risk](things);

/** "changes settings (Child lock)" */
export const describeEffect = (effect: Effect, things: string): string =>
  effectPhrases[effect](things);

const endings: Readonly<Record<Finding["kind"], string>> = {
  confirm: "lets that run only after somebody confirms it",
  approve: "lets that run only when approved",
  deny: "does not allow that",
};

/** 'Leaving home (script) → Front hall (script) unlocks Front door: the rule "role resident" …' */
export const sayRule = (
  who: string,
  what: string,
  kind: Finding["kind"],
  rule: string,
): Finding => ({ kind, rule, sentence: `${who} ${what}: the rule "${rule}" ${endings[kind]}.` });

/** Three names at most, and how many more. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 3);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  const first = shown.slice(0, -1).join(", ");
  return [first, ...shown.slice(-1)].filter((part) => part !== "").join(" and ");
}
