// What Docker makes of an image's HEALTHCHECK.
import type { Container } from "../container.ts";
import type { Clock } from "../parts.ts";
import { wait } from "./wait.ts";

export const startupMs = 120_000;
/** HEALTHCHECK's own --start-interval. */
export const startIntervalMs = 2_000;
export const intervalMs = 30_000;
/** In a row, until it counts as unhealthy. */
export const retries = 3;

interface Watched {
  readonly container: Pick<Container, "isHealthy" | "exited">;
  readonly clock: Clock;
  /** Whether it still runs. */
  readonly isCurrent: () => boolean;
}

/** Whether it became healthy before the Supervisor stops waiting for that. */
export async function becomesHealthy(
  { container, clock, isCurrent }: Watched,
  everyMs = startIntervalMs,
): Promise<boolean> {
  const giveUpAt = clock.now() + startupMs;
  while (isCurrent() && clock.now() < giveUpAt) {
    if (await container.isHealthy()) return isCurrent();
    await wait(clock, everyMs, container.exited);
  }
  return false;
}

/** Looks again and again while it runs; tells when it fell ill. @returns what ends it. */
export function watchHealth({ container, clock, isCurrent }: Watched, onIll: () => void) {
  let failures = 0;
  let cancel = clock.after(intervalMs, look);
  function look(): void {
    void container.isHealthy().then((isHealthy) => {
      if (!isCurrent()) return;
      failures = isHealthy ? 0 : failures + 1;
      if (failures === retries) onIll();
      cancel = clock.after(intervalMs, look);
    });
  }
  return () => {
    cancel();
  };
}
