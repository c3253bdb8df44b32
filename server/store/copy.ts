import { existsSync } from "node:fs";
import { link, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AppError } from "../errors.ts";
import { copyWhole } from "./copy-whole.ts";
import type { PlainFile } from "./plain-file.ts";
import { openingError } from "./store-error.ts";

/** The database within a data directory. */
export const databaseOf = (dataDir: string) => join(dataDir, "vestibule.db");

/** Where a backup of the data directory finds a copy that nobody is writing to. */
export const copyOf = (dataDir: string) => join(dataDir, "backup", "copy.sqlite");

export interface WrittenCopy {
  readonly file: string;
  readonly bytes: number;
}

/** Copies the database of a server that may be running on it; whoever finds the copy finds it whole.
 * @throws AppError not_found without a database, internal when there is no room. */
export async function writeCopy(dataDir: string, nowMs: number): Promise<WrittenCopy> {
  const database = databaseOf(dataDir);
  if (!existsSync(database))
    throw new AppError("not_found", `There is no database in ${dataDir}.`, {
      hint: "Set DATA_DIR to the data directory of your Vestibule.",
    });
  const file = copyOf(dataDir);
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const bytes = await copyWhole(database, file, (copy) => markCopied(copy, nowMs));
    return { file, bytes };
  } catch (error) {
    throw await openingError(error, dataDir);
  }
}

/** Takes away the copy and what is left of those that were never finished; answers whether there was one.
 * @throws AppError conflict when the copy is all there is. */
export async function removeCopy(dataDir: string): Promise<boolean> {
  const file = copyOf(dataDir);
  const left = await readdir(dirname(file)).catch(() => []);
  const ours = left.filter((name) => name.startsWith(basename(file)));
  if (ours.length === 0) return false;
  if (!existsSync(databaseOf(dataDir)))
    throw new AppError("conflict", `There is no database beside ${file}, so it stays.`, {
      hint: "Start Vestibule: it makes this copy its database.",
    });
  for (const name of ours) await rm(join(dirname(file), name), { force: true });
  return ours.includes(basename(file));
}

/** A backup may still be reading it. */
const youngMs = 60 * 60 * 1000;

/** At the start: takes away what a backup left behind that never came to its end; answers whether there was any. */
export async function removeOldCopy(dataDir: string, nowMs: number): Promise<boolean> {
  const file = copyOf(dataDir);
  if (await isSameFile(file, databaseOf(dataDir))) {
    await rm(file, { force: true });
    return false;
  }
  return (await isYoungCopy(dataDir, nowMs)) ? false : removeCopy(dataDir);
}

/** While nothing runs, nobody writes a copy for a backup, which leaves the database itself out: so a server that stops
 * gives it the copy's name besides. A copy that was made before lacks what was written since; whoever is reading that
 * one reads on. */
export async function nameAsCopy(dataDir: string): Promise<void> {
  const database = databaseOf(dataDir);
  const file = copyOf(dataDir);
  // Another process has it open.
  if (existsSync(`${database}-wal`)) return;
  const draft = `${file}.${process.pid}.draft`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await rm(draft, { force: true });
  try {
    await link(database, draft);
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

async function isYoungCopy(dataDir: string, nowMs: number): Promise<boolean> {
  const file = copyOf(dataDir);
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || (await isSameFile(file, databaseOf(dataDir)))) return false;
  // A clock that was wrong may have dated it in the future.
  return Math.abs(nowMs - found.mtimeMs) < youngMs;
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev;
}

/** A number that SQLite keeps for us in the header of the file says that it is a copy, and of when:
 * seconds in 32 bits, whose highest is the sign. */
export async function markCopied(plain: PlainFile, nowMs: number): Promise<void> {
  await plain.run(`PRAGMA user_version = ${Math.floor(nowMs / 1000) | 0}`);
}
