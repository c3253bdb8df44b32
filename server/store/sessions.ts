import { DataTypes, QueryTypes, type Model, type Transaction } from "sequelize";
import type { Database } from "./database.ts";
import { filled, type Filled } from "./rows.ts";

interface SessionRow {
  id: string;
  user_id: string;
  signed_in_by: "password" | "home" | "invitation";
  access_hash: string;
  access_expires_at: number;
  refresh_hash: string;
  /** When the session ends, unless it is refreshed. */
  refresh_expires_at: number;
  created_at: number;
  last_used_at: number;
  address: string;
  client: string | null;
  revoked_at: number | null;
}

interface JoinedRow extends SessionRow {
  username: string;
}

export type NewSession = Filled<SessionRow>;

/** A browser session, with the name of its user as it is now. */
export type StoredSession = Filled<JoinedRow>;

/** What takes the place of a session's secrets. */
export type RenewedSecrets = Pick<
  SessionRow,
  "access_hash" | "access_expires_at" | "refresh_hash" | "refresh_expires_at"
>;

export interface SessionUse {
  readonly at: number;
  readonly address: string;
  readonly client?: string;
}

export type Refreshed =
  | { readonly was: "renewed"; readonly session: StoredSession }
  | { readonly was: "expired" | "revoked" | "reused"; readonly session: StoredSession }
  | { readonly was: "unknown" };

export interface SessionStore {
  /** Forgets sessions that are over, and ends the oldest of the user beyond `atMost`, in one step.
   * Answers how many others ended; nothing, and adds nothing, when the user has another password by now. */
  add(session: NewSession, atMost: number, passwordHash?: string): Promise<number | undefined>;
  get(id: string): Promise<StoredSession | undefined>;
  findByAccess(hash: string): Promise<StoredSession | undefined>;
  /** Those that live, newest first. */
  list(now: number, userId?: string): Promise<readonly StoredSession[]>;
  /** Gives the session of a refresh secret new secrets; a secret that was used before ends its session.
   * In one step: of two who bring the same secret, one is first. */
  refresh(hash: string, secrets: RenewedSecrets, use: SessionUse): Promise<Refreshed>;
  /** Answers false when there was nothing to end. */
  end(id: string, now: number): Promise<boolean>;
  /** All of a user but one; answers how many. */
  endAll(ending: Ending): Promise<number>;
  /** Notes the use of a session that was not used for so long. */
  used(id: string, use: SessionUse, pauseMs: number): Promise<void>;
}

interface Ending {
  readonly userId: string;
  readonly now: number;
  readonly but?: string;
}

const select = `SELECT sessions.id, user_id, username, signed_in_by, access_hash, access_expires_at,
    refresh_hash, refresh_expires_at, sessions.created_at, last_used_at, address, client, revoked_at
  FROM sessions JOIN users ON users.id = user_id`;

