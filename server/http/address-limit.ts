import type { Request, Response } from "express";
import { ipKeyGenerator, rateLimit, type RateLimitRequestHandler } from "express-rate-limit";
import { addressOf } from "./address.ts";
import type { Problem, Refuse } from "./problem.ts";

const minuteMs = 60_000;

/** Counts every request it is given and answers 429 above the limit; IPv6 addresses count by their /56. */
export function createAddressLimit({
  limit,
  refuse,
}: {
  readonly limit: number;
  readonly refuse: Refuse;
}): RateLimitRequestHandler {
  const keyOf = (req: Request) => ipKeyGenerator(addressOf(req));
  const limiter = rateLimit({
    windowMs: minuteMs,
    limit,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: keyOf,
    // Its checks of X-Forwarded-For print to the console; trust is configured once, in app.ts.
    validate: false,
    handler: (req: Request, res: Response, next) => {
      Promise.resolve(limiter.getKey(keyOf(req))).then((counted) => {
        const resetAt = counted?.resetTime?.getTime() ?? Date.now() + minuteMs;
        refuse(req, res, tooManyFailures(Math.max(1000, resetAt - Date.now())));
      }, next);
    },
  });
  return limiter;
}

const tooManyFailures = (retryMs: number): Problem => ({
  failure: {
    code: "too_many_calls",
    message: "Too many failed attempts from this address.",
    hint: "Check the secret that is sent, and wait as long as Retry-After says.",
    details: { retry_after_ms: retryMs },
  },
});
