import { classifyInboundRequest, PROTOCOL_VERSION_META_KEY } from "@modelcontextprotocol/server";
import type { McpRequest } from "./sessions.ts";
import { isRecord } from "../record.ts";

/** Whether a request is of the 2025 era. What is no request of any era is for the modern one to refuse. */
export function isLegacy(request: McpRequest, body: unknown): boolean {
  // Shortcuts to what the classifier says: most requests, at a twentieth of a call each.
  if (namesItsRevision(body)) return false;
  if (isPlainOldRequest(body, request.headers["mcp-protocol-version"])) return true;
  const httpMethod = request.method ?? "GET";
  return classifyInboundRequest({ httpMethod, ...headersOf(request), body }).kind === "legacy";
}

/** What says in its envelope which revision it is of is served, or refused, as one of the modern era. */
function namesItsRevision(body: unknown): boolean {
  if (!isRecord(body) || "result" in body || "error" in body) return false;
  if (typeof body["method"] !== "string" || body["method"] === "initialize") return false;
  const params = body["params"];
  return (
    isRecord(params) && isRecord(params["_meta"]) && PROTOCOL_VERSION_META_KEY in params["_meta"]
  );
}

/** A request of nothing but what any revision has, without an envelope that could say more. */
function isPlainOldRequest(body: unknown, version: string | string[] | undefined): boolean {
  if (version !== undefined && !(typeof version === "string" && /^202[45]-/.test(version)))
    return false;
  if (!isRecord(body)) return false;
  const { jsonrpc, id, method, params, ...others } = body;
  return (
    jsonrpc === "2.0" &&
    (typeof id === "string" || Number.isSafeInteger(id)) &&
    typeof method === "string" &&
    (params === undefined || (isRecord(params) && !("_meta" in params))) &&
    Object.keys(others).length === 0
  );
}

function headersOf(request: McpRequest) {
  const protocolVersionHeader = request.headers["mcp-protocol-version"];
  const mcpMethodHeader = request.headers["mcp-method"];
  const mcpNameHeader = request.headers["mcp-name"];
  return {
    ...(typeof protocolVersionHeader === "string" ? { protocolVersionHeader } : {}),
    ...(typeof mcpMethodHeader === "string" ? { mcpMethodHeader } : {}),
    ...(typeof mcpNameHeader === "string" ? { mcpNameHeader } : {}),
  };
}
