import { QueryTypes } from "sequelize";
import type { ReviewKind, Verdict } from "../../shared/views.ts";
import { bulkWriter } from "./bulk.ts";
import type { Database } from "./database.ts";
import { filled, type Filled } from "./rows.ts";

interface ReviewRow {
  home: string;
  kind: ReviewKind;
  /** "light.hall", or "hue.activate_scene". */
  id: string;
  platform: string | null;
  config_entry_id: string | null;
  verdict: Verdict;
  /** Id of the user who looked. */
  by: string;
  at: number;
}

/** What an admin said of an entity or a service whose action cannot be read. */
export type Review = Filled<ReviewRow>;

type ReviewKey = Pick<Review, "home" | "kind" | "id">;

export interface ReviewStore {
  list(home?: string): Promise<readonly Review[]>;
  /** The later verdict on the same thing replaces the earlier. */
  put(reviews: readonly Review[]): Promise<void>;
  remove(key: ReviewKey): Promise<boolean>;
}

const columns = ["home", "kind", "id", "platform", "config_entry_id", "verdict", "by", "at"];
const names = columns.map((column) => `"${column}"`).join(", ");

const upsert = bulkWriter({
  table: "reviews",
  columns,
  values: ({ home, kind, id, platform, config_entry_id, verdict, by, at }: Review) => [
    ...[home, kind, id, platform, config_entry_id, verdict, by, at],
  ],
  onConflict: `(home, kind, id) DO UPDATE SET ${columns
    .slice(3)
    .map((column) => `"${column}" = excluded."${column}"`)
    .join(", ")}`,
});

export function createReviewStore(database: Database): ReviewStore {
  return {
    async list(home) {
      const rows = await (home === undefined
        ? database.select<ReviewRow>(`SELECT ${names} FROM reviews ORDER BY home, kind, id`)
        : database.select<ReviewRow>(
            `SELECT ${names} FROM reviews WHERE home = $home ORDER BY kind, id`,
            { home },
          ));
      return rows.map(filled);
    },
    put: (reviews) => database.write(() => upsert(database, reviews)),
    remove: ({ home, kind, id }) =>
      database.write(async () => {
        const removed = await database.sequelize.query(
          "DELETE FROM reviews WHERE home = $home AND kind = $kind AND id = $id",
          { type: QueryTypes.BULKDELETE, bind: { home, kind, id } },
        );
        return removed > 0;
      }),
  };
}
