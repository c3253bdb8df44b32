import { z } from "zod";
import type { AuditQuery } from "../../../shared/api.ts";
import { auditStatuses } from "../../../shared/audit-statuses.ts";
import { epochMs, id } from "./fields.ts";

// What entries of the audit are asked for by.

const word = z.string().min(1).max(200);

export const auditFilter = {
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
};

export const auditPage = {
  cursor: word.exactOptional(),
  limit: z.coerce.number().int().min(1).max(200).exactOptional(),
};

export const auditQuery = z.strictObject({
  ...auditFilter,
  ...auditPage,
}) satisfies z.ZodType<AuditQuery>;

/** A query as the store wants it: what to look for, and which page of it. */
export function splitQuery<Filter extends object>({
  cursor,
  limit,
  ...filter
}: Filter & Pick<AuditQuery, "cursor" | "limit">) {
  return {
    filter,
    page: {
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    },
  };
}
