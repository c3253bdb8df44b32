import { statfs } from "node:fs/promises";
import { BaseError, UniqueConstraintError } from "sequelize";
import { AppError } from "../errors.ts";

/** The file system says the same in its own words while the directory is made. */
const aliases: Readonly<Record<string, string>> = {
  ENOSPC: "SQLITE_FULL",
  EROFS: "SQLITE_READONLY",
  EACCES: "SQLITE_PERM",
  EPERM: "SQLITE_PERM",
  ENOTDIR: "SQLITE_CANTOPEN",
  EEXIST: "SQLITE_CANTOPEN",
  EISDIR: "SQLITE_CANTOPEN",
  ENXIO: "SQLITE_CANTOPEN",
};

/** What SQLite's result codes mean to the person who looks after the machine. */
const meanings: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {
  SQLITE_FULL: {
    message: "There is no space left for the database.",
    hint: "Free some disk space; nothing that was stored is lost.",
  },
  SQLITE_READONLY: {
    message: "The database cannot be written: it is read-only.",
    hint: "Make the data directory writable for the user Vestibule runs as.",
  },
  SQLITE_CANTOPEN: {
    message: "The database cannot be opened.",
    hint: "Check that the data directory exists and belongs to the user Vestibule runs as.",
  },
  SQLITE_PERM: {
    message: "The database may not be opened.",
    hint: "Check that the data directory belongs to the user Vestibule runs as.",
  },
  SQLITE_IOERR: {
    message: "The disk failed while the database was read or written.",
    hint: "Check the disk; then restore a snapshot or a backup if Vestibule does not start.",
  },
  SQLITE_CORRUPT: {
    message: "The database file is damaged.",
    hint: "Stop Vestibule and restore a snapshot or a backup of the data directory.",
  },
  SQLITE_NOTADB: {
    message: "The database file is not a database.",
    hint: "Stop Vestibule and restore a snapshot or a backup of the data directory.",
  },
  SQLITE_BUSY: {
    message: "The database is held by another process.",
    hint: "Try again; if it stays so, look for a second Vestibule with the same data directory.",
  },
};

/** The error that callers of the store meet instead of SQLite's; anything unknown stays as it is. */
export function storeError(error: unknown): unknown {
  const code = resultCode(error) ?? "";
  return meant(aliases[code] ?? code, error);
}

function meant(code: string, cause: unknown): unknown {
  const meaning = meanings[code];
  return meaning === undefined
    ? cause
    : new AppError("internal", meaning.message, { hint: meaning.hint, cause });
}

/** Of what SQLite puts beside a database that it opens, before it writes into it. */
const roomToOpenBytes = 64 * 1024;

/** As {@link storeError}. On a disk without any room SQLite cannot even make the files beside the database, and calls
 * that a disk that failed. */
export async function openingError(error: unknown, dataDir: string): Promise<unknown> {
  const cause = error instanceof AppError ? error.cause : error;
  if (resultCode(cause) !== "SQLITE_IOERR") return storeError(error);
  const disk = await statfs(dataDir).catch(() => undefined);
  const isFull = disk !== undefined && disk.bavail * disk.bsize < roomToOpenBytes;
  return isFull ? meant("SQLITE_FULL", cause) : storeError(error);
}

/** Whether a row was refused because another one has the same value in this column. */
export function isTaken(error: unknown, column: string): boolean {
  return (
    error instanceof UniqueConstraintError && error.errors.some((item) => item.path === column)
  );
}

function resultCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof BaseError && ("original" in error || "parent" in error))
    return resultCode("original" in error ? error.original : error.parent);
  return undefined;
}
