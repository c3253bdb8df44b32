import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder, type TemporaryFolder } from "./temporary.ts";

interface Made<Found> {
  readonly database: Buffer;
  readonly found: Found;
}

/** A data directory that is made once and then copied: to bring a database up to date and to hash passwords
 * takes longer than most specs. `make` closes what it opens. */
export function madeOnce<Found>(
  make: (dataDir: string) => Promise<Found>,
): () => Promise<Found & { readonly folder: TemporaryFolder }> {
  let making: Promise<Made<Found>> | undefined;
  return async () => {
    making ??= makeIn(make);
    const { database, found } = await making;
    const folder = await temporaryFolder();
    await writeFile(join(folder.path, "vestibule.db"), database, { mode: 0o600 });
    return { ...found, folder };
  };
}

async function makeIn<Found>(make: (dataDir: string) => Promise<Found>): Promise<Made<Found>> {
  const folder = await temporaryFolder();
  const found = await make(folder.path);
  const left = (await readdir(folder.path)).filter((name) => name !== "vestibule.db");
  if (left.length > 0) throw new Error(`The database is not closed: ${left.join(", ")}.`);
  const database = await readFile(join(folder.path, "vestibule.db"));
  await folder.remove();
  return { database, found };
}
