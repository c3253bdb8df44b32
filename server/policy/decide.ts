import type { Effect } from "../../shared/effects.ts";
import { domainOf } from "./domains.ts";
import {
  decisions,
  type Decision,
  type DecisionKind,
  type KnownCatalogue,
  type Rights,
  type Risk,
  type Rule,
  type ToolFacts,
} from "./rules.ts";

const nothingAllowsIt: Decision = { kind: "deny", rule: "nothing allows it" };

const asksByItself: Decision = { kind: "approve", rule: "what is sensitive asks" };

/** What a token is denied because nobody looked since it was made. */
export const isNew: Decision = { kind: "deny", rule: "new since this token was made" };

/** What the principal's rights say of a tool, and by which rule. A token can only make it stricter,
 * and has nothing of a tool that is newer than itself. */
export function decide(tool: ToolFacts, rights: Rights): Decision {
  const known = rights.known?.tools.has(tool.name) ?? true;
  const decision = decideLayers(tool, rights);
  return known ? decision : stricterOf(decision, isNew);
}

/** What the rules for effects, and for everything, say of what a tool does beyond its own effect. */
export const decideEffect = (effect: Effect, rights: Rights): Decision =>
  // No rule for a tool or a toolset has an empty name.
  decideLayers({ name: "", toolset: "", effect }, rights);

/** Something that happens in the home, whichever tool does it. */
export interface Act {
  readonly service: string;
  readonly risk?: Risk;
}

/** What the rights say of an act. Without a rule for it a risk asks, and anything else is left to the
 * rules for tools. */
export function decideAct(act: Act, rights: Rights): Decision | undefined {
  const own = ruleForAct(act, rights.user);
  const token = ruleForAct(act, rights.token ?? []);
  const user = own === undefined ? (act.risk === undefined ? undefined : asksByItself) : said(own);
  if (token === undefined) return user;
  return user === undefined ? said(token) : stricterOf(user, said(token));
}

/** The rule for just this service, else for all of its domain, else for the risk, else for whatever is
 * sensitive. */
export function ruleForAct({ service, risk }: Act, rules: readonly Rule[]): Rule | undefined {
  const find = (isIt: (rule: Rule) => boolean) => rules.find(isIt);
  const named = (name: string) =>
    find(({ target }) => target.kind === "service" && target.name === name);
  const ofService = named(service) ?? named(everyServiceLike(service));
  if (ofService !== undefined || risk === undefined) return ofService;
  return (
    find(({ target }) => target.kind === "risk" && target.risk === risk) ??
    find(({ target }) => target.kind === "sensitive")
  );
}

/** "lock.*" for "lock.unlock". */
const everyServiceLike = (service: string): string => `${domainOf(service)}.*`;

/** Whether what a row of the table calls harmless was so when the token was made. */
export const isKnownHarmless = (row: string, known: KnownCatalogue | undefined): boolean =>
  known?.harmless.has(row) ?? true;

const said = ({ decision, name }: Rule): Decision => ({ kind: decision, rule: name });

function decideLayers(tool: ToolFacts, rights: Rights): Decision {
  if (rights.frozen !== undefined) return { kind: "deny", rule: rights.frozen };
  const user = decideBy(rights.user, tool);
  return rights.token === undefined ? user : stricterOf(user, decideBy(rights.token, tool));
}

/** The former when both are as strict. */
const stricterOf = (one: Decision, other: Decision): Decision =>
  isStricter(other.kind, one.kind) ? other : one;

/** The most specific target wins; at the same target the earlier rule. */
function decideBy(rules: readonly Rule[], tool: ToolFacts): Decision {
  let best: Rule | undefined;
  let bestRank = Infinity;
  for (const rule of rules) {
    const rank = rankOf(rule, tool);
    if (rank >= bestRank) continue;
    best = rule;
    bestRank = rank;
  }
  return best === undefined ? nothingAllowsIt : said(best);
}

/** 0 for the most specific target; Infinity when the rule is about other tools. */
export function rankOf({ target }: Rule, tool: ToolFacts): number {
  switch (target.kind) {
    case "tool":
      return target.name === tool.name ? 0 : Infinity;
    case "toolset":
      return target.name === tool.toolset ? 1 : Infinity;
    case "effect":
      return target.effect === tool.effect ? 2 : Infinity;
    case "all":
      return 3;
    // About what happens in the home, whichever tool does it.
    case "service":
    case "risk":
    case "sensitive":
      return Infinity;
  }
}

export const isStricter = (one: DecisionKind, other: DecisionKind): boolean =>
  decisions.indexOf(one) > decisions.indexOf(other);
