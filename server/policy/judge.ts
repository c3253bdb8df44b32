import type { Entity } from "../home/home.ts";
import { decide, isStricter } from "./decide.ts";
import { judgeDeed, reachOf, type Reached } from "./judge-deed.ts";
import { checkLimits, type PastActs } from "./limits.ts";
import type { Deed } from "./reach.ts";
import type { Reviews } from "./review.ts";
import type { Rights, ToolFacts } from "./rules.ts";
import { spread } from "./spread.ts";
import { sayRule, type Finding, type Verdict } from "./verdict.ts";

export interface JudgeInput {
  /** Everything that the plan could do; a plan that does nothing is refused. */
  readonly deeds: readonly Deed[];
  readonly rights: Rights;
  readonly tool: ToolFacts;
  readonly entities: ReadonlyMap<string, Entity>;
  readonly reviews: Reviews;
  readonly past: PastActs;
}

/** Whether everything that a plan could do may be done: the strictest answer to any part of it counts.
 * What the principal may not see is refused, and not named. */
export function judge(input: JudgeInput): Verdict {
  const reached = input.deeds.flatMap(spread).map((deed) => reachOf(deed, input));
  const decision = decide(input.tool, input.rights);
  const findings = strictestFirst([
    ...(reached.length === 0 ? [nothingToJudge] : []),
    ...(decision.kind === "allow"
      ? []
      : [sayRule("This", `uses the tool ${input.tool.name}`, decision.kind, decision.rule)]),
    ...reached.flatMap((deed) => judgeDeed(deed, input)),
    ...judgeLimits(reached, input),
  ]);
  const { kind, rule } = findings[0] ?? decision;
  return { kind, rule, findings };
}

/** Fails closed: what does nothing was not understood. */
const nothingToJudge: Finding = {
  kind: "deny",
  rule: "nothing to judge",
  sentence: "This does nothing that could be judged.",
};

function judgeLimits(
  reached: readonly Reached[],
  { rights, past }: JudgeInput,
): readonly Finding[] {
  // Of what is hidden not even the number is told; it is refused already.
  const calls = reached.filter(({ seen, isHiding }) => seen.length > 0 || !isHiding);
  const { limits, scope } = rights;
  return checkLimits(
    calls.map((deed) => ({ ...deed, entities: deed.seen })),
    { limits, past, self: scope.self },
  ).map(({ limit, sentence, call }) => ({
    kind: "deny",
    rule: limit.name,
    sentence: `${call?.who ?? "This"} is outside the limit "${limit.name}": ${sentence}.`,
  }));
}

function strictestFirst(findings: readonly Finding[]): readonly Finding[] {
  const once = new Map(findings.map((one) => [one.sentence, one]));
  return [...once.values()].sort(
    (one, other) =>
      Number(isStricter(other.kind, one.kind)) - Number(isStricter(one.kind, other.kind)),
  );
}
