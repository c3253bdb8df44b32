import { AppError } from "../../errors.ts";
import type { SignInFailures, SignInFailureStore } from "../../store/sign-in-failures.ts";
import { hashOf } from "../tokens/secrets.ts";
import { usernameKey } from "./user-columns.ts";

const failuresBeforeLock = 5;
const firstLockMs = 15 * 60_000;
const longestLockMs = 24 * 3_600_000;
const keepMs = 24 * 3_600_000;
/** Names are invented by strangers: what is remembered of them is bounded. */
const atMost = 10_000;

/** Against guessing: a name that was guessed at too often is locked, whether anybody is called so or not. */
export interface LockOut {
  /** Counts a failure before anything is compared: guesses at the same time cannot get past the count. Answers
   * whether the name is locked from now on, unless it is cleared.
   * @throws AppError too_many_calls with `retry_after_ms` while the name is locked. */
  begin(username: string): Promise<boolean>;
  /** It was no failure; nor were those before. */
  clear(username: string): Promise<void>;
}

interface LockOutOf {
  readonly failures: SignInFailureStore;
  readonly now: () => number;
}

export function createLockOut({ failures, now }: LockOutOf): LockOut {
  return {
    async begin(username) {
      const at = now();
      let lockedUntil: number | undefined;
      let isLockBegun = false;
      const count = (before: SignInFailures | undefined) => {
        lockedUntil = isLocked(before, at) ? before.locked_until : undefined;
        if (lockedUntil !== undefined) return undefined;
        const after = afterFailure(before, at);
        isLockBegun = after.locked_until !== undefined;
        return after;
      };
      await failures.update(nameHash(username), count, { now: at, keepMs, atMost });
      if (lockedUntil !== undefined) throw locked(lockedUntil - at);
      return isLockBegun;
    },
    clear: (username) => failures.forget(nameHash(username)),
  };
}

/** What is known of a name after one more failure. */
export function afterFailure(before: SignInFailures | undefined, now: number): SignInFailures {
  const failures = (before?.failures ?? 0) + 1;
  const locks = before?.locks ?? 0;
  if (failures < failuresBeforeLock) return { failures, locks, last_at: now };
  const lockMs = Math.min(firstLockMs * 2 ** locks, longestLockMs);
  return { failures: 0, locks: locks + 1, locked_until: now + lockMs, last_at: now };
}

function isLocked(
  known: SignInFailures | undefined,
  now: number,
): known is SignInFailures & { readonly locked_until: number } {
  return known?.locked_until !== undefined && known.locked_until > now;
}

/** Names that were tried may be passwords in the wrong field: they are kept by their hash alone. */
function nameHash(username: string): string {
  return hashOf(usernameKey(username));
}

function locked(retryAfterMs: number): AppError {
  return new AppError("too_many_calls", "Too many failures to sign in with this name.", {
    hint: "Wait, then try again; an admin can send an invitation to set a new password.",
    details: { retry_after_ms: retryAfterMs },
  });
}
