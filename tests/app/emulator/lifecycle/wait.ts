import type { Clock } from "../parts.ts";

/** Waits so long, or until something else happens. */
export async function wait(clock: Clock, ms: number, unless?: Promise<unknown>): Promise<void> {
  let cancel = (): void => undefined;
  await new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve);
    void unless?.finally(resolve);
  });
  cancel();
}
