import { randomBytes } from "node:crypto";
import { AppError } from "../../errors.ts";
import type { Power } from "../../policy/rules.ts";
import type { Store } from "../../store/store.ts";
import type { StoredUser, StoredUserChange } from "../../store/users.ts";
import type { Found } from "./ask-home.ts";
import type { HomePerson, HomeUser, User, Users } from "./people.ts";
import { isUsername, newcomer, standingOf, viewOf } from "./user-columns.ts";

// Users who are people of the home: they come, are called and go as the home says.

export interface HomePeople extends Pick<Users, "followHome"> {
  /** The user of somebody whom Home Assistant vouches for, made the first time. `person` is what the
   * home says of them now; absent: it cannot be asked, and nobody becomes admin by that.
   * @throws AppError not_authenticated for somebody whom the home does not know, or lets in no more. */
  fromHome(who: HomeUser, person: Found, newcomerRole: string): Promise<User>;
}

export interface HomePeopleOf {
  readonly store: Pick<Store, "users">;
  readonly hasPower: (role: string, power: Power) => Promise<boolean>;
  /** The role of somebody whom the home calls admin no more. */
  readonly newcomerRole: () => string;
  readonly now: () => number;
  /** Called when a user is written, before the answer. */
  readonly changed: () => Promise<void>;
}

export function createHomePeople(of: HomePeopleOf): HomePeople {
  const { store, hasPower, newcomerRole, now, changed } = of;

  /** Nobody becomes admin by coming, whatever a setting says. */
  const harmless = async (role: string) => ((await hasPower(role, "admin")) ? "viewer" : role);

  async function roleFrom(user: StoredUser, { isAdmin }: HomePerson, otherwise: string) {
    if (user.role_from === "here" || isAdmin === (await hasPower(user.role, "admin")))
      return user.role;
    return isAdmin ? "admin" : harmless(otherwise);
  }

  /** What the home says otherwise than it is written here. */
  async function newsOf(user: StoredUser, person: HomePerson | undefined, otherwise: string) {
    if (person === undefined) return {};
    const said = {
      name: nameFrom(person.name) ?? user.name,
      is_active: person.isActive,
      role: await roleFrom(user, person, otherwise),
    } satisfies StoredUserChange;
    return {
      ...(said.name === user.name ? {} : { name: said.name }),
      ...(said.is_active === user.is_active ? {} : { is_active: said.is_active }),
      ...(said.role === user.role ? {} : { role: said.role }),
    };
  }

  /** Answers whether anything was to be written. */
  async function write({ id }: StoredUser, news: StoredUserChange): Promise<boolean> {
    if (Object.keys(news).length === 0) return false;
    // The home may take the last admin away: who is nobody there any more must not stay one here.
    await store.users.change(id, news);
    return true;
  }

  async function welcome(who: HomeUser, person: HomePerson | undefined, role: string) {
    const base = usernameFrom(who.username ?? person?.name ?? who.name);
    for (let tries = 1; ; tries += 1) {
      const username = spelling(base, tries);
      const user: StoredUser = {
        ...newcomer({
          ...{ username, now: now() },
          name: nameFrom(person?.name ?? who.name) ?? username,
        }),
        ...{ home_user_id: who.id, role_from: "home" },
        role: person?.isAdmin === true ? "admin" : await harmless(role),
      };
      try {
        await store.users.add(user);
        return user;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "conflict") throw error;
        // They come by two requests at once, and the other one was first.
        const other = await store.users.findByHomeId(who.id);
        if (other !== undefined) return other;
        if (tries === maxTries) throw error;
      }
    }
  }

  return {
    async fromHome(who, person, role) {
      if (person === "nobody") throw stranger();
      const known = await store.users.findByHomeId(who.id);
      if (known === undefined) {
        if (person?.isActive === false) throw gone();
        const user = await welcome(who, person, role);
        await changed();
        return viewOf(user);
      }
      const told = person ?? (who.name === undefined ? {} : { name: who.name });
      const renamed = nameFrom(told.name);
      const news = {
        ...(renamed === undefined || renamed === known.name ? {} : { name: renamed }),
        ...(await newsOf(known, person, role)),
      };
      if (await write(known, news)) await changed();
      const user = { ...known, ...news };
      if (standingOf(user, now()) !== "in") throw gone();
      return viewOf(user);
    },
    async followHome(people) {
      // A home always has an owner: nobody at all is no answer.
      if (people.length === 0) return;
      const byId = new Map(people.map((person) => [person.id, person]));
      let isChanged = false;
      for (const user of await store.users.list()) {
        if (user.home_user_id === undefined) continue;
        const person = byId.get(user.home_user_id);
        const isRemoved = person === undefined && user.is_active;
        const news = isRemoved ? { is_active: false } : await newsOf(user, person, newcomerRole());
        isChanged = (await write(user, news)) || isChanged;
      }
      if (isChanged) await changed();
    },
  };
}

const maxTries = 12;

/** ada, ada-2 to ada-9, then something that nobody has. */
function spelling(base: string, tries: number): string {
  if (tries === 1) return base;
  const end = tries < 10 ? String(tries) : randomBytes(4).toString("hex");
  return `${base.slice(0, 41)}-${end}`;
}

/** The home's usernames have spaces, and any sign. */
function usernameFrom(text = ""): string {
  const username = text
    .normalize("NFC")
    .trim()
    .replace(/[^\p{L}\p{N}._@-]+/gu, ".")
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .slice(0, 50);
  return isUsername(username) ? username : "person";
}

function nameFrom(text = ""): string | undefined {
  const name = text
    .trim()
    .slice(0, 100)
    .replace(/[\p{Cc}\p{Cs}]+/gu, " ")
    .trim();
  return name === "" ? undefined : name;
}

function gone(): AppError {
  return new AppError("not_authenticated", "This user is let in no more.", {
    hint: "Ask an admin of this home.",
  });
}

function stranger(): AppError {
  return new AppError("not_authenticated", "Home Assistant knows nobody with this id.", {
    hint: "Who is new there tries again in a few seconds.",
  });
}
