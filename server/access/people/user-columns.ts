import { randomUUID } from "node:crypto";
import { AppError } from "../../errors.ts";
import type { StoredUser } from "../../store/users.ts";
import type { NewUser, User } from "./people.ts";
import type { Passwords } from "./passwords.ts";

// What is written of a user, and what people see of it.

export type Standing = "in" | "gone" | "expired";

/** Whether anybody is let in as this user: by a password, a token, a session or Home Assistant. */
export function standingOf(
  user: { readonly is_active: boolean; readonly expires_at?: number },
  now: number,
): Standing {
  if (!user.is_active) return "gone";
  return user.expires_at !== undefined && user.expires_at <= now ? "expired" : "in";
}

interface Reading {
  readonly now: number;
  readonly passwords: Pick<Passwords, "hash">;
  /** Roles may be made by people. */
  readonly isRole: (name: string) => Promise<boolean>;
}

/** The columns of a new user. @throws AppError invalid_input saying what is wrong. */
export async function readUser(
  wanted: NewUser,
  { now, passwords, isRole }: Reading,
): Promise<StoredUser> {
  const username = readUsername(wanted.username);
  const { email, language, expires_at } = wanted;
  return {
    ...newcomer({ username, name: readName(wanted.name ?? username), now }),
    ...(email === undefined ? {} : { email: readEmail(email) }),
    ...(language === undefined ? {} : { language: readLanguage(language) }),
    ...(expires_at === undefined ? {} : { expires_at: readEnd(expires_at, now) }),
    role: await readRole(wanted.role, isRole),
    // Last: it is the most work.
    password_hash: await passwords.hash(wanted.password),
  };
}

/** What every user has. */
export function newcomer({ username, name, now }: { username: string; name: string; now: number }) {
  return {
    ...{ id: randomUUID(), username, username_key: usernameKey(username), name },
    ...{ role_from: "here" as const, is_active: true, created_at: now },
  };
}

export function viewOf(user: StoredUser): User {
  const { id, username, name, role, role_from, is_active, created_at } = user;
  const { email, language, home_user_id, expires_at, frozen_at, frozen_by, password_hash } = user;
  return {
    ...{ id, username, name, role, role_from, is_active, created_at },
    has_password: password_hash !== undefined,
    ...(email === undefined ? {} : { email }),
    ...(language === undefined ? {} : { language }),
    ...(home_user_id === undefined ? {} : { home_user_id }),
    ...(expires_at === undefined ? {} : { expires_at }),
    ...(frozen_at === undefined ? {} : { frozen_at }),
    ...(frozen_by === undefined ? {} : { frozen_by }),
  };
}

/** One person, however the name is written. */
export function usernameKey(username: string): string {
  return username.trim().normalize("NFKC").toLowerCase();
}

export function isUsername(username: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,49}$/u.test(username);
}

function readUsername(text: string): string {
  const username = text.trim().normalize("NFC");
  if (isUsername(username)) return username;
  throw new AppError("invalid_input", "This cannot be a username.", {
    hint: "A username has 1 to 50 letters, digits, dots, hyphens, underscores and @, and begins with a letter or digit.",
  });
}

export function readName(text: string): string {
  const name = text.trim();
  if (name !== "" && name.length <= 100 && !/\p{Cc}/u.test(name)) return name;
  throw new AppError("invalid_input", "The name has 1 to 100 characters, on one line.");
}

export async function readRole(name: string, isRole: Reading["isRole"]): Promise<string> {
  if (await isRole(name)) return name;
  throw new AppError("invalid_input", `There is no role "${name.slice(0, 50)}".`, {
    hint: "Choose one of the roles that there are.",
  });
}

export function readEmail(email: string): string {
  const address = email.trim().toLowerCase();
  if (address.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(address)) return address;
  throw new AppError("invalid_input", "This is not an e-mail address.", {
    hint: "Leave it out, or give one like ada@example.org.",
  });
}

export function readLanguage(language: string): string {
  if (/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$/.test(language)) return language;
  throw new AppError("invalid_input", "This is not a language.", {
    hint: 'Leave it out, or give one like "fr" or "pt-BR".',
  });
}

export function readEnd(at: number, now: number): number {
  if (Number.isSafeInteger(at) && at > now) return at;
  throw new AppError("invalid_input", "The user would already have left.", {
    hint: "Give a time in the future.",
  });
}
