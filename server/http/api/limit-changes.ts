import type { Request, RequestHandler, Response } from "express";
import { rateLimit } from "express-rate-limit";
import { principalOf } from "../authenticate.ts";
import type { Problem, Refuse } from "../problem.ts";
import type { Route } from "./route.ts";

const minuteMs = 60_000;
const changesPerMinute = 100;
/** What must be possible while somebody uses up the minute of its user. */
const endings: readonly Route["name"][] = ["POST /api/tokens/:id/revoke", "DELETE /api/tokens/:id"];

/** Bounds what is written down: each request to change something is an entry, also one that is refused, and a
 * token without any right could fill the disk with them. The minute belongs to the user; that of endings to the token. */
export function limitChanges(refuse: Refuse): (route: Route) => RequestHandler {
  const byUser = createLimit(refuse, (req) => principalOf(req).user.id);
  const byToken = createLimit(refuse, (req) => {
    const { token, user } = principalOf(req);
    return token?.id ?? user.id;
  });
  return ({ name, event }) => {
    if (event === undefined) return (_req, _res, next) => next();
    return endings.includes(name) ? byToken : byUser;
  };
}

function createLimit(refuse: Refuse, keyGenerator: (req: Request) => string): RequestHandler {
  const limiter = rateLimit({
    windowMs: minuteMs,
    limit: changesPerMinute,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator,
    validate: false,
    handler: (req: Request, res: Response, next) => {
      Promise.resolve(limiter.getKey(keyGenerator(req))).then((counted) => {
        const resetAt = counted?.resetTime?.getTime() ?? Date.now() + minuteMs;
        refuse(req, res, tooManyChanges(Math.max(1000, resetAt - Date.now())));
      }, next);
    },
  });
  return limiter;
}

const tooManyChanges = (retryMs: number): Problem => ({
  failure: {
    code: "too_many_calls",
    message: `You have used up your ${changesPerMinute} changes of this minute.`,
    hint: `Wait ${Math.ceil(retryMs / 1000)} seconds, then send it again.`,
    details: { retry_after_ms: retryMs },
  },
});
