import { z } from "zod";
import type { AuditQuery } from "../../../shared/api.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import type { ToolFacts } from "../../policy/rules.ts";
import type { AuditLog } from "../../store/audit.ts";
import { auditFilter, auditPage, auditQuery, splitQuery } from "./audit-query.ts";
import { idParams } from "./fields.ts";
import { defineRoute, type Route } from "./route.ts";
import { seenBy, sightOf } from "./sight.ts";

export interface AuditParts {
  readonly auditLog: Pick<AuditLog, "find" | "get">;
  /** Which tools there are: what they do decides who may read their calls. */
  readonly tools: readonly ToolFacts[];
}

export function auditRoutes(parts: AuditParts): Route[] {
  const { auditLog, tools } = parts;
  return [
    defineRoute("GET /api/audit", {
      needs: "self",
      event: undefined,
      input: z.object({ query: auditQuery }),
      handle: ({ query }, principal) => findEntries(parts, query, principal),
    }),
    defineRoute("GET /api/audit/:id", {
      needs: "self",
      event: undefined,
      input: z.object({ params: idParams }),
      handle: async ({ params }, principal) => {
        const entry = await auditLog.get(params.id);
        const seen = entry === undefined ? undefined : seenBy(sightOf(principal, tools), entry);
        if (seen === undefined) throw noEntry();
        return seen;
      },
    }),
    defineRoute("GET /api/security/events", {
      needs: "self",
      event: undefined,
      input: z.object({ query: securityQuery }),
      handle: ({ query }, principal) =>
        findEntries(parts, { ...query, kind: "security" }, principal),
    }),
  ];
}

const { kind: _kind, ...securityFilter } = auditFilter;
const securityQuery = z.strictObject({ ...securityFilter, ...auditPage });

/** One page of what the principal may read. */
export async function findEntries(
  { auditLog, tools }: AuditParts,
  query: AuditQuery,
  principal: Principal,
) {
  const sight = sightOf(principal, tools);
  const { filter, page } = splitQuery(query);
  const found = await auditLog.find({ ...filter, sight }, page);
  return { ...found, entries: found.entries.flatMap((entry) => seenBy(sight, entry) ?? []) };
}

const noEntry = () =>
  new AppError("not_found", "There is no such entry.", {
    hint: "GET /api/audit lists those that you may read.",
  });
