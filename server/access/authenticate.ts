import { timingSafeEqual } from "node:crypto";
import { AppError } from "../errors.ts";
import type { Surroundings } from "../policy/conditions.ts";
import type { Store } from "../store/store.ts";
import type { StoredToken } from "../store/tokens.ts";
import type { StoredUser } from "../store/users.ts";
import type { Access } from "./access.ts";
import type { HomeUser, User } from "./people/people.ts";
import type { Arrival, Principal } from "./principal.ts";
import type { Known, KnownToken, Principals } from "./principals.ts";
import { hashOf, hashPrefixOf, isWellFormed } from "./tokens/secrets.ts";
import type { BrowserSessions } from "./people/sessions.ts";
import { isCurrent, statusOf } from "./tokens/token-views.ts";
import { standingOf } from "./people/user-columns.ts";

const maxClientLength = 100;

interface Gate {
  readonly principals: Principals;
  readonly store: Pick<Store, "sessions">;
  readonly sessions: Pick<BrowserSessions, "find">;
  /** The user of somebody whom Home Assistant vouches for. */
  readonly welcome: (who: HomeUser) => Promise<User>;
  /** What conditions are about, now. */
  readonly surroundings: () => Surroundings;
  readonly now: () => number;
  /** Told of each call that was let in. */
  readonly used: (tokenId: string, arrival: Arrival) => void;
}

export type Authenticator = Pick<
  Access,
  "authenticate" | "authenticateSession" | "authenticateHomeUser" | "principalOf" | "isAlive"
>;

export function createAuthenticator(gate: Gate): Authenticator {
  const { principals, store, sessions, welcome, surroundings, now, used } = gate;

  function person(known: Known, arrival: Omit<Arrival, "door">): Principal {
    return {
      ...{ ...known.who, rights: known.rightsAt(surroundings()) },
      ...from({ ...arrival, door: "dashboard" }),
    };
  }

  /** @throws AppError not_authenticated for somebody who is let in no more. */
  async function enter(userId: string, arrival: Omit<Arrival, "door">): Promise<Principal> {
    const known = await principals.user(userId);
    if (known === undefined) throw signInAgain();
    refuseGone(known.stored, now());
    return person(known, arrival);
  }

  async function isTokenAlive(id: string, { token, door, address }: Principal): Promise<boolean> {
    const known = await principals.token(id);
    if (known === undefined) return false;
    const { stored, owner, mayComeFrom } = known;
    const isOutOfApi = door === "api" && known.rightsAt(surroundings()).frozen !== undefined;
    const isPrefix = (hash: string) => hashPrefixOf(hash) === token?.hashPrefix;
    return (
      statusOf(stored, now()) === "active" &&
      isCurrent(stored, isPrefix, now()) &&
      standingOf(owner, now()) === "in" &&
      stored.doors.includes(door) &&
      mayComeFrom(address) &&
      !isOutOfApi
    );
  }

  async function isSessionAlive(id: string): Promise<boolean> {
    const session = await store.sessions.get(id);
    return (
      session !== undefined &&
      session.revoked_at === undefined &&
      session.refresh_expires_at > now()
    );
  }

  return {
    async authenticate(secret, arrival) {
      if (!isWellFormed(secret)) throw malformed();
      const hash = hashOf(secret);
      const known = await principals.tokenOf(hash);
      if (known === undefined || !isCurrent(known.stored, sameAs(hash), now())) throw unknown();
      refuseEnded(known.stored, now());
      refuseGone(known.owner, now());
      refuseElsewhere(known, arrival);
      const rights = known.rightsAt(surroundings());
      if (arrival.door === "api") refuseFrozen(rights.frozen);
      used(known.token.id, arrival);
      return { ...known.who, rights, token: known.token, ...from(arrival) };
    },
    async authenticateSession(secret, arrival) {
      const found = await sessions.find(secret, arrival);
      if (found === undefined) throw signInAgain();
      return { ...(await enter(found.userId, arrival)), browserSession: found.session.id };
    },
    async authenticateHomeUser(who, arrival) {
      const { id } = await welcome(who);
      return enter(id, arrival);
    },
    async principalOf(who) {
      if ("userId" in who) {
        const known = await principals.user(who.userId);
        if (known === undefined) throw nobody("user");
        return person(known, { address: "" });
      }
      const known = await principals.token(who.tokenId);
      if (known === undefined) throw nobody("token");
      const { stored, owner, token } = known;
      if (statusOf(stored, now()) !== "active" || standingOf(owner, now()) !== "in")
        throw new AppError("conflict", "The token is not let in any more.", {
          hint: "Ask about a token that is active.",
        });
      const rights = known.rightsAt(surroundings());
      return { ...known.who, rights, token, door: stored.doors[0] ?? "rest", address: "" };
    },
    async isAlive(principal) {
      const { user, token, browserSession } = principal;
      if (token !== undefined) return isTokenAlive(token.id, principal);
      if (browserSession !== undefined && !(await isSessionAlive(browserSession))) return false;
      const known = await principals.user(user.id);
      return known !== undefined && standingOf(known.stored, now()) === "in";
    },
  };
}

function from({ door, address, client }: Arrival): Pick<Principal, "door" | "address" | "client"> {
  return {
    ...{ door, address },
    ...(client === undefined ? {} : { client: client.slice(0, maxClientLength) }),
  };
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

function refuseGone(user: StoredUser, now: number): void {
  const standing = standingOf(user, now);
  if (standing === "in") return;
  throw new AppError(
    "not_authenticated",
    standing === "expired"
      ? "The time of this user in this home is over."
      : "Home Assistant does not let this user in any more.",
    { hint: "Ask an admin of this home." },
  );
}

function refuseElsewhere({ token, mayComeFrom }: KnownToken, { door, address }: Arrival): void {
  if (!token.doors.includes(door))
    throw new AppError("not_allowed", `The token is not for the door ${door}.`, {
      hint: `It may be used at ${token.doors.join(", ")}; its owner can change that.`,
    });
  if (!mayComeFrom(address))
    throw new AppError("not_allowed", "The token may not be used from this address.", {
      hint: "Use it from where it is meant to be used; its owner can change that.",
    });
}

/** At the other doors the road refuses, and writes down which call it was. */
function refuseFrozen(frozen: string | undefined): void {
  if (frozen === undefined) return;
  throw new AppError("not_allowed", `No token is let in here: ${frozen}.`, {
    hint: "A person can lift that in the dashboard.",
  });
}

function nobody(kind: "user" | "token"): AppError {
  return new AppError("not_found", `There is no such ${kind}.`, {
    hint: `Look at the ${kind}s that there are.`,
  });
}

function signInAgain(): AppError {
  return new AppError("not_authenticated", "Nobody is signed in, or not any more.", {
    hint: "Sign in.",
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
