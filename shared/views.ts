import type { AuditStatus } from "./audit-statuses.ts";
import type { ErrorCode, Failure } from "./error-codes.ts";

// What the API shows. Times are epoch milliseconds.

export type Door = "mcp" | "rest" | "api" | "dashboard";
export type RightsKind = "none" | "same" | "chosen";
export type ReviewKind = "entity" | "service";
export type Verdict = "harmless" | "sensitive";
export type DecisionWord = "allow" | "confirm" | "approve" | "deny";

/** Rights of a token with `rights: "chosen"`; never wider than its user's. */
export interface ChosenRightsView {
  /** By target: "tool:get_entity", "toolset:explore", "effect:read" or "all"; of what happens in the home
   * "service:lock.unlock", "risk:unlock" or "sensitive". */
  readonly rules: Readonly<Record<string, DecisionWord>>;
  readonly scope?: "all" | "exposed" | "none";
}

export interface TokenView {
  readonly id: string;
  readonly user_id: string;
  readonly username: string;
  readonly name: string;
  readonly rights: RightsKind;
  readonly chosen?: ChosenRightsView;
  readonly doors: readonly Door[];
  readonly homes?: readonly string[];
  readonly addresses?: readonly string[];
  readonly calls_per_minute?: number;
  readonly attended: boolean;
  readonly status: "active" | "expired" | "revoked";
  readonly created_at: number;
  readonly expires_at?: number;
  readonly revoked_at?: number;
  readonly last_used_at?: number;
  readonly last_address?: string;
  readonly last_client?: string;
  readonly calls: number;
  /** First 12 hex digits of the secret's SHA-256, as in the audit. */
  readonly hash_prefix: string;
  /** Tools that are newer than its rights, and denied to it until somebody has looked. */
  readonly new_tools?: readonly string[];
  /** How many services are called harmless only since then, and are not to it. */
  readonly new_services?: number;
}

/** A token and, in this answer and nowhere else, its secret. */
export interface IssuedTokenView extends TokenView {
  readonly token: string;
}

export interface UserView {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly role: string;
}

/** One entry of the audit: a call, or something that matters for the safety of the house. */
export interface AuditEntryView {
  readonly id: string;
  readonly kind: "call" | "security";
  readonly at: number;
  readonly door: string;
  readonly user_id?: string;
  readonly username?: string;
  readonly role?: string;
  readonly token_id?: string;
  readonly token_name?: string;
  readonly token_hash?: string;
  readonly client?: string;
  readonly session?: string;
  readonly address?: string;
  readonly home?: string;
  readonly tool: string;
  readonly arguments?: string;
  readonly decision?: string;
  readonly rule?: string;
  readonly status: AuditStatus;
  readonly error_code?: ErrorCode;
  readonly error?: string;
  readonly result_summary?: string;
  readonly duration_ms?: number;
  readonly entities?: readonly string[];
  readonly before?: string;
  readonly after?: string;
  readonly contexts?: readonly string[];
}

/** What would come of a call. */
export interface ExplanationView {
  readonly tool: string;
  readonly decision: DecisionWord;
  /** The name of the rule that decided. */
  readonly rule: string;
  /** What would be done. */
  readonly sentences: readonly string[];
  /** Why it would not be done, or would ask first. */
  readonly reasons: readonly string[];
  readonly plan_hash?: string;
  /** What would be answered when there is nothing to judge. */
  readonly failure?: Failure;
}

/** Something whose action cannot be read, and what an admin said of it. */
export interface ReviewView {
  readonly home: string;
  readonly kind: ReviewKind;
  readonly id: string;
  readonly name: string;
  /** Why it cannot be read; absent for what is read, or gone, by now. */
  readonly why?: string;
  readonly platform?: string;
  /** Absent: nobody has looked at it as it is now. */
  readonly verdict?: Verdict;
  /** Id of the user who looked. */
  readonly by?: string;
  readonly at?: number;
}

export interface HomeStatusView {
  readonly id: string;
  readonly name: string;
  readonly state: "connecting" | "starting" | "ready" | "away" | "refused";
  readonly reason?: string;
  readonly version?: string;
  readonly entities: number;
  /** How long ago the mirror was last known to be equal to the home; absent: never. */
  readonly age_ms?: number;
  readonly breaker: "closed" | "open" | "half-open";
  readonly reconnects: number;
  /** Requests to the home that are under way, and that wait. */
  readonly queue?: { readonly running: number; readonly waiting: number };
}

/** What everybody with a token may know. */
export interface StatusView {
  readonly version: string;
  readonly uptime_s: number;
  readonly homes: readonly Pick<HomeStatusView, "id" | "name" | "state" | "age_ms">[];
}

/** What an admin sees beyond it. */
export interface AdminStatusView extends StatusView {
  readonly homes: readonly HomeStatusView[];
  readonly node: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly sessions: number;
  readonly sizes: { readonly database_bytes: number };
  readonly memory: { readonly rss_bytes: number; readonly heap_used_bytes: number };
}

/** An open MCP session of the 2025 era; times in epoch milliseconds. */
export interface McpSessionView {
  readonly id: string;
  readonly username: string;
  readonly token_name?: string;
  readonly client?: string;
  readonly since: number;
  readonly last_used_at: number;
}
