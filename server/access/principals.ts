import { createNetworks } from "../networks.ts";
import { rightsAt, type Surroundings } from "../policy/conditions.ts";
import { roleNow, roleOf } from "../policy/roles.ts";
import type { KnownCatalogue, Rights } from "../policy/rules.ts";
import type { Store } from "../store/store.ts";
import type { StoredToken } from "../store/tokens.ts";
import type { StoredUser } from "../store/users.ts";
import { freezersOf, frozenBy } from "./rules/freezing.ts";
import type { Principal, PrincipalToken } from "./principal.ts";
import { remember } from "./remember.ts";
import { rightsOf, writtenOf, type TokenRights } from "./rules/rights.ts";
import type { PermissionSubject } from "./rules/house-rules.ts";
import { subjectKey, type Rulebook, type Rules } from "./rules/rulebook.ts";
import { hashPrefixOf } from "./tokens/secrets.ts";

// Who somebody is and what they may do, as one value until anything changes in the database.

/** Living tokens and users beyond this number are looked up each time. */
const mostKnown = 10_000;

export interface Known {
  readonly stored: StoredUser;
  readonly who: Pick<Principal, "user" | "role" | "powers">;
  /** The rights of a moment: the very same object while nothing is conditional. */
  rightsAt(around: Surroundings): Rights;
  /** As if nobody were frozen, conditions and all. */
  thawed(): Rights;
}

export interface KnownToken extends Omit<Known, "stored"> {
  readonly stored: StoredToken;
  readonly owner: StoredUser;
  readonly token: PrincipalToken;
  readonly mayComeFrom: (address: string) => boolean;
}

export interface Principals {
  /** By the hash of its secret, or of the one before. */
  tokenOf(hash: string): Promise<KnownToken | undefined>;
  token(id: string): Promise<KnownToken | undefined>;
  user(id: string): Promise<Known | undefined>;
  /** Everything that was looked up is looked up again. */
  forget(): void;
}

interface PrincipalsOf {
  readonly store: Pick<Store, "tokens" | "users" | "catalogues">;
  readonly rules: Rules;
}

export function createPrincipals({ store, rules }: PrincipalsOf): Principals {
  async function know(stored: StoredToken | undefined, hash?: string) {
    if (stored === undefined) return undefined;
    const [owner, catalogue, book] = await Promise.all([
      store.users.get(stored.user_id),
      store.catalogues.get(stored.catalogue_id),
      rules.now(),
    ]);
    return owner && knowToken(book, owner, { stored, catalogue, hash: hash ?? stored.secret_hash });
  }

  const byHash = remember(
    async (hash) => know(await store.tokens.findByHash(hash), hash),
    mostKnown,
  );
  const byId = remember(async (id) => know(await store.tokens.get(id)), mostKnown);
  const users = remember(async (id) => {
    const [stored, book] = await Promise.all([store.users.get(id), rules.now()]);
    return stored && { stored, ...knowUser(book, stored) };
  }, mostKnown);

  return {
    tokenOf: (hash) => byHash.get(hash),
    token: (id) => byId.get(id),
    user: (id) => users.get(id),
    forget() {
      for (const memory of [byHash, byId, users]) memory.forget();
    },
  };
}

interface Through {
  readonly stored: StoredToken;
  readonly catalogue: KnownCatalogue;
  readonly hash: string;
}

function knowToken(
  book: Rulebook,
  owner: StoredUser,
  { stored: found, catalogue, hash }: Through,
): KnownToken {
  const isReadable = mayBeRead(found);
  const { chosen, ...withoutChosen } = found;
  const stored = isReadable ? found : withoutChosen;
  return {
    ...{ stored, owner },
    ...knowUser(book, owner, { ...stored, known: catalogue, isReadable }),
    token: viewOf(stored, hash),
    mayComeFrom: stored.addresses === undefined ? () => true : createNetworks(stored.addresses),
  };
}

interface ThroughToken extends TokenRights {
  readonly id: string;
  readonly frozen_at?: number;
  readonly known: KnownCatalogue;
  /** Whether what was chosen for it makes sense; absent: it does. */
  readonly isReadable?: boolean;
}

/** A user by this rulebook, through a token if there is one. */
export function knowUser(
  book: Rulebook,
  user: StoredUser,
  token?: ThroughToken,
): Omit<Known, "stored"> {
  const role = roleOf(user.role, book.roles);
  const freezers = freezersOf(book.freezing, user, token);
  const unread = token?.isReadable === false ? unreadToken : unreadOf(book, user);
  const own = book.users.get(user.id);
  const made = new Map<string | undefined, Rights>();

  /** Frozen or not: each is made once. */
  function rightsWhile(frozen: string | undefined): Rights {
    const before = made.get(frozen);
    if (before !== undefined) return before;
    const rights = rightsOf({
      ...{ role, everybody: book.everybody },
      ...(own === undefined ? {} : { user: own }),
      ...(token === undefined ? {} : { token, known: token.known }),
      ...(user.home_user_id === undefined ? {} : { self: user.home_user_id }),
      ...(frozen === undefined ? {} : { frozen }),
      keptFromTokens: book.freezing.helpers.map(({ entity_id }) => entity_id),
    });
    made.set(frozen, rights);
    return rights;
  }

  const { id, username, name, home_user_id } = user;
  return {
    who: {
      user: {
        ...{ id, username, name },
        ...(home_user_id === undefined ? {} : { homeUserId: home_user_id }),
      },
      role: roleNow(user.role, book.roles),
      powers: role.powers,
    },
    rightsAt: (around) => rightsAt(rightsWhile(unread ?? frozenBy(freezers, around)), around),
    thawed: () => rightsWhile(unread),
  };
}

/** Another version may have written it. */
function mayBeRead(token: TokenRights): boolean {
  try {
    writtenOf(token);
    return true;
  } catch {
    return false;
  }
}

const unreadToken = "what was chosen for the token cannot be read";

/** Nobody knows what was to be kept from somebody while what was written for them cannot be read. */
function unreadOf({ unreadable }: Rulebook, { id, role }: StoredUser): string | undefined {
  const subjects: readonly PermissionSubject[] = [
    ...[{ kind: "user", id } as const, { kind: "role", id: role } as const],
    { kind: "everybody" },
  ];
  const found = subjects.find((subject) => unreadable.has(subjectKey(subject)));
  return found && `what is written for ${wordsFor[found.kind]} cannot be read`;
}

const wordsFor = { user: "the user", role: "their role", everybody: "everybody" } as const;

function viewOf(stored: StoredToken, hash: string): PrincipalToken {
  const { id, name, rights, chosen, doors, addresses, attended, homes, calls_per_minute } = stored;
  const expiresAt = endOf(stored, hash);
  return {
    ...{ id, name, hashPrefix: hashPrefixOf(hash), rights, doors, attended },
    ...(chosen === undefined ? {} : { chosen }),
    ...(addresses === undefined ? {} : { addresses }),
    ...(homes === undefined ? {} : { homes }),
    ...(calls_per_minute === undefined ? {} : { callsPerMinute: calls_per_minute }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** A secret that was rotated away ends with its overlap; or it could be rotated to one that stays. */
function endOf(token: StoredToken, hash: string): number | undefined {
  if (token.secret_hash === hash) return token.expires_at;
  return Math.min(token.previous_until ?? 0, token.expires_at ?? Infinity);
}
