import type { AuditEntry } from "../../server/gateway/audit-entry.ts";

/** An entry of the audit with whatever a spec is about; ids count up with time. */
export function makeEntry(entry: Partial<AuditEntry> & { readonly at: number }): AuditEntry {
  return {
    id: `vst-${entry.at.toString(36)}-${serial()}`,
    kind: "call",
    door: "rest",
    user_id: "user-ada",
    username: "ada",
    tool: "get_entity",
    status: "completed",
    ...entry,
  };
}

let count = 0;

function serial(): string {
  count += 1;
  return count.toString(16).padStart(8, "0");
}
