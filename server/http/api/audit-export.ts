import { stringify } from "csv-stringify/sync";
import { once } from "node:events";
import type { Response } from "express";
import { z } from "zod";
import type { AuditEntryView } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import type { Audit } from "../../gateway/audit.ts";
import type { AuditFilter } from "../../store/audit.ts";
import type { AuditParts } from "./audit.ts";
import { auditFilter } from "./audit-query.ts";
import { principalNow } from "./principal-now.ts";
import { defineRoute, taken, type Route } from "./route.ts";
import { seenBy, sightOf } from "./sight.ts";

export interface ExportParts extends AuditParts {
  readonly access: Pick<Access, "isAlive" | "principalOf">;
  readonly audit: Pick<Audit, "event">;
}

const formats = ["csv", "json", "jsonl"] as const;
type Format = (typeof formats)[number];

const exportQuery = z.strictObject({ ...auditFilter, format: z.enum(formats) });

/** The audit as a file, sent page by page as fast as the client takes it. */
export function exportRoutes(parts: ExportParts): Route[] {
  return [
    defineRoute("GET /api/audit/export", {
      needs: "self",
      // Written by the route itself: it is on the disk before the first byte leaves the house.
      event: undefined,
      input: z.object({ query: exportQuery }),
      handle: async ({ query: { format, ...filter } }, principal, exchange) => {
        const callId = await parts.audit.event({
          event: "audit.export",
          ...{ door: principal.door, principal, details: { format, ...filter } },
        });
        const res = exchange.takeResponse();
        res.setHeader("X-Call-Id", callId);
        res.setHeader("Cache-Control", "no-store");
        res.setHeader("Content-Type", contentTypes[format]);
        res.setHeader("Content-Disposition", `attachment; filename="${fileName(format)}"`);
        const pages = pagesOf(parts, filter, principal);
        await send(res, textOf(format, pages), exchange.signal);
        return taken;
      },
    }),
  ];
}

const contentTypes: Readonly<Record<Format, string>> = {
  csv: "text/csv; charset=utf-8",
  json: "application/json; charset=utf-8",
  jsonl: "application/x-ndjson; charset=utf-8",
};

const fileName = (format: Format): string =>
  `vestibule-audit-${new Date().toISOString().slice(0, 10)}.${format}`;

/** Entries may be large: few at a time keep the memory small, however long the file becomes. */
const pageSize = 100;

/** With the rights of each moment: a client may take its time.
 * @throws AppError not_authenticated when who asked is let in no more. */
async function* pagesOf(
  { auditLog, access, tools }: ExportParts,
  filter: AuditFilter,
  principal: Principal,
) {
  let cursor: string | undefined;
  do {
    const reader = await principalNow(access, principal);
    if (reader === undefined) throw letInNoMore();
    const sight = sightOf(reader, tools);
    const page = await auditLog.find(
      { ...filter, sight },
      {
        limit: pageSize,
        ...(cursor === undefined ? {} : { cursor }),
      },
    );
    yield page.entries.flatMap((entry) => seenBy(sight, entry) ?? []);
    cursor = page.next;
  } while (cursor !== undefined);
}

const letInNoMore = () =>
  new AppError("not_authenticated", "Whoever asked for this file is let in no more.", {
    hint: "Sign in, and ask again.",
  });

type Pages = AsyncIterable<readonly AuditEntryView[]>;

async function* textOf(format: Format, pages: Pages): AsyncIterable<string> {
  if (format === "csv") yield toCsv([[...columns]]);
  if (format === "json") yield "[";
  let isFirst = true;
  for await (const entries of pages) {
    if (format === "csv") yield toCsv(entries.map(toRow));
    else if (format === "jsonl") yield entries.map((one) => `${JSON.stringify(one)}\n`).join("");
    else if (entries.length > 0) {
      yield `${isFirst ? "" : ","}\n${entries.map((one) => JSON.stringify(one)).join(",\n")}`;
      isFirst = false;
    }
  }
  if (format === "json") yield "\n]\n";
}

/** What a stranger wrote must not become a formula where the file is opened. */
const toCsv = (rows: readonly (readonly Cell[])[]): string =>
  stringify([...rows.map((row) => row.map(withoutCells))], { escape_formulas: true });

type Cell = string | number | undefined;

/** In countries of the decimal comma cells end at a semicolon when the file is opened, and quotes within a line are
 * signs like others: what would begin a cell there must not be a formula either. */
const withoutCells = (cell: Cell): Cell =>
  typeof cell === "string" ? cell.replace(/(?<=[;\t\r\n])(?=[=+\-@＝＋－＠])/g, "'") : cell;

const columns = [
  ...(["id", "kind", "at", "door", "user_id", "username", "role", "token_id"] as const),
  ...(["token_name", "token_hash", "client", "session", "address", "home", "tool"] as const),
  ...(["arguments", "decision", "rule", "status", "error_code", "error"] as const),
  ...(["result_summary", "duration_ms", "entities", "before", "after", "contexts"] as const),
] satisfies readonly (keyof AuditEntryView)[];

const toRow = (entry: AuditEntryView): readonly Cell[] =>
  columns.map((column) => {
    const value = entry[column];
    if (column === "at") return new Date(entry.at).toISOString();
    return typeof value === "object" ? value.join(" ") : value;
  });

/** Waits whenever the client does not follow; ends when it goes. */
async function send(res: Response, text: AsyncIterable<string>, gone: AbortSignal): Promise<void> {
  for await (const part of text) {
    if (gone.aborted) return;
    if (part === "" || res.write(part)) continue;
    // Rejects when the client goes: then there is nobody to write for.
    const isDrained = await once(res, "drain", { signal: gone }).then(
      () => true,
      () => false,
    );
    if (!isDrained) return;
  }
  res.end();
}
