import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Principal } from "../access/principal.ts";
import type { RateState } from "./call.ts";

/** Whether a call may pass, and how much of the minute is left. */
export interface Pass {
  readonly passes: boolean;
  readonly state: RateState;
}

/** Calls that the throttle refused within one hour. */
export interface HourOfRefusals {
  /** Epoch milliseconds of the hour's beginning. */
  readonly hour: number;
  readonly refused: number;
}

export interface Throttle {
  /** Counts one call of this principal. The minute belongs to the user, shared by all their tokens;
   * a token may have a smaller one of its own. */
  take(principal: Principal): Promise<Pass>;
  /** Calls a minute that this principal has. */
  limitOf(principal: Principal): number;
  /** Calls a minute of every user; may be changed while running. */
  setCallsPerMinute(callsPerMinute: number): void;
  /** The last 24 hours in which calls were refused: they are counted, not written down one by one. */
  refusals(): readonly HourOfRefusals[];
}

interface ThrottleOptions {
  readonly callsPerMinute: number;
  readonly clock: () => number;
}

const hourMs = 3_600_000;
const keptHours = 24;

export function createThrottle({ callsPerMinute, clock }: ThrottleOptions): Throttle {
  let usersLimit = callsPerMinute;
  // Only counts: limits differ by token and change while running, so they are compared here.
  const counter = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: 60 });
  const refusedByHour = new Map<number, number>();

  async function take(principal: Principal): Promise<Pass> {
    const { user, token } = principal;
    const ofToken =
      token?.callsPerMinute === undefined
        ? undefined
        : await count(`token:${token.id}`, Math.min(token.callsPerMinute, usersLimit));
    // What a token may not do any more is not taken from its user's minute.
    const pass =
      ofToken?.passes === false ? ofToken : tighter(ofToken, await count(user.id, usersLimit));
    if (!pass.passes) countRefusal();
    return pass;
  }

  async function count(key: string, limit: number): Promise<Pass> {
    const { consumedPoints, msBeforeNext } = await counter.consume(key);
    return {
      passes: consumedPoints <= limit,
      state: { limit, remaining: Math.max(0, limit - consumedPoints), resetMs: msBeforeNext },
    };
  }

  function limitOf({ token }: Principal): number {
    return Math.min(token?.callsPerMinute ?? usersLimit, usersLimit);
  }

  function setCallsPerMinute(limit: number): void {
    usersLimit = limit;
  }

  function countRefusal(): void {
    const hour = Math.floor(clock() / hourMs) * hourMs;
    refusedByHour.set(hour, (refusedByHour.get(hour) ?? 0) + 1);
    for (const old of refusedByHour.keys())
      if (old <= hour - keptHours * hourMs) refusedByHour.delete(old);
  }

  function refusals(): readonly HourOfRefusals[] {
    return [...refusedByHour].map(([hour, refused]) => ({ hour, refused }));
  }

  return { take, limitOf, setCallsPerMinute, refusals };
}

/** The one that refuses, else the one with less left. */
function tighter(ofToken: Pass | undefined, ofUser: Pass): Pass {
  if (ofToken === undefined || !ofUser.passes) return ofUser;
  return ofToken.state.remaining < ofUser.state.remaining ? ofToken : ofUser;
}
