import { DataTypes, QueryTypes, type Model, type Transaction } from "sequelize";
import { AppError } from "../errors.ts";
import type { Database } from "./database.ts";
import { spendInvitation, voidInvitations } from "./invitations.ts";
import { usePseudonym } from "./pseudonyms.ts";
import { filled, type Filled } from "./rows.ts";
import { endSessions } from "./sessions.ts";
import { isTaken } from "./store-error.ts";

interface UserRow {
  id: string;
  username: string;
  /** The username as it is compared. */
  username_key: string;
  name: string;
  email: string | null;
  role: string;
  role_from: "home" | "here";
  language: string | null;
  password_hash: string | null;
  home_user_id: string | null;
  home_active: number;
  created_at: number;
  expires_at: number | null;
  frozen_at: number | null;
  frozen_by: string | null;
}

export type StoredUser = Omit<Filled<UserRow>, "home_active"> & {
  /** false: Home Assistant does not let them in any more. */
  readonly is_active: boolean;
};

/** What may be written of a user; null empties. */
export interface StoredUserChange {
  readonly name?: string;
  readonly email?: string | null;
  readonly language?: string | null;
  readonly role?: string;
  readonly role_from?: "home" | "here";
  readonly is_active?: boolean;
  readonly expires_at?: number | null;
  readonly frozen_at?: number | null;
  readonly frozen_by?: string | null;
}

/** What a change of one user does to the roles of those who are let in for good. */
export interface Departure {
  /** The user's role until now; absent when they are not let in for good. */
  readonly before?: string;
  /** The user's role from now on. */
  readonly after?: string;
  readonly others: readonly string[];
}

/** Asked while nobody else writes, so it must only read. */
export type MayLeave = (departure: Departure) => Promise<boolean>;

export type Written = "written" | "not_found" | "refused";

export interface UserStore {
  /** @throws AppError conflict for a taken username or e-mail. */
  add(user: StoredUser): Promise<void>;
  /** Adds the first user of a role and takes away the setting that allowed it, in one step.
   * Answers false, and changes nothing, when the setting has another value or the role has a user. */
  addFirst(user: StoredUser, allowedBy: { name: string; value: string }): Promise<boolean>;
  /** Adds a user and spends their invitation, in one step; false when it is not good any more.
   * @throws AppError conflict, and the invitation stays good. */
  addInvited(user: StoredUser, invitation: Spending): Promise<boolean>;
  get(id: string): Promise<StoredUser | undefined>;
  find(usernameKey: string): Promise<StoredUser | undefined>;
  findByHomeId(homeUserId: string): Promise<StoredUser | undefined>;
  list(): Promise<readonly StoredUser[]>;
  hasRole(role: string): Promise<boolean>;
  /** Writes only what the change names. @throws AppError conflict for a taken e-mail. */
  change(id: string, change: StoredUserChange, mayLeave?: MayLeave): Promise<Written>;
  /** A new password ends the user's sessions but one and voids their open invitations, in one step; the one
   * that it came with is spent. Answers false, and changes nothing, when the user or the invitation is not good any more. */
  setPassword(id: string, password: NewPassword): Promise<boolean>;
  /** With all that is theirs; the pseudonym stands for them in the audit, in one step. */
  remove(id: string, pseudonym: string, mayLeave: MayLeave): Promise<Written>;
}

interface Spending {
  readonly secret_hash: string;
  readonly now: number;
}

interface NewPassword {
  readonly password_hash: string;
  readonly now: number;
  readonly keepSession?: string;
  /** Hash of its secret. */
  readonly invitation?: string;
}

const columns = `id, username, username_key, name, email, role, role_from, language, password_hash,
  home_user_id, home_active, created_at, expires_at, frozen_at, frozen_by`;

