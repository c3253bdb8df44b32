import { DataTypes, type ModelAttributeColumnOptions } from "sequelize";
import { idOfCatalogue } from "../catalogues.ts";
import type { Migration } from "./index.ts";

const text = { type: DataTypes.TEXT, allowNull: false } satisfies ModelAttributeColumnOptions;
const integer = { type: DataTypes.BIGINT, allowNull: false } satisfies ModelAttributeColumnOptions;
const maybeText = { type: DataTypes.TEXT } satisfies ModelAttributeColumnOptions;
const key = { ...text, primaryKey: true };

/** What was sent to a home, one row for each entity: for limits on how often. */
const acts = {
  call_id: text,
  at: integer,
  user_id: text,
  token_id: maybeText,
  home: text,
  service: text,
  /** Empty for a service without a target. */
  entity_id: text,
};

/** What was answered to a call that its caller named, so that it is not done again. */
const answers = {
  scope: key,
  name: key,
  /** Of the tool and its arguments. */
  digest: text,
  call_id: text,
  at: integer,
  expires_at: integer,
  /** JSON; nothing while it is not known how it ended. */
  outcome: maybeText,
};

/** What an admin said of an entity or a service whose action cannot be read. */
const reviews = {
  home: key,
  kind: key,
  id: key,
  /** The verdict is about this one: another one under the same name is looked at again. */
  platform: maybeText,
  config_entry_id: maybeText,
  verdict: text,
  by: text,
  at: integer,
};

/** What there was to have a right to, when tokens got theirs. */
const catalogues = {
  id: key,
  made_at: integer,
  version: text,
  tools: text,
  harmless: text,
};

/** All that there was before anything could act. */
const readingTools = [
  ...["find_entities", "get_entity", "get_history", "home_overview", "list_services", "whoami"],
];

export const acting: Migration = {
  name: "0002-acting",
  async up(queries, transaction) {
    const run = (sql: string, bind: Readonly<Record<string, string>> = {}) =>
      queries.sequelize.query(sql, { bind: { ...bind }, transaction });
    for (const [name, columns] of Object.entries({ acts, answers, reviews, catalogues }))
      await queries.createTable(name, columns, { transaction });
    for (const [table, name, ...fields] of [
      ["acts", "acts_entity", "home", "entity_id", "at"],
      ["acts", "acts_at", "at"],
      ["answers", "answers_expires_at", "expires_at"],
    ] as const)
      await queries.addIndex(table, { name, fields, transaction });

    const id = idOfCatalogue({ tools: readingTools, harmless: [] });
    await run(
      "INSERT INTO catalogues (id, made_at, version, tools, harmless) VALUES ($id, 0, '0', $tools, '[]')",
      { id, tools: JSON.stringify(readingTools) },
    );
    // Who says nothing of a token's catalogue gives it the smallest. The id is made of hex digits.
    await run(`ALTER TABLE tokens ADD COLUMN catalogue_id TEXT NOT NULL DEFAULT '${id}'`);
    for (const change of ["INSERT", "UPDATE", "DELETE"])
      await run(
        `CREATE TRIGGER revision_reviews_${change.toLowerCase()} AFTER ${change} ON reviews
         BEGIN UPDATE revision SET number = number + 1; END`,
      );
  },
};
