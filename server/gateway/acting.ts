import type { Log } from "../log.ts";
import type { Store } from "../store/store.ts";
import type { Acting } from "./act.ts";
import { createAnswers } from "./answers.ts";
import { createJudging } from "./judging.ts";
import { createKnownReviews } from "./reviews.ts";

interface ActingParts {
  readonly store: Pick<Store, "acts" | "answers" | "reviews">;
  /** Tells that anything which decides over calls may have changed. */
  readonly onChange: (listener: () => void) => unknown;
  readonly clock: () => number;
  readonly log: Log;
}

/** What acting remembers: what was looked at, how often something was done, and what was answered. */
export async function createActing({ store, onChange, clock, log }: ActingParts): Promise<Acting> {
  const reviews = createKnownReviews(store.reviews, log.child("reviews"));
  onChange(() => void reviews.refresh());
  await reviews.refresh();
  return {
    judging: createJudging({ reviews, acts: store.acts, clock }),
    answers: createAnswers(store.answers, clock, log.child("answers")),
  };
}
