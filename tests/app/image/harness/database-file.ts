// The database as a file: what SQLite itself says of it, whoever wrote it.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../../../../server/store/database.ts";

/** "ok", or all that is broken; what it asks about is a copy, so that the original stays as it was found. */
export async function integrityOf(dataDir: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "vestibule-integrity-"));
  try {
    await cp(dataDir, folder, { recursive: true });
    const database = openDatabase({ file: join(folder, "vestibule.db") });
    const rows = await database.select<{ integrity_check: string }>("PRAGMA integrity_check");
    await database.close();
    return rows.map((row) => row.integrity_check).join("; ");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
