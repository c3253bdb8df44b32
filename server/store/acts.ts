import { QueryTypes } from "sequelize";
import { bulkWriter } from "./bulk.ts";
import type { Database } from "./database.ts";
import { filled, type Filled } from "./rows.ts";

interface ActRow {
  call_id: string;
  at: number;
  user_id: string;
  token_id: string | null;
  home: string;
  service: string;
  /** Empty for a service without a target. */
  entity_id: string;
}

/** A service that was sent to a home, for one of its entities. */
export type Act = Filled<ActRow>;

export interface ActStore {
  /** Writes down what is about to be sent, in one statement. */
  add(acts: readonly Act[]): Promise<void>;
  /** What was sent for any of these entities since then, oldest first; kept for two days. */
  recent(home: string, entityIds: readonly string[], sinceMs: number): Promise<readonly Act[]>;
}

const keptMs = 2 * 24 * 3_600_000;
/** How many writes one clearing away is for. */
const clearEvery = 100;

const insert = bulkWriter({
  table: "acts",
  columns: ["call_id", "at", "user_id", "token_id", "home", "service", "entity_id"],
  values: ({ call_id, at, user_id, token_id, home, service, entity_id }: Act) => [
    ...[call_id, at, user_id, token_id, home, service, entity_id],
  ],
  onConflict: "DO NOTHING",
});

export function createActStore(database: Database): ActStore {
  let writes = 0;
  return {
    add: (acts) =>
      database.write(async () => {
        const newest = Math.max(...acts.map(({ at }) => at));
        if (acts.length > 0 && writes++ % clearEvery === 0)
          await database.sequelize.query("DELETE FROM acts WHERE at < $before", {
            type: QueryTypes.BULKDELETE,
            bind: { before: newest - keptMs },
          });
        await insert(database, acts);
      }),
    async recent(home, entityIds, sinceMs) {
      const rows = await database.select<ActRow>(
        `SELECT call_id, at, user_id, token_id, home, service, entity_id FROM acts
         WHERE home = $home AND at >= $since
           AND entity_id IN (SELECT value FROM json_each($entities))
         ORDER BY at, rowid`,
        { home, since: sinceMs, entities: JSON.stringify(entityIds) },
      );
      return rows.map(filled);
    },
  };
}
