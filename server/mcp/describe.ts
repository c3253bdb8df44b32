import type { CallToolResult, ListToolsResult, Tool } from "@modelcontextprotocol/server";
import type { Failure } from "../../shared/error-codes.ts";
import type { CatalogueEntry, Outcome } from "../gateway/call.ts";

type ToolList = Pick<ListToolsResult, "tools">;

/** Makes tools/list answers, once for each set of visible tools. */
export function createToolLists(): (entries: readonly CatalogueEntry[]) => ToolList {
  const descriptors = new WeakMap<CatalogueEntry, Tool>();
  const lists = new WeakMap<readonly CatalogueEntry[], ToolList>();
  const describe = (entry: CatalogueEntry): Tool => {
    const known = descriptors.get(entry);
    if (known !== undefined) return known;
    const descriptor = describeTool(entry);
    descriptors.set(entry, descriptor);
    return descriptor;
  };
  return (entries) => {
    const known = lists.get(entries);
    if (known !== undefined) return known;
    const list = { tools: entries.map(describe) };
    lists.set(entries, list);
    return list;
  };
}

/** A tool as MCP describes it; every hint follows from its effect. */
export function describeTool(entry: CatalogueEntry): Tool {
  return {
    name: entry.name,
    title: entry.title,
    description: entry.description,
    inputSchema: { ...entry.inputSchema, type: "object" },
    outputSchema: { ...entry.outputOutline, type: "object" },
    annotations: {
      title: entry.title,
      readOnlyHint: entry.effect === "read",
      destructiveHint: entry.effect === "write" || entry.effect === "destroy",
      idempotentHint: entry.effect === "read",
      openWorldHint: false,
    },
    ...(entry.decision === undefined ? {} : { _meta: { "vestibule/decision": entry.decision } }),
  };
}

/** An outcome as a tool result; a refusal is a result too, never an HTTP error (clients take 401 and 403 for a broken login). */
export function toToolResult(outcome: Outcome): CallToolResult {
  const repeated = outcome.repeated === true ? { "vestibule/repeated": true } : {};
  if (outcome.ok)
    return {
      content: [{ type: "text", text: outcome.json }],
      structuredContent: { ...outcome.result },
      ...(outcome.repeated === true ? { _meta: repeated } : {}),
    };
  return {
    isError: true,
    content: [{ type: "text", text: toSentences(outcome.failure) }],
    _meta: { "vestibule/failure": { ...outcome.failure }, ...repeated },
  };
}

/** Reason and next step first, in one block: the first text is all that some clients show. */
function toSentences(failure: Failure): string {
  const { message, hint, details, code, call_id } = failure;
  const issues = details?.issues?.map(({ path, message: text }) => `${path}: ${text}`) ?? [];
  const candidates = details?.candidates ?? [];
  return [
    message,
    ...issues,
    ...(hint === undefined ? [] : [hint]),
    ...(candidates.length === 0 ? [] : [`Nearest: ${candidates.join(", ")}.`]),
    `(${code}${call_id === undefined ? "" : `, ${call_id}`})`,
  ].join("\n");
}
