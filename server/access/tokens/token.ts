import type { ChosenRightsView } from "../../../shared/views.ts";
import type { KnownCatalogue } from "../../policy/rules.ts";
import type { Door } from "../principal.ts";

// What the doors know of tokens.

export type TokenStatus = "active" | "expired" | "revoked";

/** A token as people see it: never its secret. Times in epoch milliseconds. */
export interface Token {
  readonly id: string;
  readonly user_id: string;
  readonly username: string;
  readonly name: string;
  readonly rights: "none" | "same" | "chosen";
  readonly chosen?: ChosenRights;
  readonly doors: readonly Door[];
  readonly homes?: readonly string[];
  readonly addresses?: readonly string[];
  readonly calls_per_minute?: number;
  readonly attended: boolean;
  readonly status: TokenStatus;
  readonly created_at: number;
  readonly expires_at?: number;
  readonly revoked_at?: number;
  readonly last_used_at?: number;
  readonly last_address?: string;
  readonly last_client?: string;
  readonly calls: number;
  readonly frozen_at?: number;
  /** Id of the user who froze it. */
  readonly frozen_by?: string;
  readonly hash_prefix: string;
  /** What it may have a right to: for our own use, people are told what is missing. */
  readonly known: KnownCatalogue;
  /** Tools that are newer than its rights, and denied to it until somebody has looked. */
  readonly new_tools?: readonly string[];
  /** How many services are called harmless only since then, and are not to it. */
  readonly new_services?: number;
}

/** Rights of a token with `rights: "chosen"`: decisions by target or rules, never wider than its user's. */
export type ChosenRights = ChosenRightsView;

export interface TokenRequest {
  readonly name: string;
  readonly rights?: "none" | "same" | "chosen";
  readonly chosen?: ChosenRights;
  readonly doors?: readonly Door[];
  readonly homes?: readonly string[];
  readonly addresses?: readonly string[];
  readonly calls_per_minute?: number;
  readonly attended?: boolean;
  /** "30d", "12h", an ISO date, or "never". */
  readonly expires?: string;
  /** What it may have a right to; absent: what there is now. */
  readonly known?: KnownCatalogue;
}

/** What is named is changed; null takes a limit away. Who changes the rights has looked at what there is
 * now, unless `known` says otherwise. */
export type TokenChange = Partial<
  Omit<TokenRequest, "homes" | "addresses" | "calls_per_minute">
> & {
  readonly homes?: readonly string[] | null;
  readonly addresses?: readonly string[] | null;
  readonly calls_per_minute?: number | null;
};

/** The secret is in this answer and nowhere else. */
export interface IssuedToken {
  readonly token: Token;
  readonly secret: string;
}

export interface Tokens {
  /** @throws AppError conflict when the user has a token of that name. */
  create(userId: string, request: TokenRequest): Promise<IssuedToken>;
  list(userId?: string): Promise<readonly Token[]>;
  get(id: string): Promise<Token | undefined>;
  change(id: string, change: TokenChange): Promise<Token>;
  /** A new secret for the same token; the old one works on for `overlapMs` (default 0). */
  rotate(id: string, overlapMs?: number): Promise<IssuedToken>;
  /** Stays listed. */
  revoke(id: string): Promise<Token>;
  delete(id: string): Promise<void>;
  /** What a raw secret is: valid, revoked, expired, unknown or malformed. */
  introspect(secret: string): Promise<Introspection>;
}

export interface Introspection {
  readonly active: boolean;
  readonly reason?: "malformed" | "unknown" | "expired" | "revoked";
  readonly token?: Token;
}
