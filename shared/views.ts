import type { AuditStatus } from "./audit-statuses.ts";
import type { ErrorCode, Failure } from "./error-codes.ts";

// What the API shows. Times are epoch milliseconds.

export type Door = "mcp" | "rest" | "api" | "dashboard";
export type RightsKind = "none" | "same" | "chosen";
export type ReviewKind = "entity" | "service";
export type Verdict = "harmless" | "sensitive";
export type DecisionWord = "allow" | "confirm" | "approve" | "deny";

export type Power = "admin" | "auditor";
export type AccessWord = "none" | "see" | "control";

/** When a rule holds: all that is named must be so; what is not known is not so. */
export interface ConditionsView {
  readonly weekdays?: readonly ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
  /** "22:00" to "06:00" on the home's clocks; over midnight it belongs to the day on which it begins. */
  readonly hours?: { readonly from: string; readonly to: string };
  readonly presence?: "somebody_home" | "nobody_home";
  readonly state?: { readonly entity_id: string; readonly is: readonly string[] };
}

interface Timed {
  readonly when?: ConditionsView;
  /** Epoch milliseconds: from then on it is not there. */
  readonly until?: number;
}

export interface RuleView extends Timed {
  /** "tool:get_entity", "toolset:explore", "effect:read" or "all"; of what happens in the home
   * "service:lock.unlock", "service:lock.*", "risk:unlock" or "sensitive". */
  readonly target: string;
  readonly decision: DecisionWord;
}

export interface ScopeRuleView extends Timed {
  /** "entity:light.hall", "device:<id>", "area:kitchen", "floor:attic", "label:kids", "domain:light",
   * "private", "exposed" or "all". */
  readonly select: string;
  readonly access: AccessWord;
}

/** A bound on what an action is called with; outside it is refused. */
export interface LimitView extends Timed {
  /** What a person is told: "Heating between 16 and 23 °C". */
  readonly name: string;
  /** "climate.set_temperature", "light.*" or "*". */
  readonly service: string;
  /** As of a scope rule; absent: every entity. */
  readonly select?: string;
  readonly field?: string;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly (string | number | boolean)[];
  readonly max_targets?: number;
  readonly cooldown_s?: number;
  readonly per_day?: number;
}

/** What was written for a role, a user or everybody. */
export interface PermissionsView {
  readonly rules: readonly RuleView[];
  readonly scope: readonly ScopeRuleView[];
  readonly limits: readonly LimitView[];
}

