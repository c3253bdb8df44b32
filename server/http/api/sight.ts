import type { AuditEntryView } from "../../../shared/views.ts";
import type { Principal } from "../../access/principal.ts";
import type { AuditEntry } from "../../gateway/audit-entry.ts";
import type { ToolFacts } from "../../policy/rules.ts";
import type { Sight } from "../../store/audit.ts";
import { narrowToken } from "./oneself.ts";
import { isAdmin, isAuditor } from "./route.ts";

// Who may read what of the audit. The store finds by the same sight, so that what is not shown is not
// found either.

/** Everybody reads what is their own, an admin also that of others but for what their reads were about, an
 * auditor every call. A token that may do less than its user reads only what it did itself. */
export function sightOf(principal: Principal, tools: readonly ToolFacts[]): Sight {
  const tokenId = narrowToken(principal);
  return {
    user_id: principal.user.id,
    ...(tokenId === undefined ? {} : { token_id: tokenId }),
    security: isAdmin(principal),
    calls: isAuditor(principal) ? "whole" : isAdmin(principal) ? "outlined" : "none",
    acting: tools.filter(({ effect }) => effect !== "read").map(({ name }) => name),
  };
}

/** What of an entry may be read with this sight; undefined: not that it exists. */
export function seenBy(sight: Sight, entry: AuditEntry): AuditEntryView | undefined {
  if (isOwn(sight, entry)) return wholeOf(entry);
  if (sight.token_id !== undefined) return undefined;
  if (entry.kind === "security") return sight.security ? wholeOf(entry) : undefined;
  switch (sight.calls) {
    case "none":
      return undefined;
    case "whole":
      return wholeOf(entry);
    case "outlined":
      return sight.acting.includes(entry.tool) ? wholeOf(entry) : outlineOf(entry);
  }
}

const isOwn = (sight: Sight, { user_id, token_id }: AuditEntry): boolean =>
  user_id === sight.user_id && (sight.token_id === undefined || token_id === sight.token_id);

const ours = ["deeds"] as const;
/** What somebody asked and was answered. */
const payload = ["arguments", "error", "result_summary", "entities", "before", "after"] as const;

function wholeOf(entry: AuditEntry): AuditEntryView {
  return without(entry, ours);
}

function outlineOf(entry: AuditEntry): AuditEntryView {
  return without(entry, [...ours, ...payload, "contexts"]);
}

function without(entry: AuditEntry, left: readonly (keyof AuditEntry)[]): AuditEntryView {
  const shown = { ...entry };
  for (const name of left) Reflect.deleteProperty(shown, name);
  return shown;
}
