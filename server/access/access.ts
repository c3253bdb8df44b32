import type { KnownCatalogue } from "../policy/rules.ts";
import type { Freeze, Permissions, Roles, Settings } from "./rules/house-rules.ts";
import type { HomeUser, Invitations, Sessions, SignIn, User, Users } from "./people/people.ts";
import type { Arrival, Principal } from "./principal.ts";
import type { Tokens } from "./tokens/token.ts";

// What the doors know of access. createAccess builds it over the store.

export interface Access {
  /** Resolves a bearer secret; cached, and forgotten the moment anything changes.
   * @throws AppError not_authenticated for what is not a living token,
   *   not_allowed for a living token at a door or address that it may not use. */
  authenticate(secret: string, request: Arrival): Promise<Principal>;
  /** The user of a browser session; looked up each time, so that its end is known at once.
   * @throws AppError not_authenticated for what is no living session, or of somebody who is gone. */
  authenticateSession(secret: string, arrival: Omit<Arrival, "door">): Promise<Principal>;
  /** Somebody whom Home Assistant vouches for: through Ingress, or by its own sign-in. Becomes a user the first
   * time; an admin only while the home says so now.
   * @throws AppError not_authenticated for somebody whom Home Assistant lets in no more. */
  authenticateHomeUser(who: HomeUser, arrival: Omit<Arrival, "door">): Promise<Principal>;
  /** Who would be calling, without a secret: to ask what they may, never to act for them.
   * @throws AppError not_found for nobody, conflict for a token that is let in no more. */
  principalOf(who: { readonly userId: string } | { readonly tokenId: string }): Promise<Principal>;
  /** Whether the principal's token would still be let in: for sessions and streams that stay open. */
  isAlive(principal: Principal): Promise<boolean>;
  /** Called after any change of users, tokens or reviews, also one made by another process, within 300 ms. */
  onChange(listener: () => void): () => void;
  readonly tokens: Tokens;
  readonly users: Users;
  readonly invitations: Invitations;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly roles: Roles;
  readonly permissions: Permissions;
  readonly freeze: Freeze;
  readonly settings: Settings;
  /** What there is to have a right to now. */
  readonly catalogue: KnownCatalogue;
  readonly setup: Setup;
  close(): Promise<void>;
}

export interface Setup {
  /** The one-time secret of the setup link, while there is no admin; the same until it is used. */
  secret(): Promise<string | undefined>;
  /** Makes the first admin and spends the secret, atomically.
   * @throws AppError not_allowed for a wrong or spent secret. */
  complete(
    secret: string,
    admin: { username: string; password: string; name?: string },
  ): Promise<User>;
}
