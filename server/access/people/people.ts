import type {
  BrowserSessionView,
  InvitationView,
  OpenInvitationView,
} from "../../../shared/views.ts";
import type { Arrival } from "../principal.ts";

// What the doors know of people: their accounts, how they sign in, their browser sessions.

/** As Home Assistant names somebody. */
export interface HomeUser {
  readonly id: string;
  readonly username?: string;
  readonly name?: string;
}

export interface User {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly email?: string;
  readonly role: string;
  /** "home": an admin there is an admin here, as long as they are. */
  readonly role_from: "home" | "here";
  readonly home_user_id?: string;
  readonly has_password: boolean;
  /** false: Home Assistant does not let them in any more. */
  readonly is_active: boolean;
  readonly language?: string;
  readonly created_at: number;
  /** When a guest leaves by themselves. */
  readonly expires_at?: number;
  readonly frozen_at?: number;
  /** Id of the user who froze them. */
  readonly frozen_by?: string;
}

export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly role: string;
  readonly name?: string;
  readonly email?: string;
  readonly language?: string;
  readonly expires_at?: number;
}

/** null takes away. */
export interface UserChange {
  readonly name?: string;
  readonly email?: string | null;
  readonly language?: string | null;
  readonly role?: string;
  readonly role_from?: "home" | "here";
  readonly expires_at?: number | null;
}

export interface Users {
  /** @throws AppError conflict for a taken username or e-mail, invalid_input for the rest. */
  create(user: NewUser): Promise<User>;
  find(username: string): Promise<User | undefined>;
  get(id: string): Promise<User | undefined>;
  list(): Promise<readonly User[]>;
  /** @throws AppError conflict when nobody would be admin any more, not_found, invalid_input. */
  change(id: string, change: UserChange): Promise<User>;
  /** With tokens, sessions and rules; in the audit a pseudonym stands for them from now on, which is answered.
   * @throws AppError conflict for the last admin, not_found. */
  delete(id: string): Promise<string>;
  /** Ends the user's sessions but the one to keep.
   * @throws AppError not_allowed for a wrong current password, too_many_calls while the name is locked,
   *   conflict for a user who has none, invalid_input for a password that is none. */
  changePassword(
    id: string,
    current: string,
    password: string,
    keepSession?: string,
  ): Promise<void>;
  /** Who the home's people are now: roles follow, whoever is gone is let in no more. */
  followHome(people: readonly HomePerson[]): Promise<void>;
}

/** Somebody with an account in the home, as far as access asks. */
export interface HomePerson {
  readonly id: string;
  readonly name: string;
  readonly isAdmin: boolean;
  readonly isActive: boolean;
}

/** For a new user with a role, who may be a guest until some time; or for a user who is here. */
export interface NewInvitation {
  readonly role?: string;
  readonly name?: string;
  readonly user_id?: string;
  readonly expires?: string;
  readonly guest_until?: string;
}

export interface Invitations {
  /** `by` is the id of an admin: an invitation is as good as whoever gave it.
   * @throws AppError invalid_input, not_found for a user who is not there. */
  create(by: string, wish: NewInvitation): Promise<{ invitation: InvitationView; secret: string }>;
  list(): Promise<readonly InvitationView[]>;
  /** @throws AppError not_found. */
  delete(id: string): Promise<void>;
}

/** The secrets of a new or renewed browser session: in this answer and nowhere else. */
export interface SignedIn {
  readonly session: BrowserSessionView;
  readonly user: User;
  /** `vss_`, for 24 hours. */
  readonly access: string;
  /** `vsr_`, for 30 days, good once. */
  readonly refresh: string;
  readonly accessExpiresAt: number;
  readonly refreshExpiresAt: number;
}

export interface SignIn {
  /** The same answer in the same time for a wrong name and a wrong password.
   * @throws AppError not_authenticated, or too_many_calls with `retry_after_ms` while the name is locked. */
  withPassword(
    given: { readonly username: string; readonly password: string },
    arrival: Omit<Arrival, "door">,
  ): Promise<SignedIn>;
  /** A new user, or a new password of an old one, by an invitation; or by anybody where the setting allows it.
   * @throws AppError not_allowed for an invitation that is not good, conflict, invalid_input. */
  register(
    wish: Omit<NewUser, "role" | "expires_at" | "username"> & {
      readonly username?: string;
      readonly invitation?: string;
    },
    arrival: Omit<Arrival, "door">,
  ): Promise<SignedIn>;
  /** What an invitation is good for. It stays good.
   * @throws AppError not_allowed for one that is not good. */
  openInvitation(secret: string): Promise<OpenInvitationView>;
  /** Somebody whom Home Assistant's own sign-in vouched for. @throws AppError not_authenticated. */
  fromHome(who: HomeUser, arrival: Omit<Arrival, "door">): Promise<SignedIn>;
  /** A refresh secret that was used before ends its session, whoever brings it.
   * @throws AppError not_authenticated, whose cause is a {@link RefreshRefusal}. */
  refresh(secret: string, arrival: Omit<Arrival, "door">): Promise<SignedIn>;
}

/** Why a refresh was refused: for the audit; whoever asks is told nothing of it. */
export interface RefreshRefusal {
  readonly reason: "malformed" | "unknown" | "expired" | "revoked" | "reused";
  readonly session_id?: string;
  readonly user_id?: string;
  readonly username?: string;
}

export interface Sessions {
  /** Living ones. */
  list(userId?: string): Promise<readonly Omit<BrowserSessionView, "current">[]>;
  /** @throws AppError not_found. */
  revoke(id: string): Promise<void>;
  /** All of a user but this one; answers how many. */
  revokeOthers(userId: string, but?: string): Promise<number>;
}
