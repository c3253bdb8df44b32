import { createHash } from "node:crypto";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { AnswerStore } from "../store/answers.ts";
import type { Intent } from "./intent.ts";
import type { Prepared } from "./prepare.ts";
import { createRecentPlans } from "./recent-plans.ts";

/** The right to act under a key, or the answer of who had it before. */
export interface Turn {
  readonly answer?: unknown;
  /** Never rejects, nor does `forget`. */
  finish(answer: unknown): Promise<void>;
  /** Nothing was done: the key is free again. */
  forget(): Promise<void>;
}

type Planned = Pick<Prepared, "hash" | "actions">;

export interface Answers {
  /** By the caller's own key. @throws AppError conflict for one that is in use. */
  claimKey(intent: Intent, key: string | undefined, callId: string): Promise<Turn | undefined>;
  /** The same plan within ten seconds is the same act: for what must not happen twice by mistake. */
  claimPlan(intent: Intent, plan: Planned, callId: string): Promise<Turn>;
  /** It is about to be done: what was answered before to other plans for the same entities is over. */
  moveOn(intent: Intent, plan: Planned): void;
}

const day = 24 * 60 * 60 * 1_000;
const samePlanMs = 10_000;
/** An act may take long; until it is answered it is under way. */
const longestActMs = 2 * 60 * 1_000;

/** No act twice: an answer is given again instead, also after a restart. */
export function createAnswers(
  store: AnswerStore,
  clock: () => number,
  log: Pick<Log, "error">,
): Answers {
  const recent = createRecentPlans(longestActMs, clock);

  /** What was done is answered, and why not is said, also when neither can be kept: the name stays taken. */
  const keep = (writing: Promise<void>): Promise<void> =>
    writing.catch((error: unknown) => {
      log.error({ error }, "what became of an act cannot be kept");
    });

  async function claim(
    intent: Intent,
    wanted: {
      readonly key: string;
      readonly digest: string;
      readonly keptMs: number;
      readonly answeredMs: number;
    },
    callId: string,
  ): Promise<Turn> {
    const claimed = { scope: scopeOf(intent), key: wanted.key, callId };
    const at = clock();
    const found = await store.begin({ ...claimed, ...wanted, at });
    if (found.kind === "other") throw otherCall();
    if (found.kind === "running") throw stillRunning();
    return {
      // What was too large to keep was done all the same.
      ...(found.kind === "answered" ? { answer: JSON.parse(found.outcome ?? "{}") } : {}),
      finish: (answer) =>
        keep(store.finish(claimed, JSON.stringify(answer), clock() + wanted.answeredMs)),
      forget: () => keep(store.forget(claimed)),
    };
  }

  return {
    async claimKey(intent, key, callId) {
      if (key === undefined) return undefined;
      const digest = digestOf([intent.tool.name, intent.args]);
      return claim(intent, { key: `key:${key}`, digest, keptMs: day, answeredMs: day }, callId);
    },
    claimPlan(intent, { hash, actions }, callId) {
      const turn = recent.turnOf(intent.kept.id, entitiesOf(actions), hash);
      const key = `plan:${hash}:${turn}`;
      const wanted = { key, digest: hash, keptMs: longestActMs, answeredMs: samePlanMs };
      return claim(intent, wanted, callId);
    },
    moveOn: ({ kept }, { hash, actions }) => recent.note(kept.id, entitiesOf(actions), hash),
  };
}

const entitiesOf = (actions: Planned["actions"]): readonly string[] =>
  actions.flatMap(({ entity_ids }) => entity_ids);

/** Keys of one token say nothing to another. */
const scopeOf = ({ principal, kept }: Intent): string =>
  `${principal.user.id}/${principal.token?.id ?? "-"}/${kept.id}`;

const digestOf = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("base64url");

const otherCall = () =>
  new AppError("conflict", "This idempotency key was used for another call.", {
    hint: "Use a new key for a new call.",
  });

const stillRunning = () =>
  new AppError(
    "conflict",
    "This very act was begun before, and whether all of it was done is not known.",
    {
      hint: "Look at the states of what was meant; do it again, under another key, only if they say it was not done.",
    },
  );