export function createUserStore(database: Database): UserStore {
  const users = database.sequelize.define<Model<UserRow>, UserRow>(
    "users",
    {
      id: { type: DataTypes.TEXT, primaryKey: true },
      username: DataTypes.TEXT,
      username_key: DataTypes.TEXT,
      name: DataTypes.TEXT,
      email: DataTypes.TEXT,
      role: DataTypes.TEXT,
      role_from: DataTypes.TEXT,
      language: DataTypes.TEXT,
      password_hash: DataTypes.TEXT,
      home_user_id: DataTypes.TEXT,
      home_active: DataTypes.INTEGER,
      created_at: DataTypes.BIGINT,
      expires_at: DataTypes.BIGINT,
      frozen_at: DataTypes.BIGINT,
      frozen_by: DataTypes.TEXT,
    },
    { timestamps: false },
  );

  async function insert(user: StoredUser, transaction?: Transaction): Promise<void> {
    const { is_active, ...rest } = user;
    const row = {
      ...{ email: null, language: null, password_hash: null, home_user_id: null },
      ...{ expires_at: null, frozen_at: null, frozen_by: null },
      ...{ ...rest, home_active: is_active ? 1 : 0 },
    };
    try {
      await users.create(row, transaction === undefined ? {} : { transaction });
    } catch (error) {
      throw conflictOf(error, user.username);
    }
  }

  async function select(where: string, bind: Readonly<Record<string, string>> = {}) {
    const rows = await database.select<UserRow>(`SELECT ${columns} FROM users ${where}`, bind);
    return rows.map(fromRow);
  }

  /** What would be left of those who are let in for good, read where nobody else can write. */
  async function departure(id: string, transaction: Transaction) {
    const rows = await database.sequelize.query<UserRow>(
      `SELECT ${columns} FROM users WHERE id = $id OR (home_active = 1 AND expires_at IS NULL)`,
      { type: QueryTypes.SELECT, bind: { id }, transaction },
    );
    const found = rows.map(fromRow);
    return {
      user: found.find((user) => user.id === id),
      others: [...new Set(found.filter((user) => user.id !== id).map(({ role }) => role))],
    };
  }

  return {
    add: (user) => database.write(() => insert(user)),
    addFirst: (user, allowedBy) =>
      database.transaction(async (transaction) => {
        const taken = await users.count({ where: { role: user.role }, transaction });
        if (taken > 0) return false;
        const spent = await database.sequelize.query(
          "DELETE FROM settings WHERE name = $name AND value = $value",
          { type: QueryTypes.BULKDELETE, bind: { ...allowedBy }, transaction },
        );
        if (spent === 0) return false;
        await insert(user, transaction);
        return true;
      }),
    addInvited: (user, invitation) =>
      database.transaction(async (transaction) => {
        if (!(await spendInvitation(database, invitation, transaction))) return false;
        await insert(user, transaction);
        return true;
      }),
    get: async (id) => (await select("WHERE id = $id", { id }))[0],
    find: async (key) => (await select("WHERE username_key = $key", { key }))[0],
    findByHomeId: async (id) => (await select("WHERE home_user_id = $id", { id }))[0],
    list: () => select("ORDER BY username_key"),
    hasRole: async (role) => (await select("WHERE role = $role LIMIT 1", { role })).length > 0,
    change: (id, change, mayLeave) =>
      database.transaction(async (transaction) => {
        const { user, others } = await departure(id, transaction);
        if (user === undefined) return "not_found";
        const after = { ...user, ...change };
        if (mayLeave !== undefined && !(await mayLeave({ ...between(user, after), others })))
          return "refused";
        await users
          .update(toColumns(change), { where: { id }, transaction })
          .catch((error: unknown) => {
            throw conflictOf(error, user.username);
          });
        return "written";
      }),
    setPassword: (id, { password_hash, now, keepSession, invitation }) =>
      database.transaction(async (transaction) => {
        const isThere = (await users.count({ where: { id }, transaction })) > 0;
        if (!isThere) return false;
        const spending = invitation === undefined ? undefined : { secret_hash: invitation, now };
        if (spending !== undefined && !(await spendInvitation(database, spending, transaction)))
          return false;
        await voidInvitations(database, id, transaction);
        await users.update({ password_hash }, { where: { id }, transaction });
        await endSessions(
          database,
          { userId: id, now, ...(keepSession === undefined ? {} : { but: keepSession }) },
          transaction,
        );
        return true;
      }),
    remove: (id, pseudonym, mayLeave) =>
      database.transaction(async (transaction) => {
        const { user, others } = await departure(id, transaction);
        if (user === undefined) return "not_found";
        if (!(await mayLeave({ ...between(user), others }))) return "refused";
        await usePseudonym(database, { id, username: user.username, pseudonym }, transaction);
        // Sequelize's destroy writes the id into the statement, which a NUL in it would end.
        await database.sequelize.query("DELETE FROM users WHERE id = $id", {
          ...{ type: QueryTypes.BULKDELETE, bind: { id }, transaction },
        });
        return "written";
      }),
  };
}

function between(
  user: StoredUser,
  after?: Omit<StoredUserChange, "name"> & { readonly role: string; readonly is_active: boolean },
): Omit<Departure, "others"> {
  return {
    ...(isForGood(user) ? { before: user.role } : {}),
    ...(after !== undefined && isForGood(after) ? { after: after.role } : {}),
  };
}

function isForGood(user: {
  readonly is_active: boolean;
  readonly expires_at?: number | null;
}): boolean {
  return user.is_active && (user.expires_at ?? null) === null;
}

function toColumns({ is_active, ...rest }: StoredUserChange) {
  return { ...rest, ...(is_active === undefined ? {} : { home_active: is_active ? 1 : 0 }) };
}

function fromRow(row: UserRow): StoredUser {
  const { home_active, ...rest } = filled(row);
  return { ...rest, is_active: home_active === 1 };
}

function conflictOf(error: unknown, username: string): unknown {
  if (isTaken(error, "username_key"))
    return new AppError("conflict", `There is already a user called "${username}".`, {
      hint: "Choose another username.",
      cause: error,
    });
  if (isTaken(error, "email"))
    return new AppError("conflict", "Another user has this e-mail address.", {
      hint: "Leave the e-mail address out, or use another one.",
      cause: error,
    });
  if (isTaken(error, "home_user_id"))
    return new AppError("conflict", "Another user is this person in Home Assistant.", {
      hint: "Use the user that is there.",
      cause: error,
    });
  return error;
}
