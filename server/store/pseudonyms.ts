import type { Transaction } from "sequelize";
import type { Database } from "./database.ts";

/** A user's entries may be hundreds of thousands: each table is rewritten by one statement.
 * Triggers move what the hours counted of entries that are there; what they counted of entries that were
 * deleted because of their age is moved after them. */
const statements = [
  `UPDATE audit SET user_id = $pseudonym, username = $pseudonym, address = NULL, client = NULL,
     token_name = NULL
   WHERE user_id = $id`,
  `INSERT INTO hourly_statistics
     (hour, kind, door, home, user_id, token_id, tool, status, calls, duration_ms)
   SELECT hour, kind, door, home, $pseudonym, token_id, tool, status, calls, duration_ms
   FROM hourly_statistics WHERE user_id = $id AND calls <> 0
   ON CONFLICT DO UPDATE SET
     calls = calls + excluded.calls, duration_ms = duration_ms + excluded.duration_ms`,
  "DELETE FROM hourly_statistics WHERE user_id = $id",
];

/** From now on nothing in the audit tells who a user was; what they did stays told apart from what
 * others did. */
export async function usePseudonym(
  database: Database,
  who: { readonly id: string; readonly pseudonym: string },
  transaction: Transaction,
): Promise<void> {
  for (const sql of statements)
    await database.sequelize.query(sql, {
      bind: sql.includes("$pseudonym") ? { ...who } : { id: who.id },
      transaction,
    });
}
