import type { Log } from "./log.ts";
import { openStore, type Store } from "./store/store.ts";
import { settleBackups } from "./upkeep/settle-backups.ts";

/** The store as a start finds it, with what the last stop or a restored backup left of it put in order. */
export async function openSettledStore(begun: {
  readonly dataDir: string;
  readonly version: string;
  readonly clock: () => number;
  readonly log: Log;
}): Promise<Store> {
  const { clock, log } = begun;
  const store = await openStore(begun);
  await settleBackups({ store, clock, log });
  const interrupted = await store.audit.interruptStarted();
  if (interrupted > 0) log.warn({ calls: interrupted }, "calls were interrupted by the last stop");
  return store;
}
