import { AppError, toFailure } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Tool } from "../tools/define.ts";
import { act, explain, type Acting, type Course, type Facts } from "./act.ts";
import type { Intent } from "./intent.ts";
import type { Audit, OpenEntry } from "./audit.ts";
import type { Call, Explanation, Gateway, Outcome, Refusal } from "./call.ts";
import { newCallId } from "./call-id.ts";
import { callerOf } from "./caller.ts";
import { createCatalogue, type Found, type Shelf } from "./catalogue.ts";
import { checkOutput } from "./check-output.ts";
import type { CallEnding } from "./describe-entry.ts";
import { isFateUnknown } from "./fate.ts";
import type { Homes } from "./homes.ts";
import { parseArguments } from "./parse-arguments.ts";
import { cancelled, isFrozen, refuseUnlessAllowed, tooManyCalls, unknownTool } from "./refusals.ts";
import type { Pass, Throttle } from "./throttle.ts";

interface GatewayOptions {
  readonly tools: readonly Tool[];
  readonly homes: Pick<Homes, "find">;
  readonly audit: Pick<Audit, "open" | "commit" | "keepPace">;
  readonly throttle: Pick<Throttle, "take" | "limitOf">;
  readonly acting: Acting;
  readonly clock: () => number;
  readonly log: Log;
}

/** How far a call has come, whatever happens next. */
interface Progress {
  entry?: OpenEntry;
  pass?: Pass;
  /** From here on something may have been seen, or done. */
  hasRun: boolean;
  /** What the entry tells of it. */
  readonly facts: Facts;
}

type Entered = Pick<Intent, "kept" | "guarded" | "caller">;

