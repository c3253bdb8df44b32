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

export interface TimeRange {
  /** Epoch milliseconds; `from` is in, `to` is not. */
  readonly from: number;
  readonly to: number;
}

export interface CountWish extends TimeRange {
  /** Hours or days in UTC that calls are counted by, in milliseconds. */
  readonly stepMs: number;
  readonly by?: "tool" | "user_id" | "token_id" | "door" | "status";
  /** Only this user's, and only this token's. */
  readonly user_id?: string;
  readonly token_id?: string;
}

/** Calls of one step of time, of one tool, user, token, door or status. */
export interface CallCount {
  readonly at: number;
  /** "" stands for none. */
  readonly key: string;
  readonly calls: number;
  readonly refused: number;
  readonly failed: number;
  readonly duration_ms: number;
}

/** Filled by triggers on the audit: the hours always add up to it. */
export interface StatisticsStore {
  /** Hours that begin in the range, in order of time. */
  find(range: TimeRange): Promise<readonly HourlyCount[]>;
  /** Calls, without security events, in order of time and then of their number. */
  count(wish: CountWish): Promise<readonly CallCount[]>;
  /** How often which security event was done or refused. */
  securityEvents(
    range: TimeRange,
  ): Promise<readonly Pick<HourlyCount, "tool" | "status" | "calls">[]>;
  /** Which rules refused calls how often, the most frequent first; at most 50. Of the audit itself: the hours
   * know no rules, and refusals have an index. */
  refusals(range: TimeRange): Promise<readonly { readonly rule: string; readonly calls: number }[]>;
}

export function createStatisticsStore(database: Database): StatisticsStore {
  return {
    find: ({ from, to }) =>
      database.select<HourlyCount>(
        `SELECT hour, kind, door, home, user_id, token_id, tool, status, calls, duration_ms
         FROM hourly_statistics WHERE hour >= $from AND hour < $to AND calls > 0 ORDER BY hour`,
        { from, to },
      ),
    count({ by, ...bind }) {
      const owner = (["user_id", "token_id"] as const).filter((name) => bind[name] !== undefined);
      return database.select<CallCount>(
        `SELECT hour - hour % $stepMs AS at, ${by ?? "''"} AS key, sum(calls) AS calls,
           sum(iif(status = 'refused', calls, 0)) AS refused,
           sum(iif(status IN ('failed', 'interrupted'), calls, 0)) AS failed,
           sum(duration_ms) AS duration_ms
         FROM hourly_statistics WHERE hour >= $from AND hour < $to AND kind = 'call'
           ${owner.map((name) => `AND ${name} = $${name}`).join(" ")}
         GROUP BY 1, 2 HAVING sum(calls) > 0 ORDER BY 1, 3 DESC, 2`,
        bind,
      );
    },
    securityEvents: ({ from, to }) =>
      database.select(
        `SELECT tool, status, sum(calls) AS calls FROM hourly_statistics
         WHERE hour >= $from AND hour < $to AND kind = 'security'
         GROUP BY tool, status HAVING sum(calls) > 0`,
        { from, to },
      ),
    refusals: ({ from, to }) =>
      database.select(
        `SELECT rule, count(*) AS calls FROM audit
         WHERE status = 'refused' AND at >= $from AND at < $to AND kind = 'call'
           AND decision <> 'allow' AND rule IS NOT NULL
         GROUP BY rule ORDER BY calls DESC, rule LIMIT 50`,
        { from, to },
      ),
  };
}
