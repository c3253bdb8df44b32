import type { Home } from "../../home/home.ts";
import { listToReview, noReviews, type ToReview } from "../../policy/review.ts";

/** Something in a home whose action cannot be read. */
export interface Unreadable extends ToReview {
  readonly home: string;
}

/** All of it, whatever was said of it. @throws AppError home_unreachable while nothing is known of a home. */
export const unreadableIn = (
  homes: readonly Pick<Home, "id" | "snapshot">[],
): readonly Unreadable[] =>
  homes.flatMap((home) =>
    listToReview(home.snapshot(), noReviews).map((item) => ({ ...item, home: home.id })),
  );
