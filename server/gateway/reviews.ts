import type { Log } from "../log.ts";
import { indexReviews, noReviews, type Reviews } from "../policy/review.ts";
import type { ReviewStore } from "../store/reviews.ts";

/** What admins said of what cannot be read, in memory: asked at every act. */
export interface KnownReviews {
  of(home: string): Reviews;
  /** Reads them anew, after any change. Never rejects: what cannot be read counts as never looked at. */
  refresh(): Promise<void>;
}

export function createKnownReviews(
  store: Pick<ReviewStore, "list">,
  log: Pick<Log, "error">,
): KnownReviews {
  let byHome: ReadonlyMap<string, Reviews> = new Map();
  return {
    of: (home) => byHome.get(home) ?? noReviews,
    async refresh() {
      try {
        const all = await store.list();
        const homes = [...new Set(all.map(({ home }) => home))];
        const of = (id: string) => indexReviews(all.filter(({ home }) => home === id));
        byHome = new Map(homes.map((id) => [id, of(id)]));
      } catch (error) {
        byHome = new Map();
        log.error({ error }, "reviews could not be read; what cannot be read asks again");
      }
    },
  };
}
