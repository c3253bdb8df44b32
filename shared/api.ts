import type { AuditStatus } from "./audit-statuses.ts";
import type {
  AdminStatusView,
  AuditEntryView,
  ChosenRightsView,
  Door,
  ExplanationView,
  IssuedTokenView,
  McpSessionView,
  ReviewKind,
  ReviewView,
  RightsKind,
  StatusView,
  TokenView,
  UserView,
  Verdict,
} from "./views.ts";

export interface TokenWish {
  readonly name: string;
  /** "none" when absent: such a token may ask `whoami` and nothing else. */
  readonly rights?: RightsKind;
  readonly chosen?: ChosenRightsView;
  readonly doors?: readonly Door[];
  readonly homes?: readonly string[];
  /** Addresses and networks that it may be used from. */
  readonly addresses?: readonly string[];
  readonly calls_per_minute?: number;
  /** Whether a person sits behind the client. */
  readonly attended?: boolean;
  /** "30d", "12h", an ISO date, or "never". */
  readonly expires?: string;
}

/** What is named is changed; null takes a limit away. */
export interface TokenChangeWish extends Partial<
  Omit<TokenWish, "homes" | "addresses" | "calls_per_minute">
> {
  readonly homes?: readonly string[] | null;
  readonly addresses?: readonly string[] | null;
  readonly calls_per_minute?: number | null;
  /** Somebody has looked at what is new: the token may have a right to all that there is now. */
  readonly catalogue?: "current";
}

export interface ReviewWish {
  readonly kind: ReviewKind;
  /** "light.hall", or "hue.activate_scene". */
  readonly id: string;
  readonly verdict: Verdict;
  /** Where it is; absent: wherever there is just one of that name. */
  readonly home?: string;
}

export interface AuditQuery {
  readonly kind?: "call" | "security";
  readonly user_id?: string;
  readonly token_id?: string;
  readonly tool?: string;
  readonly door?: string;
  readonly status?: AuditStatus;
  readonly home?: string;
  /** An entity that was read or touched. */
  readonly entity?: string;
  /** Anywhere in names, arguments, errors and results. */
  readonly text?: string;
  /** Epoch milliseconds; `to` is not included. */
  readonly from?: number;
  readonly to?: number;
  /** `next` of the page before. */
  readonly cursor?: string;
  /** Entries a page: 1 to 200, 50 when absent. */
  readonly limit?: number;
}

/** Every route under /api: what it takes and what it answers. */
export interface Api {
  "POST /api/setup": {
    body: {
      readonly secret: string;
      readonly username: string;
      readonly password: string;
      readonly name?: string;
      /** Asks for a first token of this name, with the rights of the new admin. */
      readonly token_name?: string;
    };
    reply: { readonly user: UserView; readonly token?: IssuedTokenView };
  };
  "GET /api/tokens": {
    query: { readonly user_id?: string | undefined };
    reply: { readonly tokens: readonly TokenView[] };
  };
  "POST /api/tokens": { body: TokenWish; reply: IssuedTokenView };
  "GET /api/tokens/:id": { params: { readonly id: string }; reply: TokenView };
  "PATCH /api/tokens/:id": {
    params: { readonly id: string };
    body: TokenChangeWish;
    reply: TokenView;
  };
  "POST /api/tokens/:id/rotate": {
    params: { readonly id: string };
    body: { /** How long the old secret works on. */ readonly overlap_s?: number | undefined };
    reply: IssuedTokenView;
  };
  "POST /api/tokens/:id/revoke": { params: { readonly id: string }; reply: TokenView };
  "DELETE /api/tokens/:id": { params: { readonly id: string }; reply: { readonly deleted: true } };
  "POST /api/tokens/introspect": {
    body: { readonly token: string };
    reply: {
      readonly active: boolean;
      readonly reason?: "malformed" | "unknown" | "expired" | "revoked";
      /** Only of one's own tokens; an admin sees every token's. */
      readonly token?: TokenView;
    };
  };
  "GET /api/audit": {
    query: AuditQuery;
    reply: {
      readonly entries: readonly AuditEntryView[];
      readonly has_more: boolean;
      readonly next?: string;
    };
  };
  /** What would come of a call; nothing is done. Of others, an admin's to ask. */
  "POST /api/permissions/explain": {
    body: {
      readonly tool: string;
      readonly args?: Readonly<Record<string, unknown>>;
      readonly home?: string;
      /** As this user would be answered without a token, or as this token would. */
      readonly user_id?: string;
      readonly token_id?: string;
    };
    reply: ExplanationView;
  };
  /** Entities and services whose action cannot be read, and what was said of them. */
  "GET /api/reviews": { reply: { readonly reviews: readonly ReviewView[] } };
  "POST /api/reviews": {
    body: { readonly items: readonly ReviewWish[] };
    reply: { readonly reviews: readonly ReviewView[] };
  };
  "DELETE /api/reviews/:kind/:id": {
    params: { readonly kind: ReviewKind; readonly id: string };
    query: { readonly home?: string };
    reply: { readonly deleted: true };
  };
  /** One's own; an admin sees everybody's. */
  "GET /api/sessions/mcp": { reply: { readonly sessions: readonly McpSessionView[] } };
  "DELETE /api/sessions/mcp/:id": {
    params: { readonly id: string };
    reply: { readonly closed: true };
  };
  "GET /api/status": { reply: StatusView | AdminStatusView };
}
