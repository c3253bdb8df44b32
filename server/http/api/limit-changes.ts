import type { Request, RequestHandler } from "express";
import { principalOf } from "../authenticate.ts";
import { createMinuteLimit } from "../minute-limit.ts";
import type { Problem, Refuse } from "../problem.ts";
import type { Route } from "./route.ts";

const changesPerMinute = 100;
/** What must be possible while somebody uses up the minute of its user. */
const endings: readonly Route["name"][] = [
  "POST /api/tokens/:id/revoke",
  "DELETE /api/tokens/:id",
  "POST /api/freeze",
  "POST /api/auth/logout",
  "DELETE /api/auth/sessions/:id",
  "DELETE /api/auth/sessions",
];
/** What changes nothing, and is written down all the same. */
const writtenDown: readonly Route["name"][] = ["GET /api/audit/export"];

export interface ChangeLimits {
  /** What stands before a route. */
  of(route: Route): RequestHandler;
  /** Counts one more entry of the user's. */
  readonly byUser: RequestHandler;
}

/** Bounds what is written down: each request to change something is an entry, also one that is refused, and a
 * token without any right could fill the disk with them. The minute belongs to the user; that of endings to the
 * token, or to the person. */
export function limitChanges(refuse: Refuse): ChangeLimits {
  const limitBy = (keyOf: (req: Request) => string) =>
    createMinuteLimit({ limit: changesPerMinute, keyOf, refuse, tooMany: tooManyChanges });
  const byUser = limitBy((req) => principalOf(req).user.id);
  const byCaller = limitBy((req) => {
    const { token, user } = principalOf(req);
    return token?.id ?? user.id;
  });
  return {
    byUser,
    of: ({ name, event }) => {
      if (event === undefined && !writtenDown.includes(name)) return (_req, _res, next) => next();
      return endings.includes(name) ? byCaller : byUser;
    },
  };
}

const tooManyChanges = (retryMs: number): Problem => ({
  failure: {
    code: "too_many_calls",
    message: `You have used up your ${changesPerMinute} changes of this minute.`,
    hint: `Wait ${Math.ceil(retryMs / 1000)} seconds, then send it again.`,
    details: { retry_after_ms: retryMs },
  },
});
