import { QueryTypes } from "sequelize";
import type { Database } from "./database.ts";

/** Small things that outlive a restart; a value is text. */
export interface SettingStore {
  get(name: string): Promise<string | undefined>;
  /** Everything of these names that is set. */
  getAll(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  set(name: string, value: string): Promise<void>;
  /** Makes the value of the one before, with no other process in between. */
  change(name: string, next: (value: string | undefined) => string): Promise<void>;
  remove(name: string): Promise<boolean>;
}

interface SettingRow {
  readonly name: string;
  readonly value: string;
}

const upsert = `INSERT INTO settings (name, value) VALUES ($name, $value)
  ON CONFLICT (name) DO UPDATE SET value = excluded.value`;

export function createSettingStore(database: Database): SettingStore {
  return {
    async get(name) {
      const [row] = await database.select<SettingRow>(
        "SELECT value FROM settings WHERE name = $name",
        { name },
      );
      return row?.value;
    },
    async getAll(names) {
      const rows = await database.select<SettingRow>(
        "SELECT name, value FROM settings WHERE name IN (SELECT value FROM json_each($names))",
        { names: JSON.stringify(names) },
      );
      return new Map(rows.map(({ name, value }) => [name, value]));
    },
    async set(name, value) {
      await database.write(() => database.sequelize.query(upsert, { bind: { name, value } }));
    },
    change: (name, next) =>
      database.transaction(async (transaction) => {
        const [row] = await database.sequelize.query<SettingRow>(
          "SELECT value FROM settings WHERE name = $name",
          { type: QueryTypes.SELECT, bind: { name }, transaction },
        );
        const bind = { name, value: next(row?.value) };
        await database.sequelize.query(upsert, { bind, transaction });
      }),
    remove: (name) =>
      database.write(async () => {
        const removed = await database.sequelize.query("DELETE FROM settings WHERE name = $name", {
          ...{ type: QueryTypes.BULKDELETE, bind: { name } },
        });
        return removed > 0;
      }),
  };
}
