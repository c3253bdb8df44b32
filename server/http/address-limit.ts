import { ipKeyGenerator, type RateLimitRequestHandler } from "express-rate-limit";
import { addressOf } from "./address.ts";
import { createMinuteLimit } from "./minute-limit.ts";
import type { Problem, Refuse } from "./problem.ts";

/** Counts requests by their address; IPv6 addresses by their /56. */
export function createAddressLimit(options: {
  readonly limit: number;
  readonly refuse: Refuse;
}): RateLimitRequestHandler {
  return createMinuteLimit({
    ...options,
    keyOf: (req) => ipKeyGenerator(addressOf(req)),
    tooMany: tooManyFailures,
  });
}

const tooManyFailures = (retryMs: number): Problem => ({
  failure: {
    code: "too_many_calls",
    message: "Too many failed attempts from this address.",
    hint: "Check the secret that is sent, and wait as long as Retry-After says.",
    details: { retry_after_ms: retryMs },
  },
});
