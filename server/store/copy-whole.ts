import { open, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { openPlainFile, type PlainFile } from "./plain-file.ts";

/** Copies a database that others may be writing to. Whoever finds the file finds it whole, also after a power cut, and
 * nobody but its owner reads it.
 * @param finish does something to the copy before it is found
 * @returns its bytes */
export async function copyWhole(
  database: string,
  file: string,
  finish: (copy: PlainFile) => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  const draft = `${file}.${process.pid}.draft`;
  try {
    await rm(draft, { force: true });
    // VACUUM INTO fills an empty file and refuses any other.
    await writeFile(draft, "", { mode: 0o600 });
    await within(database, (plain) => plain.run(`VACUUM INTO '${draft.replaceAll("'", "''")}'`));
    await within(draft, finish);
    await sync(draft);
    const { size } = await stat(draft);
    await rename(draft, file);
    await sync(dirname(file));
    return size;
  } catch (error) {
    await rm(draft, { force: true });
    await rm(`${draft}-journal`, { force: true });
    throw error;
  }
}

/** A rename is kept over a power cut only when its folder is written too. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function within(path: string, work: (plain: PlainFile) => Promise<void>): Promise<void> {
  const plain = await openPlainFile(path);
  try {
    await work(plain);
  } finally {
    await plain.close();
  }
}
