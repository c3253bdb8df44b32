import { DataTypes, type ModelAttributeColumnOptions } from "sequelize";
import type { Migration } from "./index.ts";

// Times are epoch milliseconds; lists and objects are JSON text.

const text = { type: DataTypes.TEXT, allowNull: false } satisfies ModelAttributeColumnOptions;
const integer = { type: DataTypes.BIGINT, allowNull: false } satisfies ModelAttributeColumnOptions;
const maybeText = { type: DataTypes.TEXT } satisfies ModelAttributeColumnOptions;
const maybeInteger = { type: DataTypes.BIGINT } satisfies ModelAttributeColumnOptions;
const count = { ...integer, defaultValue: 0 };
const key = { ...text, primaryKey: true };
const ofUser = { ...text, references: { model: "users", key: "id" }, onDelete: "CASCADE" };

const users = {
  id: key,
  username: text,
  /** Two spellings of one name are one user. */
  username_key: { ...text, unique: true },
  name: text,
  email: { ...maybeText, unique: true },
  role: text,
  language: maybeText,
  password_hash: maybeText,
  /** The same person in Home Assistant. */
  home_user_id: { ...maybeText, unique: true },
  created_at: integer,
};

const tokens = {
  id: key,
  user_id: ofUser,
  name: text,
  secret_hash: { ...text, unique: true },
  previous_hash: { ...maybeText, unique: true },
  previous_until: maybeInteger,
  rights: text,
  chosen: maybeText,
  doors: text,
  homes: maybeText,
  addresses: maybeText,
  calls_per_minute: maybeInteger,
  attended: integer,
  created_at: integer,
  expires_at: maybeInteger,
  revoked_at: maybeInteger,
};

/** Apart from the tokens: it changes with every call, and no cache hangs on it. */
const tokenUsage = {
  token_id: { ...key, references: { model: "tokens", key: "id" }, onDelete: "CASCADE" },
  calls: count,
  last_used_at: integer,
  last_address: text,
  last_client: maybeText,
};

const homes = {
  id: key,
  name: { ...text, unique: true },
  url: text,
  /** Encrypted; the key is outside the database. */
  access_token: maybeText,
  user_id: { ...ofUser, allowNull: true },
  created_at: integer,
};

const audit = {
  id: key,
  kind: text,
  at: integer,
  door: text,
  user_id: maybeText,
  username: maybeText,
  role: maybeText,
  token_id: maybeText,
  token_name: maybeText,
  token_hash: maybeText,
  client: maybeText,
  session: maybeText,
  address: maybeText,
  home: maybeText,
  tool: text,
  arguments: maybeText,
  decision: maybeText,
  rule: maybeText,
  status: text,
  error_code: maybeText,
  error: maybeText,
  result_summary: maybeText,
  duration_ms: { type: DataTypes.DOUBLE },
  entities: maybeText,
  before: maybeText,
  after: maybeText,
  contexts: maybeText,
  /** Digests outlive their payloads: the chain is made over them, so that a payload can be erased. */
  arguments_digest: maybeText,
  before_digest: maybeText,
  after_digest: maybeText,
  chain_sequence: { ...maybeInteger, unique: true },
  chain_digest: maybeText,
};

/** Empty text stands for "none": a key column must not be empty in SQL's sense. */
const hourlyStatistics = {
  hour: { ...integer, primaryKey: true },
  kind: key,
  door: key,
  home: key,
  user_id: key,
  token_id: key,
  tool: key,
  status: key,
  calls: count,
  duration_ms: { type: DataTypes.DOUBLE, allowNull: false, defaultValue: 0 },
};

const settings = { name: key, value: text };
const revision = { number: integer };

/** What people filter the audit by; the newest come first. */
const auditFilters = ["user_id", "token_id", "tool", "status"];

/** Adds to, or takes from, the hour of an audit entry; one that only started is not counted yet. */
export const countEntry = (entry: "OLD" | "NEW", sign: "+" | "-") => `
  INSERT INTO hourly_statistics
    (hour, kind, door, home, user_id, token_id, tool, status, calls, duration_ms)
  SELECT ${entry}.at - ${entry}.at % 3600000, ${entry}.kind, ${entry}.door,
    ifnull(${entry}.home, ''), ifnull(${entry}.user_id, ''), ifnull(${entry}.token_id, ''),
    ${entry}.tool, ${entry}.status, ${sign}1, ${sign}ifnull(${entry}.duration_ms, 0)
  WHERE ${entry}.status <> 'started'
  ON CONFLICT DO UPDATE SET
    calls = calls + excluded.calls, duration_ms = duration_ms + excluded.duration_ms;`;

/** Whoever writes an entry counts it in the same statement. What is deleted because of its age stays
 * counted. */
const auditTriggers = [
  `CREATE TRIGGER audit_insert AFTER INSERT ON audit BEGIN ${countEntry("NEW", "+")} END`,
  `CREATE TRIGGER audit_update AFTER UPDATE ON audit
   BEGIN ${countEntry("OLD", "-")} ${countEntry("NEW", "+")} END`,
];

/** A change of these is a change of somebody's rights, which every process must see. */
const rightsTables = ["users", "tokens"];

export const firstTables: Migration = {
  name: "0001-first-tables",
  async up(queries, transaction) {
    const tables = { users, tokens, token_usage: tokenUsage, homes, audit, settings, revision };
    for (const [name, columns] of Object.entries({
      ...tables,
      hourly_statistics: hourlyStatistics,
    }))
      await queries.createTable(name, columns, { transaction });
    await queries.addIndex("tokens", {
      fields: ["user_id", "name"],
      name: "tokens_user_name",
      unique: true,
      transaction,
    });
    await queries.addIndex("audit", { fields: ["at", "id"], name: "audit_at", transaction });
    for (const column of auditFilters)
      await queries.addIndex("audit", {
        fields: [column, "at", "id"],
        name: `audit_${column}`,
        transaction,
      });
    await queries.sequelize.query("INSERT INTO revision (number) VALUES (0)", { transaction });
    for (const trigger of auditTriggers) await queries.sequelize.query(trigger, { transaction });
    for (const table of rightsTables)
      for (const change of ["INSERT", "UPDATE", "DELETE"])
        await queries.sequelize.query(
          `CREATE TRIGGER revision_${table}_${change.toLowerCase()} AFTER ${change} ON ${table}
           BEGIN UPDATE revision SET number = number + 1; END`,
          { transaction },
        );
  },
};
