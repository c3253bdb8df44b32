import { DataTypes, QueryTypes, type Model, type Transaction } from "sequelize";
import { AppError } from "../errors.ts";
import type { Database } from "./database.ts";
import { filled, type Filled } from "./rows.ts";
import { isTaken } from "./store-error.ts";

interface UserRow {
  id: string;
  username: string;
  /** The username as it is compared. */
  username_key: string;
  name: string;
  email: string | null;
  role: string;
  language: string | null;
  password_hash: string | null;
  created_at: number;
}

export type StoredUser = Filled<UserRow>;

export interface UserStore {
  /** @throws AppError conflict for a taken username or e-mail. */
  add(user: StoredUser): Promise<void>;
  /** Adds the first user of a role and takes away the setting that allowed it, in one step.
   * Answers false, and changes nothing, when the setting has another value or the role has a user. */
  addFirst(user: StoredUser, allowedBy: { name: string; value: string }): Promise<boolean>;
  get(id: string): Promise<StoredUser | undefined>;
  find(usernameKey: string): Promise<StoredUser | undefined>;
  list(): Promise<readonly StoredUser[]>;
  hasRole(role: string): Promise<boolean>;
}

const columns = `id, username, username_key, name, email, role, language, password_hash, created_at`;

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
      language: DataTypes.TEXT,
      password_hash: DataTypes.TEXT,
      created_at: DataTypes.BIGINT,
    },
    { timestamps: false },
  );

  async function insert(user: StoredUser, transaction?: Transaction): Promise<void> {
    const row = { email: null, language: null, password_hash: null, ...user };
    try {
      await users.create(row, transaction === undefined ? {} : { transaction });
    } catch (error) {
      throw conflictOf(error, user);
    }
  }

  const select = (rest: string, bind?: Readonly<Record<string, string>>) =>
    database
      .select<UserRow>(`SELECT ${columns} FROM users ${rest}`, bind)
      .then((rows) => rows.map(filled));

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
    get: async (id) => (await select("WHERE id = $id", { id }))[0],
    find: async (key) => (await select("WHERE username_key = $key", { key }))[0],
    list: () => select("ORDER BY username_key"),
    hasRole: async (role) => (await select("WHERE role = $role LIMIT 1", { role })).length > 0,
  };
}

function conflictOf(error: unknown, user: StoredUser): unknown {
  if (isTaken(error, "username_key"))
    return new AppError("conflict", `There is already a user called "${user.username}".`, {
      hint: "Choose another username.",
      cause: error,
    });
  if (isTaken(error, "email"))
    return new AppError("conflict", "Another user has this e-mail address.", {
      hint: "Leave the e-mail address out, or use another one.",
      cause: error,
    });
  return error;
}
