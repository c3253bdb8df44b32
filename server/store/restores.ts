import { QueryTypes } from "sequelize";
import type { Database } from "./database.ts";

/** A database that was the copy of a backup until now. */
export interface Restored {
  /** When the copy was made. */
  readonly copied_at: number;
  readonly sessions_ended: number;
  readonly invitations_voided: number;
  /** Those that are good now, also when they were revoked after the copy was made. */
  readonly active_tokens: number;
}

export interface RestoreStore {
  /** What was ended since the copy must not be good again: sessions end, and open invitations with them, in
   * one step. Absent when nothing was restored since the last `settle`; a second time it ends what is left. */
  endWhatCameBack(now: number): Promise<Restored | undefined>;
  /** It is written down: from now on this is a database like any other. */
  settle(): Promise<void>;
}

export function createRestoreStore(database: Database): RestoreStore {
  return {
    async endWhatCameBack(now) {
      const [mark] = await database.select<{ user_version: number }>("PRAGMA user_version");
      if (mark === undefined || mark.user_version === 0) return undefined;
      const ended = await database.transaction(async (transaction) => ({
        sessions_ended: await database.sequelize.query(
          `UPDATE sessions SET revoked_at = $now
           WHERE revoked_at IS NULL AND refresh_expires_at > $now`,
          { type: QueryTypes.BULKUPDATE, bind: { now }, transaction },
        ),
        invitations_voided: await database.sequelize.query(
          "DELETE FROM invitations WHERE used_at IS NULL",
          { type: QueryTypes.BULKDELETE, transaction },
        ),
      }));
      const [tokens] = await database.select<{ active: number }>(
        `SELECT count(*) AS active FROM tokens
         WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $now)`,
        { now },
      );
      // The mark is without a sign, which SQLite gives it.
      const copied_at = (mark.user_version >>> 0) * 1000;
      return { copied_at, ...ended, active_tokens: tokens?.active ?? 0 };
    },
    async settle() {
      await database.write(() => database.sequelize.query("PRAGMA user_version = 0"));
    },
  };
}
