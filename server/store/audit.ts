import { hash } from "node:crypto";
import { QueryTypes } from "sequelize";
import type { AuditStatus } from "../../shared/audit-statuses.ts";
import { AppError } from "../errors.ts";
import type { AuditEntry, AuditStore } from "../gateway/audit-entry.ts";
import { bulkWriter } from "./bulk.ts";
import type { Database } from "./database.ts";
import { filled, parseList } from "./rows.ts";

export interface AuditFilter {
  readonly user_id?: string;
  readonly token_id?: string;
  readonly tool?: string;
  readonly door?: string;
  readonly status?: AuditStatus;
  readonly kind?: AuditEntry["kind"];
  readonly home?: string;
  /** An entity that the call read or touched. */
  readonly entity?: string;
  /** Anywhere in names, arguments, error and result. */
  readonly text?: string;
  /** Epoch milliseconds; `from` is in, `to` is not. */
  readonly from?: number;
  readonly to?: number;
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
  find(
    filter: AuditFilter,
    page?: { readonly limit?: number; readonly cursor?: string },
  ): Promise<AuditPage>;
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
const columns = [...entryColumns, ...payloads.map((name) => `${name}_digest`)];
const selectEntries = `SELECT ${entryColumns.map((column) => `"${column}"`).join(", ")} FROM audit`;

const upsert = bulkWriter({
  table: "audit",
  columns,
  values: (entry: AuditEntry) => [
    ...entryColumns.map((column) => toValue(entry[column])),
    ...payloads.map((name) => digestOf(entry[name])),
  ],
  onConflict: `(id) DO UPDATE SET ${columns
    .slice(1)
    .map((column) => `"${column}" = excluded."${column}"`)
    .join(", ")}`,
});

/** How a filter becomes a condition; a name that several columns answer to is searched in each. */
const conditions = {
  user_id: "user_id = $user_id",
  token_id: "token_id = $token_id",
  tool: "tool = $tool",
  door: "door = $door",
  status: "status = $status",
  kind: "kind = $kind",
  home: "home = $home",
  entity: "instr(entities, $entity) > 0",
  text: `concat_ws(' ', tool, username, token_name, client, address, arguments, error,
    result_summary, entities) LIKE $text ESCAPE '!'`,
  from: "at >= $from",
  to: "at < $to",
} as const satisfies Record<keyof AuditFilter, string>;

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
    async find(filter, { limit = 50, cursor } = {}) {
      const after = cursor === undefined ? undefined : parseCursor(cursor);
      const bind = { ...bindings(filter), ...after, limit: limit + 1 };
      const where = [
        ...Object.entries(conditions).flatMap(([name, sql]) => (name in bind ? [sql] : [])),
        ...(after === undefined ? [] : ["(at, id) < ($cursor_at, $cursor_id)"]),
      ];
      const rows = await database.select<AuditRow>(
        `${selectEntries} ${where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`}
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

function bindings(filter: AuditFilter): Record<string, string | number> {
  return {
    ...filter,
    // Entities are a JSON list: with its quotes a name is found whole.
    ...(filter.entity === undefined ? {} : { entity: JSON.stringify(filter.entity) }),
    ...(filter.text === undefined
      ? {}
      : { text: `%${filter.text.replace(/[!%_]/g, (sign) => `!${sign}`)}%` }),
  };
}

function parseCursor(cursor: string): { cursor_at: number; cursor_id: string } {
  const [, at, id] = /^(\d{1,15})\.(vst-[0-9a-z]+-[0-9a-f]+)$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined)
    throw new AppError("invalid_input", "The cursor is not one that a page of the audit gave.", {
      hint: "Pass `next` of the page before unchanged, or leave the cursor out.",
    });
  return { cursor_at: Number(at), cursor_id: id };
}
