import type { Api } from "../../../shared/api.ts";
import type { AuditEntryView } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import type { User } from "../../access/people/people.ts";
import type { Principal } from "../../access/principal.ts";
import { findEntries, type AuditParts } from "./audit.ts";
import { snapshotFor, type Homes } from "./default-home.ts";
import { shownTo } from "./shown-rules.ts";
import { toTokenView } from "./tokens.ts";

export interface ExportParts extends AuditParts {
  readonly access: Pick<Access, "permissions" | "tokens" | "sessions">;
  readonly homes: Homes;
}

type Stored = Omit<Api["GET /api/users/:id/export"]["reply"], "user">;

const maxEntries = 10_000;
const pageSize = 200;

/** What is stored about somebody beside the account itself, as far as it is the asker's to read. */
export async function exportUser(
  parts: ExportParts,
  { id }: User,
  asker: Principal,
): Promise<Stored> {
  const { permissions, tokens, sessions } = parts.access;
  const written = await permissions.get({ kind: "user", id });
  return {
    permissions: shownTo(written, asker, snapshotFor(parts.homes, asker)),
    tokens: (await tokens.list(id)).map(toTokenView),
    sessions: (await sessions.list(id)).map((session) => ({
      ...session,
      current: session.id === asker.browserSession,
    })),
    ...(await entriesOf(parts, id, asker)),
  };
}

/** The newest entries; at most {@link maxEntries}. */
async function entriesOf(
  parts: AuditParts,
  userId: string,
  asker: Principal,
): Promise<Pick<Stored, "audit" | "audit_is_cut">> {
  const audit: AuditEntryView[] = [];
  let cursor: string | undefined;
  do {
    const query = { user_id: userId, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) };
    const page = await findEntries(parts, query, asker);
    audit.push(...page.entries);
    cursor = page.next;
  } while (cursor !== undefined && audit.length < maxEntries);
  return { audit, audit_is_cut: cursor !== undefined };
}
