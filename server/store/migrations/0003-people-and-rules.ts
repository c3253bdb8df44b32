import { DataTypes, type ModelAttributeColumnOptions } from "sequelize";
import { countEntry } from "./0001-first-tables.ts";
import type { Migration } from "./index.ts";

const text = { type: DataTypes.TEXT, allowNull: false } satisfies ModelAttributeColumnOptions;
const integer = { type: DataTypes.BIGINT, allowNull: false } satisfies ModelAttributeColumnOptions;
const maybeText = { type: DataTypes.TEXT } satisfies ModelAttributeColumnOptions;
const maybeInteger = { type: DataTypes.BIGINT } satisfies ModelAttributeColumnOptions;
const count = { ...integer, defaultValue: 0 };
const key = { ...text, primaryKey: true };
const ofUser = { ...text, references: { model: "users", key: "id" }, onDelete: "CASCADE" };

/** Roles that somebody made, and what was changed of the built-in ones. Powers are a JSON list. */
const roles = { name: key, description: text, powers: text, changed_at: integer };

/** What was written for a role, a user, or everybody: JSON lists of rules, scope and limits. */
const permissions = {
  /** "role", "user" or "everybody". */
  subject_kind: key,
  /** Name of the role, id of the user, or nothing. */
  subject_id: key,
  rules: text,
  scope: text,
  limits: text,
  changed_at: integer,
  /** Id of the user who wrote it. */
  changed_by: maybeText,
};

const sessions = {
  id: key,
  user_id: ofUser,
  /** "password", "home" or "invitation". */
  signed_in_by: text,
  access_hash: { ...text, unique: true },
  access_expires_at: integer,
  refresh_hash: { ...text, unique: true },
  refresh_expires_at: integer,
  created_at: integer,
  last_used_at: integer,
  address: text,
  client: maybeText,
  revoked_at: maybeInteger,
};

/** Refresh secrets that were used: who brings one again has stolen it, or was stolen from. */
const spentRefreshes = {
  hash: key,
  session_id: { ...text, references: { model: "sessions", key: "id" }, onDelete: "CASCADE" },
  spent_at: integer,
};

const invitations = {
  id: key,
  secret_hash: { ...text, unique: true },
  role: text,
  name: maybeText,
  /** The user who may set a new password with it; absent: a new user. */
  user_id: { ...ofUser, allowNull: true },
  /** When the new user leaves by themselves. */
  guest_until: maybeInteger,
  created_by: maybeText,
  created_at: integer,
  expires_at: integer,
  used_at: maybeInteger,
};

/** Failures by the digest of the name that was tried, whether anybody is called so or not. */
const signInFailures = {
  name_hash: key,
  failures: count,
  /** Locks in a row: each is twice as long as the one before. */
  locks: count,
  locked_until: maybeInteger,
  last_at: integer,
};

const userColumns = {
  /** "home": an admin there is an admin here. "here": somebody said so in Vestibule. */
  role_from: { ...text, defaultValue: "here" },
  /** 0: Home Assistant does not let them in any more. */
  home_active: { ...integer, defaultValue: 1 },
  /** A guest leaves by themselves. */
  expires_at: maybeInteger,
  frozen_at: maybeInteger,
  frozen_by: maybeText,
};

const tokenColumns = { frozen_at: maybeInteger, frozen_by: maybeText };

export const peopleAndRules: Migration = {
  name: "0003-people-and-rules",
  async up(queries, transaction) {
    const run = (sql: string) => queries.sequelize.query(sql, { transaction });
    const tables = { roles, permissions, sessions, spent_refreshes: spentRefreshes, invitations };
    for (const [name, columns] of Object.entries({ ...tables, sign_in_failures: signInFailures }))
      await queries.createTable(name, columns, { transaction });
    for (const [table, columns] of [
      ["users", userColumns],
      ["tokens", tokenColumns],
      /** What was judged, so that it can be judged again under other rules. */
      ["audit", { deeds: maybeText }],
    ] as const)
      for (const [name, column] of Object.entries(columns))
        await queries.addColumn(table, name, column, { transaction });
    await queries.addIndex("sessions", {
      ...{ name: "sessions_user", fields: ["user_id"], transaction },
    });

    // Who an entry is about may become a pseudonym: the hours are told so at once, not entry by entry.
    await run(`DROP TRIGGER audit_update`);
    await run(`CREATE TRIGGER audit_update AFTER UPDATE OF status, duration_ms ON audit
      BEGIN ${countEntry("OLD", "-")} ${countEntry("NEW", "+")} END`);

    // Rules of a user go with the user.
    await run(`CREATE TRIGGER permissions_of_user AFTER DELETE ON users BEGIN
      DELETE FROM permissions WHERE subject_kind = 'user' AND subject_id = OLD.id; END`);
    // A change of these is a change of somebody's rights, which every process must see.
    for (const table of ["roles", "permissions", "settings"])
      for (const change of ["INSERT", "UPDATE", "DELETE"])
        await run(`CREATE TRIGGER revision_${table}_${change.toLowerCase()} AFTER ${change} ON ${table}
          BEGIN UPDATE revision SET number = number + 1; END`);
    // A session that ends must be known everywhere; that it was used need not.
    await run(`CREATE TRIGGER revision_sessions_end AFTER UPDATE OF revoked_at ON sessions
      BEGIN UPDATE revision SET number = number + 1; END`);
    await run(`CREATE TRIGGER revision_sessions_delete AFTER DELETE ON sessions
      BEGIN UPDATE revision SET number = number + 1; END`);
  },
};
