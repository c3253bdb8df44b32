import { randomUUID } from "node:crypto";
import { AppError } from "../errors.ts";
import { builtInRoles, isBuiltInRole } from "../policy/roles.ts";
import type { StoredUser, UserStore } from "../store/users.ts";
import type { User, Users } from "./people.ts";
import { hashPassword } from "./passwords.ts";

export type NewUser = Parameters<Users["create"]>[0];

interface UsersOf {
  readonly users: UserStore;
  readonly now: () => number;
  readonly bcryptCost: number;
  /** Called when a user is written, before the answer. */
  readonly changed: () => Promise<void>;
}

export function createUsers({ users, now, bcryptCost, changed }: UsersOf): Users {
  return {
    async create(wanted) {
      const user = await readUser(wanted, { now: now(), bcryptCost });
      await users.add(user);
      await changed();
      return viewOf(user);
    },
    async find(username) {
      const user = await users.find(usernameKey(username));
      return user === undefined ? undefined : viewOf(user);
    },
    async get(id) {
      const user = await users.get(id);
      return user === undefined ? undefined : viewOf(user);
    },
    list: async () => (await users.list()).map(viewOf),
  };
}

/** The columns of a new user. @throws AppError invalid_input saying what is wrong. */
export async function readUser(
  wanted: NewUser,
  { now, bcryptCost }: { now: number; bcryptCost: number },
): Promise<StoredUser> {
  const username = wanted.username.trim().normalize("NFC");
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,49}$/u.test(username))
    throw new AppError("invalid_input", "This cannot be a username.", {
      hint: "A username has 1 to 50 letters, digits, dots, hyphens, underscores and @, and begins with a letter or digit.",
    });
  const name = (wanted.name ?? username).trim();
  if (name === "" || name.length > 100 || /\p{Cc}/u.test(name))
    throw new AppError("invalid_input", "The name has 1 to 100 characters, on one line.");
  if (!isBuiltInRole(wanted.role))
    throw new AppError("invalid_input", `There is no role "${wanted.role.slice(0, 50)}".`, {
      hint: `Choose ${Object.keys(builtInRoles).join(", ")}.`,
    });
  return {
    ...{ id: randomUUID(), username, username_key: usernameKey(username), name },
    ...(wanted.email === undefined ? {} : { email: readEmail(wanted.email) }),
    role: wanted.role,
    password_hash: await hashPassword(wanted.password, bcryptCost),
    created_at: now,
  };
}

export function viewOf(user: StoredUser): User {
  const { id, username, name, role, created_at, email, language } = user;
  return {
    ...{ id, username, name, role, created_at },
    ...(email === undefined ? {} : { email }),
    ...(language === undefined ? {} : { language }),
  };
}

/** One person, however the name is written. */
function usernameKey(username: string): string {
  return username.trim().normalize("NFKC").toLowerCase();
}

function readEmail(email: string): string {
  const address = email.trim().toLowerCase();
  if (address.length > 254 || !/^[^\s@]+@[^\s@]+$/.test(address))
    throw new AppError("invalid_input", "This is not an e-mail address.", {
      hint: "Leave it out, or give one like ada@example.org.",
    });
  return address;
}
