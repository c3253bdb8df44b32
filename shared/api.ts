import type { AuditStatus } from "./audit-statuses.ts";
import type {
  AdminStatusView,
  AuditEntryView,
  BrowserSessionView,
  ChosenRightsView,
  DefaultsView,
  Door,
  EffectiveView,
  ExplanationView,
  FreezeHelperView,
  FreezeTarget,
  FreezeView,
  InvitationView,
  IssuedTokenView,
  MatrixView,
  McpSessionView,
  MeView,
  OpenInvitationView,
  PermissionsView,
  PersonView,
  Power,
  ReplayView,
  ReviewKind,
  ReviewView,
  RightsKind,
  RoleView,
  SecurityStatsView,
  SettingsView,
  StatisticsView,
  StatusView,
  SubjectView,
  TokenView,
  UserView,
  ValidationView,
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

/** What is named is changed; null takes it away. */
export interface UserChangeWish {
  readonly name?: string;
  readonly email?: string | null;
  readonly language?: string | null;
  readonly role?: string;
  /** "home": as Home Assistant has it from now on; "here" when a role is named and this is not. */
  readonly role_from?: "home" | "here";
  /** When they leave by themselves: "3d", an ISO date, or "never". */
  readonly expires?: string;
}

export interface InvitationWish {
  readonly role?: string;
  /** What they are called, to find the invitation again. */
  readonly name?: string;
  /** For somebody who is here already, to set a new password. */
  readonly user_id?: string;
  /** How long the link works: "7d" when absent, at most "30d". */
  readonly expires?: string;
  /** When the new user leaves by themselves: "3d" or an ISO date. */
  readonly guest_until?: string;
}

/** One question of what somebody may do. */
export interface ValidationWish {
  /** Absent: the caller. */
  readonly subject?: SubjectView;
  readonly tool: string;
  /** Entities of the default home. */
  readonly entities?: readonly string[];
}

/** An answer to who writes rules. */
interface Warned {
  /** What of it does nothing as things are, and why; at most 20. Absent: nothing of that kind. */
  readonly warnings?: readonly string[];
}

interface ById {
  readonly id: string;
}

/** Every route under /api: what it takes and what it answers. */
export interface Api {
  /** What the page to sign in may offer. */
  "GET /api/auth/options": {
    reply: {
      readonly registration: boolean;
      readonly home_sign_in: boolean;
      readonly password: boolean;
    };
  };
  "POST /api/auth/login": {
    body: { readonly username: string; readonly password: string };
    reply: MeView;
  };
  /** What somebody who holds an invitation can do with it. */
  "POST /api/auth/invitation": { body: { readonly invitation: string }; reply: OpenInvitationView };
  /** With an invitation, or without one where the setting allows it. An invitation for somebody who is here
   * already sets their password, and takes no username. */
  "POST /api/auth/register": {
    body: {
      readonly invitation?: string;
      readonly username?: string;
      readonly password: string;
      readonly name?: string;
      readonly email?: string;
      readonly language?: string;
    };
    reply: MeView;
  };
  "POST /api/auth/refresh": { reply: MeView };
  "POST /api/auth/logout": { reply: { readonly signed_out: true } };
  "GET /api/auth/me": { reply: MeView };
  "PATCH /api/auth/me": {
    body: Pick<UserChangeWish, "name" | "email" | "language">;
    reply: MeView;
  };
  /** Ends every other session of the user. */
  "POST /api/auth/password": {
    body: { readonly current: string; readonly password: string };
    reply: { readonly changed: true };
  };
  /** One's own; an admin may ask for somebody else's. */
  "GET /api/auth/sessions": {
    query: { readonly user_id?: string | undefined };
    reply: { readonly sessions: readonly BrowserSessionView[] };
  };
  "DELETE /api/auth/sessions/:id": { params: ById; reply: { readonly revoked: true } };
  /** All but the one that asks. */
  "DELETE /api/auth/sessions": { reply: { readonly revoked: number } };

  "GET /api/users": { reply: { readonly users: readonly PersonView[] } };
  "POST /api/users": {
    body: {
      readonly username: string;
      readonly password: string;
      readonly role?: string;
      readonly name?: string;
      readonly email?: string;
      readonly language?: string;
      readonly expires?: string;
    };
    reply: PersonView;
  };
  "GET /api/users/:id": { params: ById; reply: PersonView };
  "PATCH /api/users/:id": { params: ById; body: UserChangeWish; reply: PersonView };
  /** Their tokens, sessions and rules go; what they did stays, under a pseudonym. */
  "DELETE /api/users/:id": {
    params: ById;
    reply: { readonly deleted: true; readonly pseudonym: string };
  };
  /** Everything that is stored about somebody. */
  "GET /api/users/:id/export": {
    params: ById;
    reply: {
      readonly user: PersonView;
      readonly permissions: PermissionsView;
      readonly tokens: readonly TokenView[];
      readonly sessions: readonly BrowserSessionView[];
      readonly audit: readonly AuditEntryView[];
      readonly audit_is_cut: boolean;
    };
  };
  "GET /api/users/invitations": { reply: { readonly invitations: readonly InvitationView[] } };
  "POST /api/users/invitations": {
    body: InvitationWish;
    /** The secret is in this answer and nowhere else. */
    reply: InvitationView & { readonly secret: string; readonly path: string };
  };
  "DELETE /api/users/invitations/:id": { params: ById; reply: { readonly deleted: true } };

  "GET /api/roles": { reply: { readonly roles: readonly RoleView[] } };
  "GET /api/roles/:id": { params: ById; reply: RoleView };
  /** Makes a role of this name, or changes it. What is absent stays, or is empty. */
  "PUT /api/roles/:id": {
    params: ById;
    body: {
      readonly description?: string;
      readonly powers?: readonly Power[];
      readonly permissions?: PermissionsView;
    };
    reply: RoleView & Warned;
  };
  /** A built-in role is as it was delivered again. */
  "POST /api/roles/:id/reset": { params: ById; reply: RoleView };
  /** Only of a role that somebody made; its people are viewers of nothing until they get another. */
  "DELETE /api/roles/:id": { params: ById; reply: { readonly deleted: true } };

  "GET /api/permissions/matrix": { reply: MatrixView };
  /** Nothing is done, and the home is not asked. Of others, an admin's to ask. */
  "POST /api/permissions/validate": { body: ValidationWish; reply: ValidationView };
  "POST /api/permissions/validate/bulk": {
    body: { readonly questions: readonly ValidationWish[] };
    reply: { readonly answers: readonly ValidationView[] };
  };
  "GET /api/permissions/mine": { reply: EffectiveView };
  "GET /api/permissions/users/:id": {
    params: ById;
    reply: { readonly written: PermissionsView; readonly effective: EffectiveView };
  };
  "PUT /api/permissions/users/:id": {
    params: ById;
    body: PermissionsView;
    reply: Warned & { readonly written: PermissionsView; readonly effective: EffectiveView };
  };
  "DELETE /api/permissions/users/:id": { params: ById; reply: { readonly deleted: true } };
  /** For several at once, all or none. */
  "PUT /api/permissions/bulk": {
    body: {
      readonly items: readonly {
        readonly kind: "user" | "role";
        readonly id: string;
        readonly permissions: PermissionsView;
      }[];
    };
    reply: Warned & { readonly written: number };
  };
  "GET /api/permissions/defaults": { reply: DefaultsView };
  "PUT /api/permissions/defaults": { body: Partial<DefaultsView>; reply: DefaultsView & Warned };
  /** What past calls would have come to under other rules. The home is not asked. */
  "POST /api/permissions/replay": {
    body: {
      readonly subject: SubjectView;
      /** Instead of what is written for the subject now. */
      readonly permissions: PermissionsView;
      /** 1 to 30; 7 when absent. */
      readonly days?: number;
    };
    reply: ReplayView;
  };

  /** How many calls there are for everybody, and for the caller. */
  "GET /api/limits": {
    reply: { readonly calls_per_minute: number; readonly yours: number };
  };
  "PUT /api/limits": {
    body: { readonly calls_per_minute: number };
    reply: { readonly calls_per_minute: number; readonly yours: number };
  };
  "GET /api/settings": { reply: SettingsView };
  "PATCH /api/settings": { body: Partial<SettingsView>; reply: SettingsView };

  "GET /api/freeze": { reply: FreezeView };
  /** Oneself and one's own tokens; everything, and what is others', is an admin's to freeze. */
  "POST /api/freeze": { body: FreezeTarget; reply: FreezeView };
  "POST /api/freeze/lift": { body: FreezeTarget; reply: FreezeView };
  /** A helper of the home that freezes: one that is there, or a new input_boolean of that name. */
  "POST /api/freeze/helpers": {
    body: {
      readonly freezes: FreezeTarget;
      readonly entity_id?: string;
      /** Of an input_select: which of its options freeze. */
      readonly states?: readonly string[];
      /** Makes an input_boolean of this name. */
      readonly create?: string;
    };
    reply: FreezeHelperView;
  };
  /** The helper stays in the home; it freezes nothing any more. */
  "DELETE /api/freeze/helpers/:id": { params: ById; reply: { readonly deleted: true } };

  "GET /api/security/stats": {
    query: { /** 1 to 30; 7 when absent. */ readonly days?: number };
    reply: SecurityStatsView;
  };
  /** Security entries of the audit. */
  "GET /api/security/events": {
    query: Omit<AuditQuery, "kind">;
    reply: {
      readonly entries: readonly AuditEntryView[];
      readonly has_more: boolean;
      readonly next?: string;
    };
  };
  "GET /api/statistics": {
    query: {
      readonly from?: number;
      readonly to?: number;
      readonly by?: "tool" | "user" | "token" | "door" | "status";
      readonly step?: "hour" | "day";
    };
    reply: StatisticsView;
  };
  "GET /api/audit/:id": { params: ById; reply: AuditEntryView };
  /** A file, newest first: everything that the caller may read of the filter. */
  "GET /api/audit/export": {
    query: Omit<AuditQuery, "cursor" | "limit"> & { readonly format: "csv" | "json" | "jsonl" };
    reply: string;
  };
  /** Server-sent events, each a {@link LiveEvent}. */
  "GET /api/events": { reply: string };
  /** Every route of the API, as OpenAPI 3.1. */
  "GET /api/openapi.json": { reply: Readonly<Record<string, unknown>> };
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
