import { describeEvent } from "../gateway/describe-entry.ts";
import { newCallId } from "../gateway/call-id.ts";
import type { Log } from "../log.ts";
import type { Store } from "../store/store.ts";

interface Settling {
  readonly store: Pick<Store, "audit" | "restores" | "removeOldCopy">;
  readonly clock: () => number;
  readonly log: Pick<Log, "info" | "warn">;
}

/** At the start, before anybody is let in: what a restore brought back is ended and written down, and a copy
 * that is left of a backup goes, for the database beside it is newer. */
export async function settleBackups({ store, clock, log }: Settling): Promise<void> {
  const now = clock();
  const restored = await store.restores.endWhatCameBack(now);
  if (restored !== undefined) {
    const { active_tokens, ...ended } = restored;
    const facts = { ...ended, copied_at: new Date(restored.copied_at).toISOString() };
    // The audit takes whatever is called a token for a secret.
    const details = { ...facts, left_active: active_tokens };
    const event = { event: "backup.restored", door: "start", details };
    await store.audit.write([describeEvent(newCallId(now), now, event)]);
    await store.restores.settle();
    log.warn(
      { ...facts, active_tokens },
      "restored from a backup: everybody signs in anew, and tokens revoked since then count again until they are revoked again",
    );
  }
  if (await store.removeOldCopy(now)) log.info("a copy that a backup left behind is removed");
}

/** When the server stopped: a backup that is made while nothing runs finds the database all the same. */
export async function leaveForBackups(left: {
  readonly store: Pick<Store, "nameAsCopy">;
  readonly log: Pick<Log, "warn">;
}): Promise<void> {
  try {
    await left.store.nameAsCopy();
  } catch (error) {
    left.log.warn({ error }, "a backup that is made while nothing runs will lack the database");
  }
}
