import { timingSafeEqual } from "node:crypto";
import { AppError } from "../errors.ts";
import { createNetworks } from "../networks.ts";
import type { KnownCatalogue, Rights } from "../policy/rules.ts";
import { roleNow } from "../policy/roles.ts";
import type { Store } from "../store/store.ts";
import type { StoredToken } from "../store/tokens.ts";
import type { Access, Arrival } from "./access.ts";
import type { Principal, PrincipalToken } from "./principal.ts";
import { rightsOf } from "./rights.ts";
import { hashOf, hashPrefixOf, isWellFormed } from "./secrets.ts";
import { isCurrent, statusOf } from "./token-views.ts";

/** Bounds what strangers with well-formed inventions can make us remember: nothing of theirs is kept,
 * and living tokens beyond this number are looked up again. */
const maxKnown = 10_000;
const maxClientLength = 100;

/** What a token's calls have in common until somebody changes a user or a token. */
interface Known {
  readonly stored: StoredToken;
  readonly user: Principal["user"];
  readonly role: string;
  readonly rights: Rights;
  readonly token: PrincipalToken;
  readonly mayComeFrom: (address: string) => boolean;
}

interface Gate {
  readonly store: Pick<Store, "tokens" | "users" | "catalogues">;
  readonly now: () => number;
  /** Told of each call that was let in. */
  readonly used: (tokenId: string, arrival: Arrival) => void;
}

export interface Authenticator extends Pick<Access, "authenticate" | "isAlive" | "principalOf"> {
  /** Everything that was looked up is looked up again. */
  forget(): void;
}

export function createAuthenticator({ store, now, used }: Gate): Authenticator {
  const byHash = new Map<string, Known>();
  let generation = 0;

  async function lookUp(hash: string): Promise<Known | undefined> {
    const known = byHash.get(hash);
    if (known !== undefined) return known;
    const before = generation;
    const stored = await store.tokens.findByHash(hash);
    if (stored === undefined) return undefined;
    const found = know(stored, hash, await store.catalogues.get(stored.catalogue_id));
    // What was read before a change must not be remembered after it.
    if (before === generation && byHash.size < maxKnown) byHash.set(hash, found);
    return found;
  }

  return {
    async authenticate(secret, arrival) {
      if (!isWellFormed(secret)) throw malformed();
      const hash = hashOf(secret);
      const known = await lookUp(hash);
      if (known === undefined || !isCurrent(known.stored, sameAs(hash), now())) throw unknown();
      refuseEnded(known.stored, now());
      refuseElsewhere(known, arrival);
      used(known.token.id, arrival);
      const { user, role, rights, token } = known;
      const { door, address, client } = arrival;
      return {
        ...{ user, role, rights, token, door, address },
        ...(client === undefined ? {} : { client: client.slice(0, maxClientLength) }),
      };
    },
    async principalOf(who) {
      if ("userId" in who) {
        const user = await store.users.get(who.userId);
        if (user === undefined) throw nobody("user");
        const { id, username, name } = user;
        return {
          ...{
            user: { id, username, name },
            role: roleNow(user.role),
            rights: rightsOf(user.role),
          },
          ...{ door: "dashboard", address: "" },
        };
      }
      const stored = await store.tokens.get(who.tokenId);
      if (stored === undefined) throw nobody("token");
      if (statusOf(stored, now()) !== "active")
        throw new AppError("conflict", "The token is not let in any more.", {
          hint: "Ask about a token that is active.",
        });
      const known = await store.catalogues.get(stored.catalogue_id);
      const { user, role, rights, token } = know(stored, stored.secret_hash, known);
      return { user, role, rights, token, door: stored.doors[0] ?? "rest", address: "" };
    },
    async isAlive({ user, token, door, address }) {
      if (token === undefined) return (await store.users.get(user.id)) !== undefined;
      const stored = await store.tokens.get(token.id);
      if (stored === undefined) return false;
      const isPrefix = (hash: string) => hashPrefixOf(hash) === token.hashPrefix;
      return (
        statusOf(stored, now()) === "active" &&
        isCurrent(stored, isPrefix, now()) &&
        stored.doors.includes(door) &&
        networksOf(stored)(address)
      );
    },
    forget() {
      generation += 1;
      byHash.clear();
    },
  };
}

function know(stored: StoredToken, hash: string, catalogue: KnownCatalogue): Known {
  const { id, name, rights, doors, addresses, attended, homes } = stored;
  const expiresAt = endOf(stored, hash);
  return {
    stored,
    user: { id: stored.user_id, username: stored.username, name: stored.user_name },
    role: roleNow(stored.user_role),
    rights: rightsOf(stored.user_role, stored, catalogue),
    token: {
      ...{ id, name, hashPrefix: hashPrefixOf(hash), rights, doors, attended },
      ...(addresses === undefined ? {} : { addresses }),
      ...(homes === undefined ? {} : { homes }),
      ...(stored.calls_per_minute === undefined ? {} : { callsPerMinute: stored.calls_per_minute }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    },
    mayComeFrom: networksOf(stored),
  };
}

/** A secret that was rotated away ends with its overlap; or it could be rotated to one that stays. */
function endOf(token: StoredToken, hash: string): number | undefined {
  if (token.secret_hash === hash) return token.expires_at;
  return Math.min(token.previous_until ?? 0, token.expires_at ?? Infinity);
}

function networksOf({ addresses }: StoredToken): (address: string) => boolean {
  return addresses === undefined ? () => true : createNetworks(addresses);
}

/** The index found it already; comparing again in constant time costs nothing and trusts no index. */
function sameAs(hash: string): (other: string) => boolean {
  const bytes = Buffer.from(hash, "hex");
  return (other) => timingSafeEqual(bytes, Buffer.from(other, "hex"));
}

function refuseEnded(token: StoredToken, now: number): void {
  const status = statusOf(token, now);
  if (status === "active") return;
  throw new AppError(
    "not_authenticated",
    status === "expired" ? "The token has expired." : "The token was revoked.",
    { hint: "Ask the person who gave it to you for a new one." },
  );
}

function refuseElsewhere({ token, mayComeFrom }: Known, { door, address }: Arrival): void {
  if (!token.doors.includes(door))
    throw new AppError("not_allowed", `The token is not for the door ${door}.`, {
      hint: `It may be used at ${token.doors.join(", ")}; its owner can change that.`,
    });
  if (!mayComeFrom(address))
    throw new AppError("not_allowed", "The token may not be used from this address.", {
      hint: "Use it from where it is meant to be used; its owner can change that.",
    });
}

function nobody(kind: "user" | "token"): AppError {
  return new AppError("not_found", `There is no such ${kind}.`, {
    hint: `Look at the ${kind}s that there are.`,
  });
}

function malformed(): AppError {
  return new AppError("not_authenticated", "This is not a token of Vestibule.", {
    hint: "Tokens begin with vst_ and are 53 characters long: check that it was copied whole.",
  });
}

function unknown(): AppError {
  return new AppError("not_authenticated", "The token is not known here.", {
    hint: "It may have been rotated or deleted: ask the person who gave it to you for a new one.",
  });
}
