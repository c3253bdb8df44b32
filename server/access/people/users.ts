import { randomBytes } from "node:crypto";
import { AppError } from "../../errors.ts";
import type { Departure, StoredUser, StoredUserChange, Written } from "../../store/users.ts";
import { createHomePeople, type HomePeople, type HomePeopleOf } from "./home-people.ts";
import type { LockOut } from "./lock-out.ts";
import type { Passwords } from "./passwords.ts";
import type { UserChange, Users } from "./people.ts";
import {
  readEmail,
  readEnd,
  readLanguage,
  readName,
  readRole,
  readUser,
  usernameKey,
  viewOf,
} from "./user-columns.ts";

interface UsersOf extends HomePeopleOf {
  readonly passwords: Passwords;
  readonly lockOut: LockOut;
  readonly isRole: (name: string) => Promise<boolean>;
}

export function createUsers(of: UsersOf): Users & HomePeople {
  const { store, passwords, lockOut, isRole, hasPower, now, changed } = of;

  async function stored(id: string): Promise<StoredUser> {
    const user = await store.users.get(id);
    if (user === undefined) throw unknownUser();
    return user;
  }

  /** Asked while nobody else writes: two who leave at the same time ask one after the other. */
  async function keepsAdmin({ before, after, others }: Departure): Promise<boolean> {
    if (before === undefined || !(await hasPower(before, "admin"))) return true;
    for (const role of after === undefined ? others : [after, ...others])
      if (await hasPower(role, "admin")) return true;
    return false;
  }

  async function finish(written: Written): Promise<void> {
    if (written === "refused") throw lastAdmin();
    await changed();
    if (written === "not_found") throw unknownUser();
  }

  return {
    async create(wanted) {
      const user = await readUser(wanted, { now: now(), passwords, isRole });
      await store.users.add(user);
      await changed();
      return viewOf(user);
    },
    async find(username) {
      const user = await store.users.find(usernameKey(username));
      return user === undefined ? undefined : viewOf(user);
    },
    async get(id) {
      const user = await store.users.get(id);
      return user === undefined ? undefined : viewOf(user);
    },
    list: async () => (await store.users.list()).map(viewOf),
    async change(id, change) {
      const user = await stored(id);
      const columns = readChange(change, user, now());
      if (columns.role !== undefined) await readRole(columns.role, isRole);
      if (Object.keys(columns).length === 0) return viewOf(user);
      await finish(await store.users.change(id, columns, keepsAdmin));
      return viewOf(await stored(id));
    },
    async delete(id) {
      const { username } = await stored(id);
      const pseudonym = `person-${randomBytes(6).toString("hex")}`;
      await finish(await store.users.remove(id, pseudonym, keepsAdmin));
      await lockOut.clear(username);
      return pseudonym;
    },
    async changePassword(id, current, password, keepSession) {
      const user = await stored(id);
      if (user.password_hash === undefined) throw noPassword();
      await lockOut.begin(user.username);
      if (!(await passwords.matches(current, user.password_hash))) throw wrongPassword();
      await lockOut.clear(user.username);
      const isWritten = await store.users.setPassword(id, {
        ...{ password_hash: await passwords.hash(password), now: now() },
        ...(keepSession === undefined ? {} : { keepSession }),
      });
      await finish(isWritten ? "written" : "not_found");
    },
    ...createHomePeople(of),
  };
}

/** @throws AppError invalid_input saying what is wrong, conflict for what Home Assistant says. */
function readChange(change: UserChange, user: StoredUser, now: number): StoredUserChange {
  const { name, email, language, role, role_from, expires_at } = change;
  const isOfHome = user.home_user_id !== undefined;
  if (name !== undefined && isOfHome && name !== user.name)
    throw new AppError("conflict", "The name of this user comes from Home Assistant.", {
      hint: "Change it there; it is changed here then.",
    });
  if (role_from === "home" && !isOfHome)
    throw new AppError("conflict", "This user is nobody in Home Assistant.", {
      hint: "Give a role instead.",
    });
  return {
    ...(name === undefined || isOfHome ? {} : { name: readName(name) }),
    ...(email === undefined ? {} : { email: email === null ? null : readEmail(email) }),
    ...(language === undefined
      ? {}
      : { language: language === null ? null : readLanguage(language) }),
    ...(role === undefined ? {} : { role }),
    ...(role_from === undefined ? {} : { role_from }),
    ...(expires_at === undefined
      ? {}
      : { expires_at: expires_at === null ? null : readEnd(expires_at, now) }),
  };
}

function unknownUser(): AppError {
  return new AppError("not_found", "There is no such user.", {
    hint: "Look at the users that there are; a deleted one does not come back.",
  });
}

function lastAdmin(): AppError {
  return new AppError("conflict", "Nobody would be admin any more.", {
    hint: "Make somebody else an admin first, for good.",
  });
}

function noPassword(): AppError {
  return new AppError("conflict", "This user has no password here.", {
    hint: "They sign in with Home Assistant; the password there is changed there.",
  });
}

function wrongPassword(): AppError {
  return new AppError("not_allowed", "The current password is wrong.", {
    hint: "Type it again; after five failures the name is locked for a while.",
  });
}
