import { AppError } from "../../errors.ts";
import { powers, type Power } from "../../policy/rules.ts";
import type { StoredInvitation } from "../../store/invitations.ts";
import type { Store } from "../../store/store.ts";
import type { StoredUser } from "../../store/users.ts";
import type { RunSettings } from "../rules/house-rules.ts";
import { notGood, type OpenInvitations } from "./invitations.ts";
import type { LockOut } from "./lock-out.ts";
import type { Passwords } from "./passwords.ts";
import type { HomeUser, SignIn, User } from "./people.ts";
import type { BrowserSessions } from "./sessions.ts";
import { readUser, standingOf, usernameKey } from "./user-columns.ts";

interface SignInOf {
  readonly store: Pick<Store, "users">;
  readonly passwords: Passwords;
  readonly lockOut: LockOut;
  readonly sessions: BrowserSessions;
  readonly invitations: OpenInvitations;
  readonly settings: () => Pick<RunSettings, "registration" | "registration_role">;
  readonly isRole: (name: string) => Promise<boolean>;
  readonly hasPower: (role: string, power: Power) => Promise<boolean>;
  /** The user of somebody whom Home Assistant vouches for. @throws AppError not_authenticated. */
  readonly welcome: (who: HomeUser) => Promise<User>;
  readonly now: () => number;
  /** Called when a user is written, before the answer. */
  readonly changed: () => Promise<void>;
}

/** Why a sign-in was refused that was one too many. */
export const lockBegun = Symbol("the name is locked from now on");

type Wish = Parameters<SignIn["register"]>[0];

export function createSignIn(of: SignInOf): SignIn {
  const { store, passwords, lockOut, sessions, invitations, isRole, now, changed } = of;

  const isIn = (user: StoredUser) => standingOf(user, now()) === "in";

  async function readNewUser(wish: Wish, role: string): Promise<StoredUser> {
    const { invitation, username, ...rest } = wish;
    if (username !== undefined)
      return readUser({ ...rest, username, role }, { now: now(), passwords, isRole });
    throw new AppError("invalid_input", "The new user has no username.", {
      hint: "Choose one: it is what you sign in with.",
    });
  }

  /** By anybody, without an invitation. */
  async function comeIn(wish: Wish): Promise<StoredUser> {
    const { registration, registration_role } = of.settings();
    const held = await Promise.all(powers.map((power) => of.hasPower(registration_role, power)));
    if (!registration || held.includes(true)) throw closed();
    const user = await readNewUser(wish, registration_role);
    await store.users.add(user);
    return user;
  }

  async function followInvitation(
    wish: Wish,
    { role, guest_until, secret_hash }: StoredInvitation,
  ): Promise<StoredUser> {
    const user = {
      ...(await readNewUser(wish, role)),
      ...(guest_until === undefined ? {} : { expires_at: guest_until }),
    };
    if (!(await store.users.addInvited(user, { secret_hash, now: now() }))) throw notGood();
    return user;
  }

  /** Of a user who is let in. */
  async function invitedUser(userId: string): Promise<StoredUser> {
    const user = await store.users.get(userId);
    if (user === undefined || !isIn(user)) throw notGood();
    return user;
  }

  /** Whoever was signed in as this user is so no more. */
  async function setPassword(
    { invitation: _invitation, password, ...rest }: Wish,
    { secret_hash }: StoredInvitation,
    userId: string,
  ): Promise<StoredUser> {
    if (Object.keys(rest).length > 0)
      throw new AppError("invalid_input", "This invitation sets a password and nothing else.", {
        hint: "Leave the rest out, and change it when you are signed in.",
      });
    const user = await invitedUser(userId);
    const password_hash = await passwords.hash(password);
    const change = { password_hash, now: now(), invitation: secret_hash };
    if (!(await store.users.setPassword(userId, change))) throw notGood();
    await lockOut.clear(user.username);
    return { ...user, password_hash };
  }

  return {
    async withPassword({ username, password }, from) {
      const isLockBegun = await lockOut.begin(username);
      const user = await store.users.find(usernameKey(username));
      const isRight = await passwords.matches(password, user?.password_hash);
      if (user === undefined || !isRight || !isIn(user)) throw wrong(isLockBegun);
      await lockOut.clear(username);
      return sessions.start(user, "password", from);
    },
    async register(wish, from) {
      if (wish.invitation === undefined) {
        const user = await comeIn(wish);
        await changed();
        return sessions.start(user, "password", from);
      }
      // Before the password is hashed: strangers do not make us work.
      const invitation = await invitations.find(wish.invitation);
      const user =
        invitation.user_id === undefined
          ? await followInvitation(wish, invitation)
          : await setPassword(wish, invitation, invitation.user_id);
      await changed();
      return sessions.start(user, "invitation", from);
    },
    async openInvitation(secret) {
      const { user_id, expires_at } = await invitations.find(secret);
      if (user_id === undefined) return { expires_at };
      const { username, name } = await invitedUser(user_id);
      return { user: { username, name }, expires_at };
    },
    async fromHome(who, from) {
      const { id } = await of.welcome(who);
      const user = await store.users.get(id);
      if (user === undefined || !isIn(user)) throw wrong();
      return sessions.start(user, "home", from);
    },
    refresh: (secret, from) => sessions.refresh(secret, from),
  };
}

/** The same, whatever was wrong; the cause is for the audit. */
function wrong(isLockBegun = false): AppError {
  return new AppError("not_authenticated", "The username or the password is wrong.", {
    hint: "Try again; after five failures the name is locked for a while.",
    ...(isLockBegun ? { cause: lockBegun } : {}),
  });
}

function closed(): AppError {
  return new AppError("not_allowed", "Nobody registers here without an invitation.", {
    hint: "Ask an admin of this home for one.",
  });
}
