import { Umzug, type UmzugStorage } from "umzug";
import type { QueryInterface, Transaction } from "sequelize";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { copyWhole } from "./copy-whole.ts";
import type { Database } from "./database.ts";
import { storeError } from "./store-error.ts";
import { migrations as ours, type Migration } from "./migrations/index.ts";

interface Migrating {
  readonly file: string;
  /** Of this Vestibule, remembered with each migration. */
  readonly version: string;
  readonly log: Pick<Log, "info">;
  readonly migrations?: readonly Migration[];
}

export interface Applied {
  readonly name: string;
  readonly version: string;
}

interface Context {
  readonly queries: QueryInterface;
  readonly transaction: Transaction;
}

/** Brings the database to this version, after a snapshot if it has anything to lose.
 * @throws AppError conflict when a newer Vestibule has already changed it. */
export async function migrate(
  database: Database,
  { file, version, log, migrations = ours }: Migrating,
): Promise<void> {
  const applied = await readApplied(database);
  refuseNewer(applied, migrations);
  const pending = migrations.filter(({ name }) => !applied.some((done) => done.name === name));
  const first = pending[0];
  if (first === undefined) return;
  if (applied.length > 0) {
    const snapshot = `${file}.before-${first.name}`;
    await copyWhole(file, snapshot).catch((error: unknown) => {
      throw storeError(error);
    });
    log.info({ snapshot }, "database copied before it is changed");
  }
  // One transaction for all: of two processes that start at once, the second waits here and then
  // finds nothing left to do.
  await database.transaction(async (transaction) => {
    const queries = database.sequelize.getQueryInterface();
    const umzug = new Umzug<Context>({
      migrations: migrations.map((migration) => ({
        name: migration.name,
        up: ({ context }) => migration.up(context.queries, context.transaction),
      })),
      context: { queries, transaction },
      storage: storage(version),
      logger: undefined,
    });
    await queries.sequelize.query(
      "CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL PRIMARY KEY, version TEXT NOT NULL)",
      { transaction },
    );
    await umzug.up();
  });
  log.info({ migrations: pending.map(({ name }) => name) }, "database brought up to date");
}

async function readApplied(database: Database): Promise<readonly Applied[]> {
  const tables = await database.select(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'migrations'",
  );
  return tables.length === 0
    ? []
    : database.select<Applied>("SELECT name, version FROM migrations ORDER BY name");
}

/** @throws AppError conflict */
export function refuseNewer(
  applied: readonly Applied[],
  migrations: readonly Migration[],
  { what, otherwise }: { readonly what: string; readonly otherwise: string } = live,
): void {
  const unknown = applied.find((done) => !migrations.some(({ name }) => name === done.name));
  if (unknown !== undefined)
    throw new AppError(
      "conflict",
      `${what} was made by a newer Vestibule (${plain(unknown.version)}, ${plain(unknown.name)}).`,
      { hint: `Start Vestibule ${plain(unknown.version)} or later, or ${otherwise}.` },
    );
}

/** A database comes from anywhere, and its words go to the log and to terminals. */
const plain = (word: unknown): string =>
  typeof word === "string" && /^[\w.+-]{1,80}$/.test(word) ? word : "unknown";

const live = {
  what: "The database",
  otherwise: "put back the snapshot beside the database",
};

/** Umzug's own storage for Sequelize would sync() its table, outside of the transaction. */
function storage(version: string): UmzugStorage<Context> {
  return {
    async logMigration({ name, context: { queries, transaction } }) {
      await queries.sequelize.query(
        "INSERT INTO migrations (name, version) VALUES ($name, $version)",
        { bind: { name, version }, transaction },
      );
    },
    unlogMigration: () => Promise.reject(new Error("Migrations only go forward.")),
    async executed({ context: { queries, transaction } }) {
      const [rows] = await queries.sequelize.query("SELECT name FROM migrations ORDER BY name", {
        transaction,
      });
      return rows.map((row) => nameOf(row));
    },
  };
}

function nameOf(row: unknown): string {
  if (typeof row === "object" && row !== null && "name" in row && typeof row.name === "string")
    return row.name;
  throw new Error("A migration without a name.");
}
