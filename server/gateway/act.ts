import type { ActTool, RoadOutput } from "../tools/define.ts";
import type { Answers, Turn } from "./answers.ts";
import type { OpenEntry } from "./audit.ts";
import type { Explanation } from "./call.ts";
import { checkActions } from "./check-action.ts";
import type { CallFacts } from "./describe-entry.ts";
import type { Guarded } from "./guard-home.ts";
import type { Intent } from "./intent.ts";
import type { Judgement, Judging } from "./judging.ts";
import { isFateUnknown, mayBeDone } from "./fate.ts";
import { isPassword } from "./passwords.ts";
import { perform, statesOf, type Performed } from "./perform.ts";
import { createPlanning } from "./planning-home.ts";
import { prepare, refuseWhenChanged, type Prepared } from "./prepare.ts";
import { planMovedOn, refusePlan } from "./refusals.ts";
import { statesToKeep } from "./state-to-keep.ts";

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
  course: Course,
  acting: Acting,
): Promise<Acted> {
  const { entry, facts } = course;
  const { rehearse, plan_hash } = intent.args;
  if (rehearse === true)
    return { answer: rehearsalOf(await planAndTell(intent, facts, acting)), repeated: false };
  const turn = await acting.answers.claimKey(intent, key, entry.id);
  return once({ turn, facts, keeps: mayBeDone }, async () => {
    const plan = await planAndTell(intent, facts, acting);
    refusePlan(plan);
    if (plan_hash !== undefined && plan_hash !== plan.hash) throw planMovedOn();
    const same = plan.isSensitive
      ? await acting.answers.claimPlan(intent, plan, entry.id)
      : undefined;
    // A lock that jammed may be told again at once, without a key or with a new one.
    const again = { turn: same, facts, keeps: isFateUnknown };
    return once(again, () => carryOut(plan, intent, course, acting));
  });
}

interface Once {
  readonly turn: Turn | undefined;
  readonly facts: CallFacts;
  /** Whether what failed like this must not be tried again. */
  readonly keeps: (error: unknown) => boolean;
}

/** Runs the act, or answers what was answered to it before. */
async function once({ turn, facts, keeps }: Once, run: () => Promise<Acted>): Promise<Acted> {
  if (turn === undefined) return run();
  if (turn.answer !== undefined) return { answer: turn.answer, repeated: true };
  try {
    const acted = await run();
    await turn.finish(acted.answer);
    return acted;
  } catch (error) {
    if (facts.contexts === undefined && !keeps(error)) await turn.forget();
    throw error;
  }
}

async function planAndTell(intent: Intent, facts: Facts, acting: Acting): Promise<Plan> {
  const plan = await planAndJudge(intent, acting);
  facts.decision = plan.decision;
  facts.plan = plan.sentences;
  facts.deeds = plan.deeds;
  const { entities } = intent.kept.source.snapshot();
  facts.hidesValues = plan.actions.some(({ entity_ids }) =>
    entity_ids.some((id) => isPassword(entities.get(id))),
  );
  return plan;
}

/** Does what was judged. Before that it is durably written down, and the home is looked at once more. */
async function carryOut(
  plan: Plan,
  intent: Intent,
  { entry, facts, onSending }: Course,
  acting: Acting,
): Promise<Acted> {
  const { tool, kept, guarded, signal } = intent;
  const entityIds = reachedBy(plan);
  facts.entities = new Set(entityIds);
  facts.before = statesToKeep(statesOf(entityIds, kept.source).values());
  await Promise.all([entry.begin(facts), acting.judging.note(intent, plan, entry.id)]);
  await refuseWhenChanged(plan, kept.source, signal);
  signal.throwIfAborted();

  onSending();
  acting.answers.moveOn(intent, plan);
  const parts = { source: kept.source, queue: kept.queue, guarded, signal };
  const performed = await perform(plan.actions, parts, (contextId) => {
    facts.contexts = [...(facts.contexts ?? []), contextId];
  });
  facts.after = statesToKeep(statesOf(entityIds, kept.source).values());
  if (performed.error !== undefined) throw performed.error;
  return { answer: answerOf(tool, plan, performed, guarded), repeated: false };
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
  const isDenied = decision.kind === "deny";
  return { decision, sentences, reasons, ...(isDenied ? {} : { planHash: hash }) };
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

/** What a rehearsal answers instead of the tool's report. What is denied has no hash: nobody can use it, and
 * it is made of what the caller may not see too. */
function rehearsalOf({ sentences, decision, reasons, hash, leftOut }: Plan): RoadOutput {
  return {
    plan: [...sentences],
    decision: decision.kind,
    rule: decision.rule,
    ...(decision.kind === "deny" ? {} : { plan_hash: hash }),
    ...(reasons.length === 0 ? {} : { reason: reasons.join(" ") }),
    ...(leftOut.length === 0 ? {} : { left_out: [...leftOut] }),
  };
}

function answerOf(
  tool: ActTool,
  { leftOut, maySetOff }: Plan,
  { done }: Performed,
  { home }: Guarded,
) {
  return {
    ...tool.report({ done, home }),
    ...(maySetOff.length === 0 ? {} : { may_set_off: [...maySetOff] }),
    ...(leftOut.length === 0 ? {} : { left_out: [...leftOut] }),
  };
}