export function createSessionStore(database: Database): SessionStore {
  const sessions = database.sequelize.define<Model<SessionRow>, SessionRow>(
    "sessions",
    {
      id: { type: DataTypes.TEXT, primaryKey: true },
      user_id: DataTypes.TEXT,
      signed_in_by: DataTypes.TEXT,
      access_hash: DataTypes.TEXT,
      access_expires_at: DataTypes.BIGINT,
      refresh_hash: DataTypes.TEXT,
      refresh_expires_at: DataTypes.BIGINT,
      created_at: DataTypes.BIGINT,
      last_used_at: DataTypes.BIGINT,
      address: DataTypes.TEXT,
      client: DataTypes.TEXT,
      revoked_at: DataTypes.BIGINT,
    },
    { timestamps: false },
  );

  const find = async (where: string, bind: Readonly<Record<string, string | number>>) =>
    (await database.select<JoinedRow>(`${select} ${where}`, bind)).map(filled);

  const findWithin = async (transaction: Transaction, where: string, bind: { hash: string }) => {
    const rows = await database.sequelize.query<JoinedRow>(`${select} ${where}`, {
      ...{ type: QueryTypes.SELECT, bind, transaction },
    });
    return rows.map(filled)[0];
  };

  async function renew(
    { id, refresh_hash }: StoredSession,
    secrets: RenewedSecrets,
    { at, address, client }: SessionUse,
    transaction: Transaction,
  ): Promise<void> {
    const use = { last_used_at: at, address, client: client ?? null };
    await sessions.update({ ...secrets, ...use }, { where: { id }, transaction });
    await database.sequelize.query(
      "INSERT INTO spent_refreshes (hash, session_id, spent_at) VALUES ($hash, $id, $at)",
      { bind: { hash: refresh_hash, id, at }, transaction },
    );
  }

  return {
    add: (session, atMost, passwordHash = "") =>
      database.transaction(async (transaction) => {
        const bulk = { type: QueryTypes.BULKUPDATE as const, transaction };
        const now = session.created_at;
        const sameUser = await database.sequelize.query(
          "SELECT 1 FROM users WHERE id = $id AND ifnull(password_hash, '') = $passwordHash",
          { type: QueryTypes.SELECT, bind: { id: session.user_id, passwordHash }, transaction },
        );
        if (sameUser.length === 0) return undefined;
        await database.sequelize.query("DELETE FROM sessions WHERE refresh_expires_at <= $now", {
          ...{ type: QueryTypes.BULKDELETE, bind: { now }, transaction },
        });
        const ended = await database.sequelize.query(
          `UPDATE sessions SET revoked_at = $now WHERE id IN (
             SELECT id FROM sessions WHERE user_id = $user AND revoked_at IS NULL
             ORDER BY created_at DESC, rowid DESC LIMIT -1 OFFSET $left)`,
          { ...bulk, bind: { now, user: session.user_id, left: atMost - 1 } },
        );
        await sessions.create({ client: null, revoked_at: null, ...session }, { transaction });
        return ended;
      }),
    get: async (id) => (await find("WHERE sessions.id = $id", { id }))[0],
    findByAccess: async (hash) => (await find("WHERE access_hash = $hash", { hash }))[0],
    list: (now, userId) =>
      find(
        `WHERE revoked_at IS NULL AND refresh_expires_at > $now
         ${userId === undefined ? "" : "AND user_id = $userId"}
         ORDER BY sessions.created_at DESC, sessions.rowid DESC`,
        userId === undefined ? { now } : { now, userId },
      ),
    refresh: (hash, secrets, use) =>
      database.transaction(async (transaction): Promise<Refreshed> => {
        const session = await findWithin(transaction, "WHERE refresh_hash = $hash", { hash });
        if (session !== undefined) {
          if (session.revoked_at !== undefined) return { was: "revoked", session };
          if (session.refresh_expires_at <= use.at) return { was: "expired", session };
          await renew(session, secrets, use, transaction);
          return { was: "renewed", session: { ...session, ...secrets, last_used_at: use.at } };
        }
        const spent = await findWithin(
          transaction,
          "JOIN spent_refreshes ON session_id = sessions.id WHERE hash = $hash",
          { hash },
        );
        if (spent === undefined) return { was: "unknown" };
        await sessions.update(
          { revoked_at: use.at },
          { where: { id: spent.id, revoked_at: null }, transaction },
        );
        return { was: "reused", session: spent };
      }),
    end: (id, now) =>
      database.write(async () => {
        const [ended] = await sessions.update(
          { revoked_at: now },
          { where: { id, revoked_at: null } },
        );
        return ended > 0;
      }),
    endAll: (ending) => database.write(() => endSessions(database, ending)),
    used: (id, { at, address, client }, pauseMs) =>
      database.write(async () => {
        const use = { at, address, client: client ?? null, id, before: at - pauseMs };
        await database.sequelize.query(
          `UPDATE sessions SET last_used_at = $at, address = $address, client = $client
           WHERE id = $id AND last_used_at <= $before`,
          { bind: use },
        );
      }),
  };
}

/** Within a write that is under way. Answers how many. */
export async function endSessions(
  database: Database,
  { userId, now, but = "" }: Ending,
  transaction?: Transaction,
): Promise<number> {
  return database.sequelize.query(
    `UPDATE sessions SET revoked_at = $now
     WHERE user_id = $userId AND id <> $but AND revoked_at IS NULL AND refresh_expires_at > $now`,
    {
      ...{ type: QueryTypes.BULKUPDATE, bind: { now, userId, but } },
      ...(transaction === undefined ? {} : { transaction }),
    },
  );
}
