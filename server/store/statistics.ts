import type { AuditStatus } from "../../shared/audit-statuses.ts";
import type { AuditEntry } from "../gateway/audit-entry.ts";
import type { Database } from "./database.ts";

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

/** Filled by triggers on the audit: the hours always add up to it. */
export interface StatisticsStore {
  /** Hours that begin in [from, to), in order of time. */
  find(range: { readonly from: number; readonly to: number }): Promise<readonly HourlyCount[]>;
}

export function createStatisticsStore(database: Database): StatisticsStore {
  return {
    find: ({ from, to }) =>
      database.select<HourlyCount>(
        `SELECT hour, kind, door, home, user_id, token_id, tool, status, calls, duration_ms
         FROM hourly_statistics WHERE hour >= $from AND hour < $to AND calls > 0 ORDER BY hour`,
        { from, to },
      ),
  };
}
