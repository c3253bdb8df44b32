import type { ServerResponse } from "node:http";
import type { Principal } from "../access/principal.ts";
import { bodyStatus } from "../body.ts";
import { AppError, toFailure } from "../errors.ts";
import type { Gateway } from "../gateway/call.ts";

/** A request of a known caller that never became an MCP message. */
export interface ProtocolRefusal {
  readonly status: number;
  /** JSON-RPC error code. */
  readonly code: number;
  readonly error: AppError;
}

export type Refuse = (
  response: ServerResponse,
  principal: Principal,
  refusal: ProtocolRefusal,
) => Promise<void>;

/** Writes refusals down, and answers them then. */
export function createRefuse(gateway: Pick<Gateway, "refuse">): Refuse {
  return async (response, principal, { status, code, error }) => {
    const failure = toFailure(error);
    const callId = await gateway.refuse({ principal, tool: "mcp", args: undefined, failure });
    answer(response, status, {
      code,
      message: [failure.message, failure.hint].filter(Boolean).join(" "),
      data: { ...failure, call_id: callId },
    });
  };
}

/** Answers a request whose id is not known with a JSON-RPC error. */
export function answer(
  response: ServerResponse,
  status: number,
  error: { readonly code: number; readonly message: string; readonly data?: unknown },
): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ jsonrpc: "2.0", id: null, error }));
}

const parseError = -32_700;
const sessionNotFound = -32_001;
const badRequest = -32_000;

/** What {@link readJson} found wrong with a body. */
export function badBody(error: AppError): ProtocolRefusal {
  return { status: bodyStatus(error) ?? 400, code: parseError, error };
}

export const unknownSession: ProtocolRefusal = {
  status: 404,
  code: sessionNotFound,
  error: new AppError("not_found", "Session not found.", {
    hint: "Send initialize again without Mcp-Session-Id.",
  }),
};

export const missingSession: ProtocolRefusal = {
  status: 400,
  code: badRequest,
  error: new AppError("invalid_input", "The request belongs to no session.", {
    hint: "Send initialize first and repeat its Mcp-Session-Id header, or use revision 2026-07-28.",
  }),
};

export const noStreamWithoutSession = {
  code: badRequest,
  message:
    "Only POST is served without a session. Send initialize first and repeat its Mcp-Session-Id header.",
};

export const stopping = {
  code: badRequest,
  message: "Vestibule is stopping. Try again when it is back.",
};
