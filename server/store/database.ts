import { QueryTypes, Sequelize, Transaction } from "sequelize";
import sqlite3 from "sqlite3";
import { AppError } from "../errors.ts";
import { storeError } from "./store-error.ts";

type Bindings = Readonly<Record<string, string | number | null>>;

/** One SQLite file. Everything that changes it stands in one queue. */
export interface Database {
  readonly sequelize: Sequelize;
  /** A query that only reads. Values are bound, never written into the text. */
  select<Row extends object>(sql: string, bind?: Bindings): Promise<Row[]>;
  /** One writing statement. `work` must not queue another write: it would wait for itself. */
  write<T>(work: () => Promise<T>): Promise<T>;
  /** As {@link write}; when it answers, it outlives a power cut too. */
  writeDurably<T>(work: () => Promise<T>): Promise<T>;
  /** Several writing statements, all or none; each is given the transaction. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface DatabaseOptions {
  readonly file: string;
  /** The size the file may grow to, in pages of 4 kB; absent: as far as the disk goes. */
  readonly maxPages?: number;
}

const busyTimeoutMs = 5_000;

export function openDatabase({ file, maxPages }: DatabaseOptions): Database {
  const sequelize = new Sequelize({
    dialect: "sqlite",
    dialectModule: { ...sqlite3, Database: tuned(maxPages) },
    storage: file,
    logging: false,
    // A deferred transaction that reads first is refused when another process commits in between.
    transactionType: Transaction.TYPES.IMMEDIATE,
    // The busy timeout already waited; Sequelize's retries would multiply it by five.
    retry: { max: 1 },
  });
  let last: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | undefined;

  // A second writer would hold one of libuv's four threads for the whole busy timeout, and four of
  // them leave none for the one that could finish.
  function queue<T>(work: () => Promise<T>): Promise<T> {
    if (closing !== undefined) return Promise.reject(closed());
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result.catch(rethrow);
  }

  /** Writes stand in one queue, so no other one sees the setting. */
  async function durably<T>(work: () => Promise<T>): Promise<T> {
    await sequelize.query("PRAGMA synchronous = FULL");
    try {
      return await work();
    } finally {
      await sequelize.query("PRAGMA synchronous = NORMAL");
    }
  }

  return {
    sequelize,
    async select<Row extends object>(sql: string, bind: Bindings = {}) {
      if (closing !== undefined) throw closed();
      return sequelize
        .query<Row>(sql, { type: QueryTypes.SELECT, bind: { ...bind } })
        .catch(rethrow);
    },
    write: queue,
    writeDurably: (work) => queue(() => durably(work)),
    transaction: (work) => queue(() => sequelize.transaction(work)),
    close() {
      closing ??= last.then(() => sequelize.close());
      return closing;
    },
  };
}

/** Each transaction of Sequelize opens a connection of its own, so what is set once on one
 * connection does not hold on the next: it is set where every connection is made. */
function tuned(maxPages: number | undefined) {
  const pragmas = [
    // Counts only before the first table: later it would need a VACUUM of the whole file.
    "auto_vacuum = INCREMENTAL",
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    ...(maxPages === undefined ? [] : [`max_page_count = ${maxPages}`]),
  ];
  return class Tuned extends sqlite3.Database {
    #failed = false;

    constructor(file: string, mode: number, done: (error: Error | null) => void) {
      super(file, mode, (error) => {
        this.#failed = error !== null;
        done(error);
      });
      this.configure("busyTimeout", busyTimeoutMs);
      // A file that cannot be tuned fails again at the first query, where somebody listens.
      this.exec(pragmas.map((pragma) => `PRAGMA ${pragma};`).join(" "), () => undefined);
    }

    /** The driver never answers when what was not opened is closed. */
    override close(done?: (error: Error | null) => void): void {
      if (this.#failed) done?.(null);
      else super.close(done);
    }
  };
}

function rethrow(error: unknown): never {
  throw storeError(error);
}

function closed(): AppError {
  return new AppError("internal", "The database is closed: Vestibule is stopping.");
}
