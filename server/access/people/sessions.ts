import { randomUUID } from "node:crypto";
import type { BrowserSessionView } from "../../../shared/views.ts";
import { AppError } from "../../errors.ts";
import type { Log } from "../../log.ts";
import type { NewSession, StoredSession } from "../../store/sessions.ts";
import type { Store } from "../../store/store.ts";
import type { StoredUser } from "../../store/users.ts";
import type { Arrival } from "../principal.ts";
import type { RefreshRefusal, Sessions, SignedIn } from "./people.ts";
import {
  createSecret,
  hashOf,
  isWellFormed,
  refreshPrefix,
  sessionPrefix,
} from "../tokens/secrets.ts";
import { standingOf, viewOf } from "./user-columns.ts";

const accessMs = 24 * 3_600_000;
const refreshMs = 30 * accessMs;
const mostPerUser = 50;
const noteUseMs = 60_000;
const maxClientLength = 100;

type From = Omit<Arrival, "door">;
type Session = Omit<BrowserSessionView, "current">;

interface SessionsOf {
  readonly store: Pick<Store, "sessions" | "users">;
  readonly log: Pick<Log, "warn">;
  readonly now: () => number;
  /** Called when a session ended, before the answer. */
  readonly changed: () => Promise<void>;
}

export interface BrowserSessions extends Sessions {
  /** The living session of an access secret; notes that it is used. */
  find(
    accessSecret: string,
    from?: From,
  ): Promise<{ readonly session: Session; readonly userId: string } | undefined>;
  /** Always with new secrets: nobody signs in to a session that somebody else prepared.
   * @throws AppError not_authenticated when the user is gone or has another password by now. */
  start(user: StoredUser, by: NewSession["signed_in_by"], from: From): Promise<SignedIn>;
  /** @throws AppError not_authenticated, whose cause is a {@link RefreshRefusal}. */
  refresh(secret: string, from: From): Promise<SignedIn>;
}

export function createSessions({ store, log, now, changed }: SessionsOf): BrowserSessions {
  return {
    async find(accessSecret, from) {
      if (!isWellFormed(accessSecret, sessionPrefix)) return undefined;
      const stored = await store.sessions.findByAccess(hashOf(accessSecret));
      if (stored === undefined || !isAlive(stored, now())) return undefined;
      if (now() - stored.last_used_at >= noteUseMs) {
        const use = useOf(from ?? stored, now());
        await store.sessions.used(stored.id, use, noteUseMs).catch((error: unknown) => {
          log.warn({ error }, "use of a session could not be written down");
        });
      }
      return { session: viewOfSession(stored), userId: stored.user_id };
    },
    async start(user, by, from) {
      const { secrets, columns } = freshSecrets(now());
      const { at, ...use } = useOf(from, now());
      const session: NewSession = {
        ...{ id: randomUUID(), user_id: user.id, signed_in_by: by, ...columns },
        ...{ created_at: at, last_used_at: at, ...use },
      };
      // A password that was changed while it was compared opens nothing.
      const ended = await store.sessions.add(session, mostPerUser, user.password_hash);
      if (ended === undefined) throw overtaken();
      if (ended > 0) await changed();
      return signedIn({ ...session, username: user.username }, user, secrets);
    },
    async refresh(secret, from) {
      if (!isWellFormed(secret, refreshPrefix)) throw refused({ reason: "malformed" });
      const { secrets, columns } = freshSecrets(now());
      const refreshed = await store.sessions.refresh(hashOf(secret), columns, useOf(from, now()));
      if (refreshed.was === "unknown") throw refused({ reason: "unknown" });
      const { was, session } = refreshed;
      if (was === "reused") await changed();
      if (was !== "renewed") throw refused({ reason: was, ...namesOf(session) });
      const user = await store.users.get(session.user_id);
      if (user !== undefined && standingOf(user, now()) === "in")
        return signedIn(session, user, secrets);
      await store.sessions.end(session.id, now());
      await changed();
      throw refused({ reason: "revoked", ...namesOf(session) });
    },
    list: async (userId) => (await store.sessions.list(now(), userId)).map(viewOfSession),
    async revoke(id) {
      const isEnded = await store.sessions.end(id, now());
      await changed();
      if (!isEnded)
        throw new AppError("not_found", "There is no such session.", {
          hint: "Look at the sessions that there are; this one may have ended already.",
        });
    },
    async revokeOthers(userId, but) {
      const ended = await store.sessions.endAll({
        ...{ userId, now: now() },
        ...(but === undefined ? {} : { but }),
      });
      await changed();
      return ended;
    },
  };
}

/** Who asks is told nothing of the cause; the audit is. */
function refused(cause: RefreshRefusal): AppError {
  return new AppError("not_authenticated", "The session is over.", {
    hint: "Sign in again.",
    cause,
  });
}

function overtaken(): AppError {
  return new AppError("not_authenticated", "The user was changed meanwhile.", {
    hint: "Sign in again.",
  });
}

function isAlive(session: StoredSession, now: number): boolean {
  return session.revoked_at === undefined && session.access_expires_at > now;
}

function freshSecrets(now: number) {
  const secrets = { access: createSecret(sessionPrefix), refresh: createSecret(refreshPrefix) };
  const columns = {
    ...{ access_hash: hashOf(secrets.access), access_expires_at: now + accessMs },
    ...{ refresh_hash: hashOf(secrets.refresh), refresh_expires_at: now + refreshMs },
  };
  return { secrets, columns };
}

function signedIn(
  session: StoredSession,
  user: StoredUser,
  secrets: { readonly access: string; readonly refresh: string },
): SignedIn {
  return {
    session: { ...viewOfSession(session), current: true },
    user: viewOf(user),
    ...secrets,
    accessExpiresAt: session.access_expires_at,
    refreshExpiresAt: session.refresh_expires_at,
  };
}

function useOf({ address, client }: From, at: number) {
  return {
    ...{ at, address },
    ...(client === undefined ? {} : { client: client.slice(0, maxClientLength) }),
  };
}

function namesOf({ id, user_id, username }: StoredSession): Omit<RefreshRefusal, "reason"> {
  return { session_id: id, user_id, username };
}

function viewOfSession(session: StoredSession): Session {
  const { id, user_id, username, signed_in_by, created_at, last_used_at } = session;
  const { refresh_expires_at, address, client } = session;
  return {
    ...{ id, user_id, username, signed_in_by, created_at, last_used_at },
    ...{ expires_at: refresh_expires_at, address },
    ...(client === undefined ? {} : { client }),
  };
}
