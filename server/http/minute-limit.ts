import type { Request } from "express";
import { rateLimit, type RateLimitRequestHandler } from "express-rate-limit";
import type { Problem, Refuse } from "./problem.ts";

const windowMs = 60_000;

interface MinuteLimit {
  readonly limit: number;
  /** Who the minute belongs to. */
  readonly keyOf: (req: Request) => string;
  readonly refuse: Refuse;
  /** What is said above the limit. */
  readonly tooMany: (retryMs: number) => Problem;
}

/** Counts every request it is given and answers 429 above the limit. */
export function createMinuteLimit({
  limit,
  keyOf,
  refuse,
  tooMany,
}: MinuteLimit): RateLimitRequestHandler {
  const limiter = rateLimit({
    windowMs,
    limit,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: keyOf,
    // Its checks of X-Forwarded-For print to the console; trust is configured once, in app.ts.
    validate: false,
    handler: (req, res, next) => {
      Promise.resolve(limiter.getKey(keyOf(req))).then((counted) => {
        const resetAt = counted?.resetTime?.getTime() ?? Date.now() + windowMs;
        refuse(req, res, tooMany(Math.max(1000, resetAt - Date.now())));
      }, next);
    },
  });
  return limiter;
}
