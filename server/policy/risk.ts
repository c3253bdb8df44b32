import { effects, type Effect } from "../../shared/effects.ts";
import { reviewOfEntity, unreadable, type Reviews } from "./review.ts";
import { outcomeOf, type Outcome, type RiskFacts } from "./risk-table.ts";
import type { Risk } from "./rules.ts";

export interface ServiceRisk {
  readonly effect: Effect;
  /** More than one when it is dangerous in itself and cannot be read besides. */
  readonly risks: readonly Risk[];
  /** Why it cannot be told what happens; absent: it can. */
  readonly why?: string;
}

/** What a service does to an entity, and what can go wrong; undefined: to none, or to one nobody knows. */
export function riskOf(
  service: string,
  entity: RiskFacts | undefined,
  data: Readonly<Record<string, unknown>>,
  reviews: Reviews,
): ServiceRisk {
  const outcome = outcomeOf(service, { entity, data }) ?? ofUnlisted(service, reviews);
  const hidden = whyUnreadable(outcome, entity, reviews);
  const own = outcome.risk === undefined ? [] : [outcome.risk];
  return {
    effect: setsUpDevice(entity) ? atLeastWrite(outcome.effect) : outcome.effect,
    risks: hidden === undefined ? own : [...own, "unknown_action"],
    ...(hidden === undefined ? {} : { why: hidden }),
  };
}

function ofUnlisted(service: string, reviews: Reviews): Outcome {
  return reviews.service.get(service)?.verdict === "harmless"
    ? { effect: "execute" }
    : { effect: "execute", risk: "unknown_service" };
}

function whyUnreadable(
  { effect }: Outcome,
  entity: RiskFacts | undefined,
  reviews: Reviews,
): string | undefined {
  if (effect === "read" || entity === undefined) return undefined;
  const why = unreadable(entity);
  const isHarmless = why !== undefined && reviewOfEntity(entity, reviews)?.verdict === "harmless";
  return isHarmless ? undefined : why;
}

const setsUpDevice = (entity: RiskFacts | undefined) => entity?.category !== undefined;

const atLeastWrite = (effect: Effect): Effect => (effect === "execute" ? "write" : effect);

/** Whether the one effect is more dangerous than the other. */
export const goesBeyond = (one: Effect, other: Effect): boolean =>
  effects.indexOf(one) > effects.indexOf(other);
