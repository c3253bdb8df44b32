import { existsSync } from "node:fs";
import { chmod, lstat, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { copyOf, databaseOf, markCopied } from "./copy.ts";
import { sync } from "./copy-whole.ts";
import { refuseNewer, type Applied } from "./migrate.ts";
import type { Migration } from "./migrations/index.ts";
import { openPlainFile, type PlainFile } from "./plain-file.ts";
import { storeError } from "./store-error.ts";

interface Adopting {
  readonly dataDir: string;
  readonly log: Pick<Log, "info">;
  readonly migrations: readonly Migration[];
}

/** Makes the copy of a backup the database of a data directory that has none: it was just restored.
 * Until the one rename that does it, nothing of the copy is changed but its mark.
 * @throws AppError conflict for the copy of a newer Vestibule, internal for one that is damaged. */
export async function adoptCopy({ dataDir, log, migrations }: Adopting): Promise<void> {
  const database = databaseOf(dataDir);
  const copy = copyOf(dataDir);
  const isThere = () => !existsSync(database) && existsSync(copy);
  if (!isThere()) return;
  try {
    if (!(await takeIt())) return;
  } catch (error) {
    // Another process was quicker, and what we had open is in use by now.
    if (!isThere()) return;
    throw storeError(error);
  }
  log.info({ copy }, "the database of a backup is used from now on");

  async function takeIt(): Promise<boolean> {
    // A link would make a file elsewhere the database.
    if (!(await lstat(copy)).isFile()) return refuse(copy)(new Error("It is no file."));
    const plain = await openPlainFile(copy).catch(refuse(copy));
    try {
      // Kept until it is closed: of two processes that start at once, the second waits here and then
      // finds nothing left to do.
      await plain.run("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;").catch(refuse(copy));
      if (!isThere()) return false;
      await check(plain, migrations).catch(refuse(copy));
      const [mark] = await plain.rows<{ user_version: number }>("PRAGMA user_version");
      if (mark?.user_version === 0) await markCopied(plain, (await stat(copy)).mtimeMs);
      await plain.run("COMMIT");
      // Until then the mark may be in a journal of the old name.
      await plain.run("PRAGMA wal_checkpoint(TRUNCATE)");
      await takeItsPlace(copy, database);
      return true;
    } finally {
      await plain.close();
    }
  }
}

async function takeItsPlace(copy: string, database: string): Promise<void> {
  // SQLite would write a journal that was left behind into any database of that name.
  for (const left of ["-wal", "-shm", "-journal"]) await rm(database + left, { force: true });
  await chmod(copy, 0o600);
  await rename(copy, database);
  await sync(dirname(copy));
  await sync(dirname(database));
}

async function check(plain: PlainFile, migrations: readonly Migration[]): Promise<void> {
  const [found] = await plain.rows<{ quick_check: string }>("PRAGMA quick_check(1)");
  if (found?.quick_check !== "ok") throw new Error(found?.quick_check);
  const applied = await plain.rows<Applied>("SELECT name, version FROM migrations ORDER BY name");
  refuseNewer(applied, migrations, {
    what: "The database of this backup",
    otherwise: "restore an older backup",
  });
}

/** One line for whatever is wrong with it. */
function refuse(copy: string): (error: unknown) => never {
  return (cause) => {
    if (cause instanceof AppError) throw cause;
    const known = storeError(cause);
    const busy = known instanceof AppError && known.message.includes("held by");
    if (busy) throw known;
    throw new AppError("internal", `The copy of the database in this backup is damaged: ${copy}.`, {
      hint: "Restore another backup; to begin with nothing instead, move this file away.",
      cause,
    });
  };
}
