// Starts an app again that its user wants watched.
import type { Clock } from "../parts.ts";
import { wait } from "./wait.ts";

/** What Docker says of a container that nobody stopped. */
export type Trouble = "failed" | "stopped" | "unhealthy";

export const attemptsAtMost = 5;
export const firstDelayMs = 10_000;
export const rescuesAtMost = 10;
export const rescuePeriodMs = 30 * 60_000;

export interface Watching {
  readonly clock: Clock;
  readonly slug: string;
  /** Whether this trouble is still to be mended: somebody else may have been quicker. */
  readonly isStill: (trouble: Trouble) => boolean;
  /** @throws when it does not start. */
  readonly revive: (trouble: Trouble) => Promise<void>;
  readonly say: (line: string) => void;
}

export function createWatchdog({ clock, slug, isStill, revive, say }: Watching) {
  let rescues: number[] = [];
  let isBusy = false;

  async function rescue(trouble: Trouble): Promise<void> {
    for (let attempt = 1; isStill(trouble); attempt += 1) {
      say(`WARNING Watchdog found app ${slug} is ${trouble}, restarting...`);
      try {
        await revive(trouble);
        return;
      } catch (error) {
        say(`ERROR Watchdog restart of app ${slug} failed: ${String(error)}`);
      }
      if (attempt === attemptsAtMost) {
        say(`CRITICAL Watchdog cannot restart app ${slug}, failed all ${attemptsAtMost} attempts`);
        return;
      }
      await wait(clock, firstDelayMs * 2 ** (attempt - 1));
    }
  }

  return {
    /** Resolves when it is mended or given up. */
    async notice(trouble: Trouble): Promise<void> {
      if (isBusy) return;
      rescues = rescues.filter((at) => clock.now() - at < rescuePeriodMs);
      if (rescues.length >= rescuesAtMost) {
        say(`ERROR Watchdog rate limit of app ${slug} is reached, it stays ${trouble}`);
        return;
      }
      rescues.push(clock.now());
      isBusy = true;
      await rescue(trouble).finally(() => (isBusy = false));
    },
  };
}
