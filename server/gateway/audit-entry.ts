import type { AuditStatus } from "../../shared/audit-statuses.ts";
import type { ErrorCode } from "../../shared/error-codes.ts";

/** What is written down about a call or a security event. Secrets are masked before it is made. */
export interface AuditEntry {
  /** `vst-<ms base36>-<8 hex>`: the correlation id. */
  readonly id: string;
  readonly kind: "call" | "security";
  /** Epoch milliseconds. */
  readonly at: number;
  readonly door: string;
  readonly user_id?: string;
  readonly username?: string;
  /** The role the user had then. */
  readonly role?: string;
  readonly token_id?: string;
  readonly token_name?: string;
  /** First 12 hex digits of the token's SHA-256. */
  readonly token_hash?: string;
  readonly client?: string;
  readonly session?: string;
  readonly address?: string;
  readonly home?: string;
  /** The tool of a call; the event of a security entry, such as "token.create" or "sign_in". */
  readonly tool: string;
  /** Masked arguments as JSON text, at most 16 kB; longer ones are cut and say so. */
  readonly arguments?: string;
  readonly decision?: string;
  readonly rule?: string;
  readonly status: AuditStatus;
  readonly error_code?: ErrorCode;
  readonly error?: string;
  /** At most 200 characters. */
  readonly result_summary?: string;
  readonly duration_ms?: number;
  /** Entities that were read or touched, at most 200. */
  readonly entities?: readonly string[];
  readonly before?: string;
  readonly after?: string;
  /** Home Assistant's context ids. */
  readonly contexts?: readonly string[];
  /** What was judged, as masked JSON, at most 16 kB; longer is left out. For judging it again under other
   * rules: nobody is shown it. */
  readonly deeds?: string;
}

/** What the audit needs of the store. */
export interface AuditStore {
  /** Writes entries in one durable group; one with a known id replaces what was there.
   * Hourly statistics are counted for every entry that is not "started". */
  write(entries: readonly AuditEntry[]): Promise<void>;
  /** Marks what a killed process left as "started"; answers how many. */
  interruptStarted(): Promise<number>;
}
