import { decisions, type Decision, type Rights, type Rule, type ToolFacts } from "./rules.ts";

const nothingAllowsIt: Decision = { kind: "deny", rule: "nothing allows it" };

/** What the principal's rights say of a tool, and by which rule. A token can only make it stricter. */
export function decide(tool: ToolFacts, rights: Rights): Decision {
  const user = decideBy(rights.user, tool);
  if (rights.token === undefined) return user;
  const token = decideBy(rights.token, tool);
  return isStricter(token, user) ? token : user;
}

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
  return best === undefined ? nothingAllowsIt : { kind: best.decision, rule: best.name };
}

/** 0 for the most specific target; Infinity when the rule is about other tools. */
function rankOf({ target }: Rule, tool: ToolFacts): number {
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

const isStricter = (one: Decision, other: Decision) =>
  decisions.indexOf(one.kind) > decisions.indexOf(other.kind);
