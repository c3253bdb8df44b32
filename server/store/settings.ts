import type { Database } from "./database.ts";

/** Small things that outlive a restart; a value is text. */
export interface SettingStore {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
}

export function createSettingStore(database: Database): SettingStore {
  return {
    async get(name) {
      const [row] = await database.select<{ value: string }>(
        "SELECT value FROM settings WHERE name = $name",
        { name },
      );
      return row?.value;
    },
    async set(name, value) {
      await database.write(() =>
        database.sequelize.query(
          `INSERT INTO settings (name, value) VALUES ($name, $value)
           ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
          { bind: { name, value } },
        ),
      );
    },
  };
}