/** The one road: every door runs tools by this and by nothing else. */
export function createGateway(options: GatewayOptions): Gateway {
  const { homes, audit, throttle, acting, clock } = options;
  const log = options.log.child("gateway");
  const catalogue = createCatalogue(options.tools);

  async function call(request: Call): Promise<Outcome> {
    const { principal, signal } = request;
    const progress: Progress = { hasRun: false, facts: {} };
    const { facts } = progress;
    try {
      const entry = (progress.entry = audit.open(request));

      const shelf = catalogue.shelfOf(principal.rights);
      const found = shelf.find(request.tool);
      facts.decision = found.decision;
      const { tool, args } = letIn(request, found, shelf);

      const pass = (progress.pass = await throttle.take(principal));
      if (!pass.passes) throw tooManyCalls(pass.state);

      const entered = enterHome(request, shelf);
      facts.home = entered.kept.id;
      let answer: unknown;
      let repeated = false;
      if (tool.effect === "read") {
        progress.hasRun = true;
        const { guarded, caller } = entered;
        facts.entities = guarded.touched;
        answer = await tool.run(args, { home: guarded.home, signal, caller });
      } else {
        const intent = { principal, tool, args, ...entered, signal };
        const course: Course = { entry, facts, onSending: () => (progress.hasRun = true) };
        ({ answer, repeated } = await act(intent, request.idempotencyKey, course, acting));
      }

      const output = checkOutput(tool, answer);
      const result = repeated ? { repeated, ...output } : output;
      const json = JSON.stringify(result);

      entry.close({ ...facts, status: "completed", at: clock(), result });
      const isAct = tool.effect !== "read" && progress.hasRun;
      await (isAct ? written() : audit.keepPace());
      log.debug({ call: entry.id, tool: tool.name, user: principal.user.username }, "completed");
      return {
        ...{ ok: true, callId: entry.id, decision: facts.decision, result, json },
        ...{ limit: pass.state, ...(repeated ? { repeated } : {}) },
      };
    } catch (error) {
      return await fail(request, progress, error);
    }
  }

  /** What is answered as done outlives the process with all that is known of it. What cannot be written now is
   * tried again, and was done all the same. */
  const written = () => audit.commit().catch(() => undefined);

  /** Ends a call that did not come through. A refusal is durable before the caller hears of it. */
  async function fail(
    { principal, tool, signal }: Call,
    { entry, facts, ...progress }: Progress,
    error: unknown,
  ): Promise<Outcome> {
    if (entry === undefined) return notWritten(error);
    const { hasRun } = progress;
    // Every call counts, also a refused one: else refusals were a free way to fill the disk.
    const { passes, state } = progress.pass ?? (await throttle.take(principal));
    const isUnknown = isFateUnknown(error);
    const isCancelled = !isUnknown && signal.aborted && (hasRun || error === signal.reason);
    const cause = passes ? (isCancelled ? cancelled() : error) : tooManyCalls(state);
    const failure = toFailure(cause, entry.id);
    const status = isCancelled || isUnknown ? "interrupted" : hasRun ? "failed" : "refused";

    if (failure.code === "internal") log.error({ call: entry.id, error }, "a call failed");
    else log.debug({ call: entry.id, tool: tool.slice(0, 64), code: failure.code }, status);
    const ending: CallEnding = { ...facts, status, at: clock(), failure };
    if (!passes) entry.drop(ending);
    else entry.close(ending);
    try {
      if (passes && !hasRun) await audit.commit();
      return { ok: false, callId: entry.id, failure, limit: state };
    } catch (notDurable) {
      return { ok: false, callId: entry.id, failure: toFailure(notDurable, entry.id) };
    }
  }

  /** The home that is asked, and who asks, as far as both may know of each other. */
  function enterHome({ principal, home, signal }: Call, { names }: Shelf): Entered {
    const kept = homes.find(home, principal.token?.homes);
    signal.throwIfAborted();
    return {
      kept,
      guarded: kept.guard(principal.rights.scope, signal),
      caller: callerOf(principal, names, throttle.limitOf(principal)),
    };
  }

  async function explainCall(request: Omit<Call, "idempotencyKey">): Promise<Explanation> {
    const { principal, signal } = request;
    const shelf = catalogue.shelfOf(principal.rights);
    const found = shelf.find(request.tool);
    const { decision } = found;
    try {
      const { tool, args } = letIn(request, found, shelf);
      const entered = enterHome(request, shelf);
      if (tool.effect === "read") return { decision, sentences: [], reasons: [] };
      return await explain({ principal, tool, args, ...entered, signal }, acting);
    } catch (error) {
      if (!(error instanceof AppError)) log.error({ error, tool: request.tool }, "not explained");
      const failure = toFailure(error);
      return { decision, sentences: [], reasons: [failure.message], failure };
    }
  }

  /** While entries cannot be written, which the audit logs once, nothing is done. */
  function notWritten(error: unknown): Outcome {
    const callId = newCallId(clock());
    log.debug({ call: callId, error }, "refused: it could not be written down");
    return { ok: false, callId, failure: toFailure(error, callId) };
  }

  async function refuse({ principal, tool, args, failure }: Refusal): Promise<string> {
    try {
      const entry = audit.open({ principal, tool, args });
      const ending: CallEnding = { status: "refused", at: clock(), failure };
      const { passes } = await throttle.take(principal);
      if (passes) entry.close(ending);
      else entry.drop(ending);
      await audit.commit();
      return entry.id;
    } catch (error) {
      return notWritten(error).callId;
    }
  }

  return {
    call,
    explain: explainCall,
    refuse,
    visibleTools: (rights) => catalogue.shelfOf(rights).entries,
  };
}

/** Finds, decides and parses, in this order: strangers learn nothing of the schema. */
function letIn(request: Call, { tool, decision }: Found, { names }: Shelf) {
  const { frozen } = request.principal.rights;
  if (frozen !== undefined) throw isFrozen(frozen);
  if (tool === undefined) throw unknownTool(request.tool, names);
  // What acts is decided over when its plan is judged: then it can be said what it is about.
  if (tool.effect === "read") refuseUnlessAllowed(decision);
  return { tool, args: parseArguments(tool, request.args) };
}
