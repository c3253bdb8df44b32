import { classifyInboundRequest, PROTOCOL_VERSION_META_KEY } from "@modelcontextprotocol/server";
import type { McpRequest } from "./sessions.ts";
import { isRecord } from "../record.ts";

/** Whether a request is of the 2025 era. What is no request of any era is for the modern one to refuse. */
export function isLegacy(request: McpRequest, body: unknown): boolean {
  if (namesItsRevision(body)) return false;
  const httpMethod = request.method ?? "GET";
  return classifyInboundRequest({ httpMethod, ...headersOf(request), body }).kind === "legacy";
}

/** A shortcut: the SDK's handler classifies each modern request itself, and doing it twice is a twentieth of a call.
 * Its classifier never takes a request for legacy that says in its envelope which revision it is of. */
function namesItsRevision(body: unknown): boolean {
  if (!isRecord(body) || "result" in body || "error" in body) return false;
  if (typeof body["method"] !== "string" || body["method"] === "initialize") return false;
  const params = body["params"];
  return (
    isRecord(params) && isRecord(params["_meta"]) && PROTOCOL_VERSION_META_KEY in params["_meta"]
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
