import { setTimeout as delay } from "node:timers/promises";

/** Waits until `holds` says yes; a test that waits in vain says for what. */
export async function until(what: string, holds: () => boolean, patienceMs = 5_000): Promise<void> {
  const patience = Date.now() + patienceMs;
  while (!holds()) {
    if (Date.now() > patience) throw new Error(`In vain: ${what}`);
    await delay(2);
  }
}
