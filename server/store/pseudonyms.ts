import type { Transaction } from "sequelize";
import type { Database } from "./database.ts";

/** What was said of tokens and people names them: their digests stay, and all that was said of rules. */
const withoutNames = `iif(kind = 'security' AND (tool LIKE 'token.%' OR tool LIKE 'user.%'), NULL, arguments)`;

/** A user's entries may be hundreds of thousands: each table is rewritten by one statement, and no trigger
 * counts the entries again. */
const statements = [
  `UPDATE audit SET user_id = $pseudonym, username = $pseudonym, address = NULL, client = NULL,
     token_name = NULL, arguments = ${withoutNames}
   WHERE user_id = $id`,
  // Who signs in is nobody yet but a name.
  `UPDATE audit SET username = $pseudonym, address = NULL, client = NULL,
     arguments = ${withoutNames}
   WHERE user_id IS NULL AND username = $username COLLATE NOCASE`,
  "UPDATE hourly_statistics SET user_id = $pseudonym WHERE user_id = $id",
];

interface Gone {
  readonly id: string;
  readonly username: string;
  readonly pseudonym: string;
}

/** From now on nothing in the audit tells who a user was; what they did stays told apart from what
 * others did. */
export async function usePseudonym(
  database: Database,
  who: Gone,
  transaction: Transaction,
): Promise<void> {
  for (const sql of statements)
    await database.sequelize.query(sql, {
      // What a statement does not name must not be bound.
      bind: Object.fromEntries(Object.entries(who).filter(([name]) => sql.includes(`$${name}`))),
      transaction,
    });
}
