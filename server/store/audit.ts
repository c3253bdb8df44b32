import { hash } from "node:crypto";
import { QueryTypes } from "sequelize";
import { AppError } from "../errors.ts";
import type { AuditEntry, AuditStore } from "../gateway/audit-entry.ts";
import { whereOf, type AuditFilter } from "./audit-filter.ts";
import { bulkWriter } from "./bulk.ts";
import type { Database } from "./database.ts";
import { filled, parseList } from "./rows.ts";

export type { AuditFilter, Sight } from "./audit-filter.ts";

export interface AuditPageWish {
  readonly limit?: number;
  /** `next` of the page before. */
  readonly cursor?: string;
  /** With what was judged: for our own use, nobody is shown it. */
  readonly withDeeds?: boolean;
}

export interface AuditPage {
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  readonly has_more: boolean;
  /** Where the next page begins; pages do not shift when new entries come. */
  readonly next?: string;
}

export interface AuditLog extends AuditStore {
  /** @throws AppError invalid_input for a cursor that no page gave. */
  find(filter: AuditFilter, page?: AuditPageWish): Promise<AuditPage>;
  get(id: string): Promise<AuditEntry | undefined>;
}

type AuditRow = {
  [K in keyof AuditEntry]-?: undefined extends AuditEntry[K]
    ? | (AuditEntry[K] extends readonly string[] | undefined ? string : NonNullable<AuditEntry[K]>)
      | null
    : AuditEntry[K];
};

const payloads = ["arguments", "before", "after"] as const;

const entryColumns: readonly (keyof AuditEntry)[] = [
  ...(["id", "kind", "at", "door", "user_id", "username", "role", "token_id"] as const),
  ...(["token_name", "token_hash", "client", "session", "address", "home", "tool"] as const),
  ...(["arguments", "decision", "rule", "status", "error_code", "error"] as const),
  ...(["result_summary", "duration_ms", "entities", "before", "after", "contexts"] as const),
];
const writtenColumns: readonly (keyof AuditEntry)[] = [...entryColumns, "deeds"];
const columns = [...writtenColumns, ...payloads.map((name) => `${name}_digest`)];
const select = (names: readonly string[]) =>
  `SELECT ${names.map((column) => `"${column}"`).join(", ")} FROM audit`;
const selectEntries = select(entryColumns);
const selectWithDeeds = select(writtenColumns);

const upsert = bulkWriter({
  table: "audit",
  columns,
  values: (entry: AuditEntry) => [
    ...writtenColumns.map((column) => toValue(entry[column])),
    ...payloads.map((name) => digestOf(entry[name])),
  ],
  onConflict: `(id) DO UPDATE SET ${columns
    .slice(1)
    .map((column) => `"${column}" = excluded."${column}"`)
    .join(", ")}`,
});

export function createAuditLog(database: Database): AuditLog {
  return {
    write: (entries) => {
      const work = () => upsert(database, entries);
      // What begins may be an act: it is on the disk before the home is touched.
      const mayBegin = entries.some(({ status }) => status === "started");
      return mayBegin ? database.writeDurably(work) : database.write(work);
    },
    interruptStarted: () =>
      database.write(() =>
        database.sequelize.query(
          `UPDATE audit SET status = 'interrupted', error_code = 'internal', error = $error
           WHERE status = 'started'`,
          {
            type: QueryTypes.BULKUPDATE,
            bind: { error: "Vestibule stopped before this was finished." },
          },
        ),
      ),
    async find(filter, { limit = 50, cursor, withDeeds = false } = {}) {
      const after = cursor === undefined ? undefined : parseCursor(cursor);
      const known = whereOf(filter);
      const bind = { ...known.bind, ...after, limit: limit + 1 };
      const where = [
        ...known.where,
        ...(after === undefined ? [] : ["(at, id) < ($cursor_at, $cursor_id)"]),
      ];
      const rows = await database.select<AuditRow>(
        `${withDeeds ? selectWithDeeds : selectEntries} ${where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`}
         ORDER BY at DESC, id DESC LIMIT $limit`,
        bind,
      );
      const entries = rows.slice(0, limit).map(toEntry);
      const last = entries.at(-1);
      return rows.length > limit && last !== undefined
        ? { entries, has_more: true, next: `${last.at}.${last.id}` }
        : { entries, has_more: false };
    },
    async get(id) {
      const [row] = await database.select<AuditRow>(`${selectEntries} WHERE id = $id`, { id });
      return row === undefined ? undefined : toEntry(row);
    },
  };
}

function toValue(value: AuditEntry[keyof AuditEntry]): string | number | undefined {
  return typeof value === "object" ? JSON.stringify(value) : value;
}

function toEntry(row: AuditRow): AuditEntry {
  const { entities, contexts, ...rest } = filled(row);
  return {
    ...rest,
    ...(entities === undefined ? {} : { entities: parseList(entities) }),
    ...(contexts === undefined ? {} : { contexts: parseList(contexts) }),
  };
}

function digestOf(payload: string | undefined): string | null {
  return payload === undefined ? null : hash("sha256", payload, "hex");
}

function parseCursor(cursor: string): { cursor_at: number; cursor_id: string } {
  const [, at, id] = /^(\d{1,15})\.(vst-[0-9a-z]+-[0-9a-f]+)$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined)
    throw new AppError("invalid_input", "The cursor is not one that a page of the audit gave.", {
      hint: "Pass `next` of the page before unchanged, or leave the cursor out.",
    });
  return { cursor_at: Number(at), cursor_id: id };
}
