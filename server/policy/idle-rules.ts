import { effects } from "../../shared/effects.ts";
import { rankOf } from "./decide.ts";
import type { Rule, ToolFacts } from "./rules.ts";

/** Rules in the order in which they stand at the same target. */
export interface RuleLayers {
  readonly before: readonly Rule[];
  /** Those that are looked at. */
  readonly rules: readonly Rule[];
  readonly after: readonly Rule[];
}

export interface IdleRule {
  /** Among the rules that are looked at. */
  readonly index: number;
  /** What decides instead, and otherwise; empty: nothing says otherwise. */
  readonly beatenBy: readonly Rule[];
}

/** Which rules change nothing of what tools may do, whatever conditions hold: a rule that always holds is more
 * specific or stands earlier, or what they deny nothing allows. */
export function idleRules(
  { before, rules, after }: RuleLayers,
  tools: readonly ToolFacts[],
): readonly IdleRule[] {
  const layers = [...before, ...rules, ...after];
  // What a tool does beyond its own effect is decided by the rules for that effect, and for everything.
  const beyond = effects.map((effect) => ({ name: "", toolset: "", effect }));
  const contests = [...tools, ...beyond].map((tool) => contestOver(tool, layers));
  return rules.flatMap((rule, index) => {
    const place = before.length + index;
    const over = contests.filter(({ tool }) => rankOf(rule, tool) < Infinity);
    const isIdle = over.every(
      (contest) => isBeaten(rule, place, contest) || (rule.decision === "deny" && contest.isAlone),
    );
    if (!isIdle) return [];
    const winners = over.flatMap(({ best }) => best?.rule ?? []);
    const beatenBy = new Set(winners.filter(({ decision }) => decision !== rule.decision));
    return [{ index, beatenBy: layers.filter((one) => beatenBy.has(one)) }];
  });
}

interface Contest {
  readonly tool: ToolFacts;
  /** Of the rules that always hold. */
  readonly best?: { readonly rule: Rule; readonly rank: number; readonly place: number };
  /** Just one rule is about the tool. */
  readonly isAlone: boolean;
}

function contestOver(tool: ToolFacts, layers: readonly Rule[]): Contest {
  let best: Contest["best"];
  let about = 0;
  layers.forEach((rule, place) => {
    const rank = rankOf(rule, tool);
    if (rank === Infinity) return;
    about += 1;
    const holdsAlways = rule.when === undefined && rule.until === undefined;
    if (holdsAlways && rank < (best?.rank ?? Infinity)) best = { rule, rank, place };
  });
  return { tool, isAlone: about === 1, ...(best === undefined ? {} : { best }) };
}

function isBeaten(rule: Rule, place: number, { tool, best }: Contest): boolean {
  if (best === undefined) return false;
  const rank = rankOf(rule, tool);
  return best.rank < rank || (best.rank === rank && best.place < place);
}
