import { judge } from "../policy/judge.ts";
import type { PastActs } from "../policy/limits.ts";
import { riskOf } from "../policy/risk.ts";
import type { Reviews } from "../policy/review.ts";
import type { Decision, Limit } from "../policy/rules.ts";
import { spread } from "../policy/spread.ts";
import type { Act, ActStore } from "../store/acts.ts";
import type { Intent } from "./intent.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import type { Prepared } from "./prepare.ts";
import { refusePlan } from "./refusals.ts";
import type { KnownReviews } from "./reviews.ts";
import { refuseUnseenNames } from "./unseen-names.ts";
import { startOfDay } from "./start-of-day.ts";

/** What the rules say of a plan. */
export interface Judgement {
  readonly decision: Decision;
  /** One for each action, as people read it, with the automations it may set off. */
  readonly sentences: readonly string[];
  /** Names of automations that it may set off without being meant to, as far as the caller may know. */
  readonly maySetOff: readonly string[];
  /** Why it would not simply be done; strictest first. */
  readonly reasons: readonly string[];
  /** Whether doing it twice by mistake could do harm. */
  readonly isSensitive: boolean;
}

export interface Judging {
  judge(intent: Intent, prepared: Prepared): Promise<Judgement>;
  /** Remembers what is about to be done, for limits on how often.
   * @throws AppError when other calls, judged meanwhile, have used up what such a limit allows. */
  note(intent: Intent, prepared: Prepared, callId: string): Promise<void>;
}

interface JudgingOptions {
  readonly reviews: Pick<KnownReviews, "of">;
  readonly acts: ActStore;
  readonly clock: () => number;
}

const dayMs = 24 * 60 * 60 * 1_000;

/** Gathers what a judgement needs, and puts it into words. */
export function createJudging({ reviews, acts, clock }: JudgingOptions): Judging {
  async function pastOf(intent: Intent, prepared: Prepared): Promise<PastActs> {
    const { principal, kept } = intent;
    const now = clock();
    const limits = principal.rights.limits.filter(countsActs);
    if (limits.length === 0) return { recent: new Map(), now, dayStart: now };
    const dayStart = startOfDay(now, kept.source.snapshot().config.time_zone);
    const longest = Math.max(now - dayStart, ...limits.map(({ cooldownMs = 0 }) => cooldownMs));
    const ids = [...new Set(prepared.deeds.flatMap(({ entity_ids }) => entity_ids))];
    const found = await acts.recent(kept.id, ids, now - Math.min(longest, 2 * dayMs));
    const own = found.filter((one) => one.user_id === principal.user.id);
    const recent = new Map(
      ids.map((id) => [id, own.filter((one) => one.entity_id === id).map(({ at }) => at)]),
    );
    return { recent, now, dayStart };
  }

  async function judgeNow(intent: Intent, prepared: Prepared): Promise<Judgement> {
    const { principal, tool, kept, guarded } = intent;
    const { rights } = principal;
    const past = await pastOf(intent, prepared);
    const snapshot = kept.source.snapshot();
    refuseUnseenNames(prepared.actions, { home: guarded.home, snapshot, scope: rights.scope });
    const { entities } = snapshot;
    const known = reviews.of(kept.id);
    const maySetOff = namesOf(prepared.mayStart, guarded);
    const verdict = judge({
      ...{ deeds: prepared.deeds, rights, tool, entities },
      ...{ reviews: known, past },
    });
    return {
      decision: { kind: verdict.kind, rule: verdict.rule },
      sentences: describePlan(prepared, maySetOff),
      maySetOff,
      reasons: verdict.findings.map(({ sentence }) => sentence),
      isSensitive: isSensitive(prepared, intent, known),
    };
  }

  const noting = oneAtATime();

  return {
    judge: judgeNow,
    async note(intent, prepared, callId) {
      if (!intent.principal.rights.limits.some(countsActs)) return;
      await noting(async () => {
        // Of two calls at once each may be within a limit, and not both.
        refusePlan(await judgeNow(intent, prepared));
        await acts.add(actsOf(intent, prepared, callId, clock()));
      });
    },
  };
}

const countsActs = ({ cooldownMs, perDay }: Limit): boolean =>
  cooldownMs !== undefined || perDay !== undefined;

function actsOf(
  { principal, kept }: Intent,
  { deeds }: Prepared,
  call_id: string,
  at: number,
): readonly Act[] {
  const { user, token } = principal;
  return deeds.flatMap(({ service, entity_ids }) =>
    entity_ids.map((entity_id) => ({
      ...{ call_id, at, user_id: user.id, home: kept.id, service, entity_id },
      ...(token === undefined ? {} : { token_id: token.id }),
    })),
  );
}

const maxNames = 5;

const namesOf = (ids: readonly string[], { home }: Intent["guarded"]): readonly string[] =>
  ids.flatMap((id) => home.entity(id)?.name ?? []).slice(0, maxNames);

function describePlan({ actions }: Prepared, names: readonly string[]): readonly string[] {
  const sentences = actions.map(({ sentence }) => `${sentence}.`);
  return names.length === 0
    ? sentences
    : [...sentences, `This may set off ${names.map((name) => `"${name}"`).join(", ")}.`];
}

function isSensitive({ deeds }: Prepared, { kept, tool }: Intent, reviews: Reviews): boolean {
  if (tool.effect === "destroy") return true;
  const { entities } = kept.source.snapshot();
  return deeds.flatMap(spread).some(({ service, entity_ids, data, unknown }) => {
    if (unknown !== undefined) return true;
    const subjects = entity_ids.length === 0 ? [undefined] : entity_ids;
    return subjects.some((id) => {
      const entity = id === undefined ? undefined : entities.get(id);
      const { risks, effect } = riskOf(service, entity, data, reviews);
      return risks.length > 0 || effect === "destroy";
    });
  });
}
