import { z } from "zod";
import type { AuditQuery } from "../../../shared/api.ts";
import { auditStatuses } from "../../../shared/audit-statuses.ts";
import type { Principal } from "../../access/principal.ts";
import type { AuditFilter, AuditLog } from "../../store/audit.ts";
import { id } from "./fields.ts";
import { defineRoute, isAdmin, type Route } from "./route.ts";

const word = z.string().min(1).max(200);
const epochMs = z.coerce.number().int().min(0).max(8.64e15);

const auditQuery = z.strictObject({
  kind: z.enum(["call", "security"]).exactOptional(),
  user_id: id.exactOptional(),
  token_id: id.exactOptional(),
  tool: word.exactOptional(),
  door: word.exactOptional(),
  status: z.enum(auditStatuses).exactOptional(),
  home: word.exactOptional(),
  entity: word.exactOptional(),
  text: word.exactOptional(),
  from: epochMs.exactOptional(),
  to: epochMs.exactOptional(),
  cursor: word.exactOptional(),
  limit: z.coerce.number().int().min(1).max(200).exactOptional(),
}) satisfies z.ZodType<AuditQuery>;

export function auditRoutes({ auditLog }: { readonly auditLog: Pick<AuditLog, "find"> }): Route[] {
  return [
    defineRoute("GET /api/audit", {
      needs: "self",
      event: undefined,
      input: z.object({ query: auditQuery }),
      handle: ({ query: { cursor, limit, ...filter } }, principal) =>
        auditLog.find(
          { ...filter, ...ownOnly(principal) },
          {
            ...(cursor === undefined ? {} : { cursor }),
            ...(limit === undefined ? {} : { limit }),
          },
        ),
    }),
  ];
}

/** Arguments of somebody's reads are theirs: who is not an admin sees their own entries,
 * and a token that may do less than its user sees only what it did itself. */
function ownOnly(principal: Principal): Pick<AuditFilter, "user_id" | "token_id"> {
  if (isAdmin(principal)) return {};
  const { user, token } = principal;
  return {
    user_id: user.id,
    ...(token === undefined || token.rights === "same" ? {} : { token_id: token.id }),
  };
}
