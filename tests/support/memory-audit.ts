import { AppError } from "../../server/errors.ts";
import type { AuditEntry, AuditStore } from "../../server/gateway/audit-entry.ts";

/** A disk for entries that can be full, or slow. */
export function createMemoryAudit() {
  const rows = new Map<string, AuditEntry>();
  const groups: (readonly AuditEntry[])[] = [];
  let isFull = false;
  let gate: Promise<void> | undefined;

  const store: Pick<AuditStore, "write"> = {
    async write(entries) {
      groups.push(entries);
      if (gate !== undefined) await gate;
      if (isFull) throw new AppError("internal", "SQLITE_FULL: database or disk is full");
      for (const entry of entries) rows.set(entry.id, entry);
    },
  };
  return {
    store,
    /** Every attempt to write, with what it held. */
    groups,
    entries: () => [...rows.values()],
    fill: (full: boolean) => {
      isFull = full;
    },
    /** Holds writes back until the returned function is called. */
    hold: () => {
      let release: () => void = () => undefined;
      gate = new Promise((resolve) => {
        release = () => {
          gate = undefined;
          resolve();
        };
      });
      return () => release();
    },
  };
}
