import type { Transaction } from "sequelize";
import type { AuditEntry, AuditStatus } from "../gateway/audit-entry.ts";
import { bulkWriter } from "./bulk.ts";
import type { Database } from "./database.ts";

const hourMs = 3_600_000;

/** Calls and security events of one hour that have all of these in common; "" stands for none. */
export interface HourlyCount {
  /** Its beginning, epoch milliseconds. */
  readonly hour: number;
  readonly kind: AuditEntry["kind"];
  readonly door: string;
  readonly home: string;
  readonly user_id: string;
  readonly token_id: string;
  readonly tool: string;
  readonly status: AuditStatus;
  readonly calls: number;
  /** Of all of them together. */
  readonly duration_ms: number;
}

export interface StatisticsStore {
  /** Hours that begin in [from, to), in order of time. */
  find(range: { readonly from: number; readonly to: number }): Promise<readonly HourlyCount[]>;
}

export type Counted = Pick<
  AuditEntry,
  "at" | "kind" | "door" | "home" | "user_id" | "token_id" | "tool" | "status" | "duration_ms"
>;

const keyColumns = [
  "hour",
  "kind",
  "door",
  "home",
  "user_id",
  "token_id",
  "tool",
  "status",
] as const;

const add = bulkWriter({
  table: "hourly_statistics",
  columns: [...keyColumns, "calls", "duration_ms"],
  onConflict: `(${keyColumns.join(", ")}) DO UPDATE SET
    calls = calls + excluded.calls, duration_ms = duration_ms + excluded.duration_ms`,
});

export function createStatisticsStore(database: Database): StatisticsStore {
  return {
    find: ({ from, to }) =>
      database.select<HourlyCount>(
        `SELECT ${keyColumns.join(", ")}, calls, duration_ms FROM hourly_statistics
         WHERE hour >= $from AND hour < $to AND calls > 0 ORDER BY hour`,
        { from, to },
      ),
  };
}

/** Counts what the audit gained and takes back what it replaced: the hours always add up to it. */
export async function countHours(
  database: Database,
  change: { readonly gained: Iterable<Counted>; readonly replaced: Iterable<Counted> },
  transaction: Transaction,
): Promise<void> {
  const counts = new Map<string, HourlyCount>();
  for (const entry of change.gained) count(counts, entry, 1);
  for (const entry of change.replaced) count(counts, entry, -1);
  await add(database, counts.values(), transaction);
}

function count(counts: Map<string, HourlyCount>, entry: Counted, sign: 1 | -1): void {
  if (entry.status === "started") return;
  const group = {
    hour: entry.at - (entry.at % hourMs),
    kind: entry.kind,
    door: entry.door,
    home: entry.home ?? "",
    user_id: entry.user_id ?? "",
    token_id: entry.token_id ?? "",
    tool: entry.tool,
    status: entry.status,
  };
  const key = JSON.stringify(Object.values(group));
  const known = counts.get(key);
  counts.set(key, {
    ...group,
    calls: (known?.calls ?? 0) + sign,
    duration_ms: (known?.duration_ms ?? 0) + sign * (entry.duration_ms ?? 0),
  });
}
