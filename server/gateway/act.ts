import type { Principal } from "../access/principal.ts";
import type { Decision } from "../policy/rules.ts";
import type { ActTool, Caller, RoadOutput } from "../tools/define.ts";
import type { Answers, Turn } from "./answers.ts";
import type { OpenEntry } from "./audit.ts";
import type { Explanation } from "./call.ts";
import { checkActions } from "./check-action.ts";
import type { CallFacts } from "./describe-entry.ts";
import type { KeptHome } from "./homes.ts";
import type { Guarded } from "./guard-home.ts";
import type { Judgement, Judging } from "./judging.ts";
import { isFateUnknown } from "./fate.ts";
import { perform, statesOf, type Performed } from "./perform.ts";
import { createPlanning } from "./planning-home.ts";
import { prepare, refuseWhenChanged, type Prepared } from "./prepare.ts";
import { planMovedOn, refusePlan } from "./refusals.ts";
import { statesToKeep } from "./state-to-keep.ts";

/** What a call to act is made of, once it was let in. */
export interface Intent {
  readonly principal: Principal;
  readonly tool: ActTool;
  readonly args: Readonly<Record<string, unknown>>;
  /** What the rules say of the tool itself. */
  readonly decision: Decision;
  readonly kept: KeptHome;
  readonly guarded: Guarded;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/** A plan that was judged. */
export interface Plan extends Prepared, Judgement {
  readonly leftOut: readonly string[];
}

export interface Acting {
  readonly judging: Judging;
  readonly answers: Answers;
}

/** What is known of a call, as it comes to be known. */
export type Facts = { -readonly [key in keyof CallFacts]: CallFacts[key] };

/** How far an act has come, for its entry in the audit. */
export interface Course {
  readonly entry: OpenEntry;
  readonly facts: Facts;
  /** Called when the first action is about to be sent: from here on something may have been done. */
  readonly onSending: () => void;
}

export interface Acted {
  readonly answer: unknown;
  readonly repeated: boolean;
}

/** Plans, judges, does and verifies: nothing is done before everything that it would reach was judged. */
export async function act(
  intent: Intent,
  key: string | undefined,
  { entry, facts, onSending }: Course,
  acting: Acting,
): Promise<Acted> {
  const { tool, args, kept, guarded, signal } = intent;
  const { rehearse = false, plan_hash } = args;
  const turn = rehearse === true ? undefined : await acting.answers.claimKey(intent, key, entry.id);
  if (turn?.answer !== undefined) return { answer: turn.answer, repeated: true };
  let same: Turn | undefined;
  let isSent = false;
  try {
    const plan = await planAndJudge(intent, acting);
    facts.decision = plan.decision;
    facts.plan = plan.sentences;
    if (rehearse === true) return { answer: rehearsalOf(plan), repeated: false };
    refusePlan(plan);
    if (plan_hash !== undefined && plan_hash !== plan.hash) throw planMovedOn();
    same = plan.isSensitive
      ? await acting.answers.claimPlan(intent, plan.hash, entry.id)
      : undefined;
    if (same?.answer !== undefined) return { answer: same.answer, repeated: true };

    const entityIds = reachedBy(plan);
    facts.entities = new Set(entityIds);
    facts.before = statesToKeep(statesOf(entityIds, kept.source).values());
    await Promise.all([entry.begin(facts), acting.judging.note(intent, plan, entry.id)]);
    await refuseWhenChanged(plan, kept.source, signal);
    signal.throwIfAborted();

    isSent = true;
    onSending();
    const contexts: string[] = [];
    facts.contexts = contexts;
    const parts = { source: kept.source, queue: kept.queue, guarded, signal };
    const performed = await perform(plan.actions, parts, (id) => contexts.push(id));
    facts.after = statesToKeep(statesOf(entityIds, kept.source).values());
    if (performed.error !== undefined) throw performed.error;
    const answer = answerOf(tool, plan, performed, guarded);
    await Promise.all([turn?.finish(answer), same?.finish(answer)]);
    return { answer, repeated: false };
  } catch (error) {
    // What was not sent may be tried again; what was sent and not answered may not.
    if (!isSent || !isFateUnknown(error)) await Promise.all([turn?.forget(), same?.forget()]);
    throw error;
  }
}

const maxKept = 200;

/** What the entry keeps the states of: what is acted on, and what that sets off. */
function reachedBy({ actions, deeds }: Prepared): readonly string[] {
  const ids = [...actions, ...deeds].flatMap(({ entity_ids }) => entity_ids);
  return [...new Set(ids)].slice(0, maxKept);
}

/** What would happen, and what the rules say of it; nothing is done. */
export async function explain(intent: Intent, acting: Acting): Promise<Explanation> {
  const plan = await planAndJudge(intent, acting);
  const { decision, sentences, reasons, hash } = plan;
  return { decision, sentences, reasons, planHash: hash };
}

async function planAndJudge(intent: Intent, { judging }: Acting): Promise<Plan> {
  const { tool, args, kept, guarded, caller, principal, signal } = intent;
  const planning = createPlanning(guarded, kept.source, principal.rights.scope);
  const actions = await tool.plan(args, { home: planning.home, signal, caller });
  checkActions(actions, kept.source.snapshot());
  const prepared = await prepare(tool.name, actions, kept.source, signal);
  const judgement = await judging.judge(intent, prepared);
  return { ...prepared, ...judgement, leftOut: planning.leftOut };
}

/** What a rehearsal answers instead of the tool's report. */
function rehearsalOf({ sentences, decision, reasons, hash, leftOut }: Plan): RoadOutput {
  return {
    plan: [...sentences],
    decision: decision.kind,
    rule: decision.rule,
    plan_hash: hash,
    ...(reasons.length === 0 ? {} : { reason: reasons.join(" ") }),
    ...(leftOut.length === 0 ? {} : { left_out: [...leftOut] }),
  };
}

function answerOf(tool: ActTool, { leftOut }: Plan, { done }: Performed, { home }: Guarded) {
  return {
    ...tool.report({ done, home }),
    ...(leftOut.length === 0 ? {} : { left_out: [...leftOut] }),
  };
}
