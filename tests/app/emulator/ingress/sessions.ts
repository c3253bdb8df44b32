// The Supervisor's Ingress sessions: a cookie's value for whoever opened the panel.
import { randomBytes } from "node:crypto";
import type { Clock, CoreUser } from "../parts.ts";

const quarterMs = 15 * 60_000;

export interface IngressSessions {
  /** The value of the cookie `ingress_session`. */
  open(user: CoreUser): string;
  /** Whether it is good still; each time it is asked it is good for a quarter of an hour more. */
  validate(session: string | undefined): boolean;
  userOf(session: string | undefined): CoreUser | undefined;
}

export function createSessions(clock: Pick<Clock, "now">): IngressSessions {
  const sessions = new Map<string, { readonly user: CoreUser; validUntil: number }>();
  return {
    open(user) {
      const session = randomBytes(64).toString("hex");
      sessions.set(session, { user, validUntil: clock.now() + quarterMs });
      return session;
    },
    validate(session = "") {
      const found = sessions.get(session);
      if (found === undefined || found.validUntil < clock.now()) return false;
      found.validUntil += quarterMs;
      return true;
    },
    userOf: (session = "") => sessions.get(session)?.user,
  };
}
