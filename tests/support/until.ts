import { setTimeout as pause } from "node:timers/promises";

/** Waits until `holds` says yes; a test that waits in vain says for what. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  patienceMs = 5_000,
): Promise<void> {
  const giveUpAt = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`In vain: ${what}`);
    await pause(2);
  }
}
