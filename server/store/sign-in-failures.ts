import { QueryTypes } from "sequelize";
import type { Database } from "./database.ts";
import { filled, type Filled } from "./rows.ts";

interface FailureRow {
  name_hash: string;
  /** Since the last lock. */
  failures: number;
  /** Locks in a row. */
  locks: number;
  locked_until: number | null;
  last_at: number;
}

export type SignInFailures = Omit<Filled<FailureRow>, "name_hash">;

interface Bounds {
  readonly now: number;
  /** Forgotten is what was neither tried nor locked for so long. */
  readonly keepMs: number;
  /** The oldest go first, also locks that hold: else whoever locks enough names has the rest for free. */
  readonly atMost: number;
}

export interface SignInFailureStore {
  /** Replaces what is known of a name by what `next` makes of it, in one step; nothing stays as it is. */
  update(
    nameHash: string,
    next: (before: SignInFailures | undefined) => SignInFailures | undefined,
    bounds: Bounds,
  ): Promise<void>;
  forget(nameHash: string): Promise<void>;
}

export function createSignInFailureStore(database: Database): SignInFailureStore {
  return {
    update: (name_hash, next, { now, keepMs, atMost }) =>
      database.transaction(async (transaction) => {
        const run = (sql: string, bind: Record<string, string | number | null>) =>
          database.sequelize.query(sql, { bind, transaction });
        await run(
          `DELETE FROM sign_in_failures
           WHERE max(last_at, ifnull(locked_until, 0)) <= $old`,
          { old: now - keepMs },
        );
        const [row] = await database.sequelize.query<FailureRow>(
          `SELECT failures, locks, locked_until, last_at FROM sign_in_failures
           WHERE name_hash = $name_hash`,
          { type: QueryTypes.SELECT, bind: { name_hash }, transaction },
        );
        const after = next(row === undefined ? undefined : filled(row));
        if (after === undefined) return;
        await run(
          `INSERT INTO sign_in_failures (name_hash, failures, locks, locked_until, last_at)
           VALUES ($name_hash, $failures, $locks, $locked_until, $last_at)
           ON CONFLICT DO UPDATE SET failures = excluded.failures, locks = excluded.locks,
             locked_until = excluded.locked_until, last_at = excluded.last_at`,
          { locked_until: null, ...after, name_hash },
        );
        if (row !== undefined) return;
        await run(
          `DELETE FROM sign_in_failures WHERE name_hash IN (
             SELECT name_hash FROM sign_in_failures
             ORDER BY last_at DESC, rowid DESC LIMIT -1 OFFSET $atMost)`,
          { atMost },
        );
      }),
    forget: (nameHash) =>
      database.write(async () => {
        await database.sequelize.query("DELETE FROM sign_in_failures WHERE name_hash = $nameHash", {
          bind: { nameHash },
        });
      }),
  };
}
