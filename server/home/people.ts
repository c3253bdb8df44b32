import { unlessRefused } from "./errors.ts";
import type { HomePerson } from "./home.ts";
import type { Ask } from "./registries.ts";
import { fields, list, text, texts, type Fields } from "./wire.ts";

/** They say only whose account it is. */
const peopleEvents = ["user_added", "user_updated", "user_removed"];

export interface PeopleWatch {
  /** Begins to listen, unless it does already. @returns whether it began; not when we are no admin. */
  watch(): Promise<boolean>;
}

export function createPeopleWatch(
  onEvent: (event_type: string, react: () => void) => Promise<unknown>,
  onPeople: () => void,
): PeopleWatch {
  let watching = false;
  return {
    async watch() {
      if (watching) return false;
      const begun = Promise.all(peopleEvents.map((event_type) => onEvent(event_type, onPeople)));
      watching = (await unlessRefused(begun, undefined)) !== undefined;
      return watching;
    },
  };
}

/** Only administrators may ask. */
export async function readPeople(ask: Ask): Promise<readonly HomePerson[]> {
  const users = list(await ask({ type: "config/auth/list" })).map(fields);
  return users.flatMap((user) => {
    const id = text(user["id"]);
    return id === undefined || user["system_generated"] === true ? [] : [toPerson(id, user)];
  });
}

function toPerson(id: string, user: Fields): HomePerson {
  const username = text(user["username"]);
  const isActive = user["is_active"] === true;
  return {
    id,
    name: text(user["name"]) ?? username ?? id,
    ...(username === undefined ? {} : { username }),
    isAdmin: user["is_owner"] === true || (isActive && isOfAdmins(user)),
    isActive,
  };
}

const isOfAdmins = (user: Fields) => texts(user["group_ids"]).includes("system-admin");
