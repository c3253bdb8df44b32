import { AppError } from "../../errors.ts";
import type { PermissionsView } from "../../../shared/views.ts";
import { rightsAt, type Surroundings } from "../../policy/conditions.ts";
import type { Store } from "../../store/store.ts";
import type { Access } from "../access.ts";
import type { Imagined, Permissions, PermissionSubject } from "./house-rules.ts";
import type { Principal } from "../principal.ts";
import { knowUser, type Known } from "../principals.ts";
import { readPermissions } from "./read-permissions.ts";
import { subjectKey, type KeptRole, type Rulebook, type Rules } from "./rulebook.ts";
import { newcomer } from "../people/user-columns.ts";

interface ImagineOf {
  readonly store: Pick<Store, "tokens" | "users" | "catalogues">;
  readonly rules: Rules;
  readonly principalOf: Access["principalOf"];
  readonly surroundings: () => Surroundings;
  readonly now: () => number;
}

type Imagining = Permissions["imagine"];

/** Who would be calling under other rules. Freezing is no rule: it is left out of other moments. */
export function createImagine(of: ImagineOf): Imagining {
  const { store, rules, principalOf, surroundings, now } = of;

  async function ofUser(id: string, permissions: PermissionsView | undefined) {
    const principal = await principalOf({ userId: id });
    const user = await found(store.users.get(id));
    const book = await rules.now();
    const after = permissions === undefined ? book : withUser(book, id, permissions);
    return imagined(principal, knowUser(after, user));
  }

  async function ofToken(id: string, permissions: PermissionsView | undefined) {
    const principal = await principalOf({ tokenId: id });
    const token = await found(store.tokens.get(id));
    const through = {
      ...token,
      ...(permissions === undefined ? {} : { rights: "chosen" as const, chosen: permissions }),
      known: await store.catalogues.get(token.catalogue_id),
    };
    const user = await found(store.users.get(token.user_id));
    return imagined(principal, knowUser(await rules.now(), user, through));
  }

  async function ofRole(name: string, permissions: PermissionsView | undefined) {
    const book = await rules.now();
    const role = await found(Promise.resolve(book.roles.get(name)));
    const after = permissions === undefined ? book : withRole(book, role, permissions);
    const somebody = newcomer({ username: name, name, now: now() });
    const known = knowUser(after, { ...somebody, role: name });
    return imagined({ ...known.who, door: "dashboard", address: "" }, known);
  }

  const imagined = (
    principal: Omit<Principal, "rights">,
    known: Pick<Known, "rightsAt" | "thawed">,
  ): Imagined => ({
    principal: { ...principal, rights: known.rightsAt(surroundings()) },
    rights: known.thawed(),
    rightsAt: (around) => rightsAt(known.thawed(), around),
  });

  return async ({ kind, id }, permissions) => {
    if (permissions !== undefined) readPermissions(permissions, kind, now());
    if (kind === "role") return ofRole(id, permissions);
    return kind === "user" ? ofUser(id, permissions) : ofToken(id, permissions);
  };
}

function withUser(book: Rulebook, id: string, permissions: PermissionsView): Rulebook {
  const written = readPermissions(permissions, "user");
  return {
    ...withoutUnread(book, { kind: "user", id }),
    users: new Map([...book.users, [id, written]]),
  };
}

function withRole(book: Rulebook, role: KeptRole, permissions: PermissionsView): Rulebook {
  const written = readPermissions(permissions, `role ${role.name}`);
  return {
    ...withoutUnread(book, { kind: "role", id: role.name }),
    roles: new Map([...book.roles, [role.name, { ...role, ...written }]]),
  };
}

const withoutUnread = (book: Rulebook, subject: PermissionSubject): Rulebook => ({
  ...book,
  unreadable: new Set([...book.unreadable].filter((key) => key !== subjectKey(subject))),
});

/** Somebody who goes in between is not there. */
async function found<T>(looking: Promise<T | undefined>): Promise<T> {
  const it = await looking;
  if (it === undefined) throw nobody();
  return it;
}

function nobody(): AppError {
  return new AppError("not_found", "There is nobody like that.", {
    hint: "Look at the users, tokens and roles that there are.",
  });
}