/** Rights of a token with `rights: "chosen"`; never wider than its user's. */
export interface ChosenRightsView {
  /** Decisions by target, or rules that may have conditions. */
  readonly rules: Readonly<Record<string, DecisionWord>> | readonly RuleView[];
  readonly scope?: "all" | "exposed" | "none" | readonly ScopeRuleView[];
  readonly limits?: readonly LimitView[];
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
  readonly frozen?: true;
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

/** A user as an admin sees them, and they themselves. */
export interface PersonView extends UserView {
  readonly email?: string;
  readonly language?: string;
  readonly created_at: number;
  /** "home": the role follows Home Assistant's. */
  readonly role_from: "home" | "here";
  /** Id in Home Assistant. */
  readonly home_user_id?: string;
  readonly has_password: boolean;
  /** false: Home Assistant does not let them in any more. */
  readonly is_active: boolean;
  /** When a guest leaves by themselves. */
  readonly expires_at?: number;
  readonly frozen?: true;
}

/** Who is signed in, and what the dashboard needs to know of them. */
export interface MeView extends PersonView {
  readonly powers: readonly Power[];
  readonly door: Door;
  /** To be sent as the header X-CSRF-Token with whatever is no GET; absent for tokens. */
  readonly csrf_token?: string;
  readonly session_id?: string;
}

/** An invitation as whoever holds it sees it. */
export interface OpenInvitationView {
  /** Whose password it sets; absent: it makes a new user. */
  readonly user?: { readonly username: string; readonly name: string };
  readonly expires_at: number;
}

export interface BrowserSessionView {
  readonly id: string;
  readonly user_id: string;
  readonly username: string;
  readonly signed_in_by: "password" | "home" | "invitation";
  readonly created_at: number;
  readonly last_used_at: number;
  readonly expires_at: number;
  readonly address: string;
  readonly client?: string;
  readonly current: boolean;
}

export interface InvitationView {
  readonly id: string;
  readonly role: string;
  readonly name?: string;
  /** Whose password it sets anew; absent: a new user's. */
  readonly user_id?: string;
  readonly guest_until?: number;
  readonly created_at: number;
  readonly expires_at: number;
  readonly used_at?: number;
}

export interface RoleView {
  readonly name: string;
  readonly description: string;
  readonly built_in: boolean;
  /** Built-in, and not as it was delivered. */
  readonly changed: boolean;
  readonly powers: readonly Power[];
  readonly permissions: PermissionsView;
  readonly users: number;
}

/** What a tool is to each role. */
export interface MatrixView {
  readonly tools: readonly {
    readonly name: string;
    readonly title: string;
    readonly toolset: string;
    readonly effect: "read" | "execute" | "write" | "destroy";
    /** By role: the decision, and the rule that made it. */
    readonly decisions: Readonly<
      Record<string, { readonly decision: DecisionWord; readonly rule: string }>
    >;
  }[];
  readonly roles: readonly string[];
}

/** Whom something is asked about, or written for. */
export type SubjectView =
  | { readonly kind: "user" | "token"; readonly id: string }
  | { readonly kind: "role"; readonly id: string };

export interface ValidationView {
  readonly subject: SubjectView;
  readonly tool: string;
  readonly decision: DecisionWord;
  readonly rule: string;
  /** For each entity that was asked about. */
  readonly entities?: Readonly<Record<string, AccessWord>>;
}

/** What somebody may do now. */
export interface EffectiveView {
  readonly user_id: string;
  readonly role: string;
  readonly tools: readonly {
    readonly name: string;
    readonly decision: DecisionWord;
    readonly rule: string;
  }[];
  readonly scope: readonly ScopeRuleView[];
  /** Of the token: it can only show less. */
  readonly token_scope?: readonly ScopeRuleView[];
  readonly limits: readonly LimitView[];
  /** Entities of the default home, of those that exist for who asks; absent while nothing is known of it. */
  readonly entities?: { readonly control: number; readonly see: number; readonly none: number };
  readonly frozen?: string;
}

export interface DefaultsView {
  /** The role of somebody whom Home Assistant sends for the first time. */
  readonly newcomer_role: string;
  /** Below every role: rules, scope and limits of everybody. */
  readonly everybody: PermissionsView;
}

/** What past calls would have come to. */
export interface ReplayView {
  readonly from: number;
  readonly to: number;
  readonly calls: number;
  readonly allowed: number;
  /** A person would have been asked. */
  readonly asked: number;
  readonly refused: number;
  readonly unknown: number;
  /** Calls that would have ended otherwise, newest first; at most 50. */
  readonly changed: readonly {
    readonly id: string;
    readonly at: number;
    readonly tool: string;
    readonly was: "allowed" | "asked" | "refused";
    readonly would_be: "allowed" | "asked" | "refused" | "unknown";
    readonly rule: string;
  }[];
  /** Why calls are unknown, most frequent first. */
  readonly reasons: readonly { readonly why: string; readonly calls: number }[];
  /** Not all calls of the time were looked at. */
  readonly is_cut: boolean;
}

export interface FreezeView {
  readonly everything: boolean;
  readonly since?: number;
  /** Who froze everything: a username, or the helper's entity id. */
  readonly by?: string;
  readonly users: readonly { readonly id: string; readonly username: string }[];
  readonly tokens: readonly {
    readonly id: string;
    readonly name: string;
    readonly username: string;
  }[];
  readonly helpers: readonly FreezeHelperView[];
}

/** An input_boolean or input_select of the home that freezes. */
export interface FreezeHelperView {
  readonly entity_id: string;
  /** States that freeze: "on" of an input_boolean. */
  readonly states: readonly string[];
  readonly freezes: FreezeTarget;
  /** What is not known of a helper counts as frozen. */
  readonly is_frozen: boolean;
}

export type FreezeTarget =
  { readonly kind: "everything" } | { readonly kind: "user" | "token"; readonly id: string };

/** What may be changed while running; what is absent is as in the app's options. */
export interface SettingsView {
  readonly calls_per_minute: number;
  /** Whether anybody may make an account without an invitation. */
  readonly registration: boolean;
  readonly registration_role: string;
  readonly newcomer_role: string;
  /** Whether people may sign in with Home Assistant on the public port. */
  readonly home_sign_in: boolean;
}

export interface SecurityStatsView {
  readonly from: number;
  readonly to: number;
  readonly failed_sign_ins: number;
  readonly lock_outs: number;
  readonly refused_tokens: number;
  readonly refusals_by_rule: readonly { readonly rule: string; readonly calls: number }[];
  readonly throttled: number;
  /** Living tokens that nobody used in 30 days. */
  readonly unused_tokens: readonly {
    readonly id: string;
    readonly name: string;
    readonly username: string;
  }[];
  readonly open_sessions: number;
}

export interface StatisticsView {
  readonly from: number;
  readonly to: number;
  readonly rows: readonly {
    /** Beginning of the hour, or of the day in UTC. */
    readonly at: number;
    /** The value that was grouped by: a tool, a username, a token's name, a door or a status. */
    readonly key?: string;
    readonly calls: number;
    readonly refused: number;
    readonly failed: number;
    readonly duration_ms: number;
  }[];
}

/** What the live stream says. */
export type LiveEvent =
  | { readonly type: "audit"; readonly entry: AuditEntryView }
  /** Users, tokens, roles, rules or settings are others now: read again what you show. */
  | { readonly type: "rights_changed" }
  | {
      readonly type: "home";
      /** Whole for an admin. */
      readonly home: HomeStatusView | Pick<HomeStatusView, "id" | "name" | "state" | "age_ms">;
    };

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
  /** Absent: Vestibule does not run as an app. */
  readonly supervisor?: SupervisorView;
}

/** What the Supervisor said last; what it did not say yet is absent. */
export interface SupervisorView {
  readonly home_assistant?: {
    readonly version?: string;
    readonly port: number;
    readonly ssl: boolean;
  };
  readonly app_version?: string;
  /** Our name among the apps of this machine. */
  readonly hostname?: string;
  /** The machine's port that leads to 7180; null: it is closed. */
  readonly public_port?: number | null;
  /** How long ago it last said everything; absent: it never did. */
  readonly age_ms?: number;
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
