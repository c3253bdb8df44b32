import { setMaxListeners } from "node:events";
import { AppError, asAppError } from "../errors.ts";
import type { Entity, Home } from "../home/home.ts";
import type { Action, DoneAction } from "../tools/define.ts";
import { isFateUnknown, mayBeDone } from "./fate.ts";
import type { Guarded } from "./guard-home.ts";
import type { HomeQueue } from "./home-queue.ts";
import { mask } from "./mask.ts";
import { cancelled } from "./refusals.ts";
import { verify, type Sent } from "./verify.ts";

interface Performing {
  readonly source: Pick<Home, "callService" | "until" | "snapshot">;
  readonly queue: Pick<HomeQueue, "run">;
  readonly guarded: Pick<Guarded, "home" | "clean">;
  readonly signal: AbortSignal;
}

/** What became of a plan. */
export interface Performed {
  readonly done: readonly DoneAction[];
  /** Why nothing is known to have been done. */
  readonly error: AppError | undefined;
}

const responseLength = 16_000;

/** Does what was judged, one action after the other, and waits for the home to show it. What the home
 * refuses does not stop the rest; an answer that does not come does, and the rest is said not to be sent. */
export async function perform(
  actions: readonly Action[],
  parts: Performing,
  onContext: (contextId: string) => void,
): Promise<Performed> {
  setMaxListeners(0, parts.signal); // One for each action that is waited for.
  const sent: Sent[] = [];
  let isStopped = false;
  for (const action of actions) {
    const one = isStopped ? leave(action) : await send(action, parts, onContext);
    sent.push(one);
    isStopped ||= isUnanswered(one.error, parts.signal);
  }
  const done = await Promise.all(sent.map((one) => verify(one, parts)));
  const errors = sent.flatMap(({ error }) => error ?? []);
  const worst = errors.find(isFateUnknown) ?? errors.find(mayBeDone) ?? errors[0];
  const isShown = done.some(({ entities }) => entities.length > 0);
  return { done, error: errors.length < sent.length || isShown ? undefined : worst };
}

/** A home that does not answer is not asked for the rest: nobody knows what became of the first part. */
const isUnanswered = (error: AppError | undefined, { aborted }: AbortSignal): boolean =>
  error !== undefined && (aborted || error.code === "home_unreachable");

const leave = (action: Action): Sent => ({
  action,
  before: new Map(),
  error: new AppError("home_unreachable", "It was not sent: what came before was not answered.", {
    hint: "Look at what is shown now, then ask for the rest.",
  }),
});

async function send(
  action: Action,
  { source, queue, guarded, signal }: Performing,
  onContext: (contextId: string) => void,
): Promise<Sent> {
  const before = statesOf(action.entity_ids, source);
  const { service, entity_ids, data, wantsResponse = false } = action;
  try {
    const answer = await queue.run(
      "act",
      () => source.callService({ service, entity_ids, data, wantsResponse }, signal),
      signal,
    );
    onContext(answer.context_id);
    if (answer.response === undefined) return { action, before };
    const response = guarded.clean({ response: mask(answer.response, responseLength) });
    return { action, before, response: response["response"] };
  } catch (error) {
    // Who goes away while the rest waits for its turn does not want it any more.
    const isCancelled = signal.aborted && !isFateUnknown(error);
    return { action, before, error: isCancelled ? cancelled() : asAppError(error) };
  }
}

/** The entities as they are: what is kept of them before and after an act. */
export function statesOf(
  entityIds: readonly string[],
  source: Pick<Home, "snapshot">,
): ReadonlyMap<string, Entity> {
  const { entities } = source.snapshot();
  return new Map(
    entityIds.flatMap((entityId) => {
      const entity = entities.get(entityId);
      return entity === undefined ? [] : [[entityId, entity] as const];
    }),
  );
}
