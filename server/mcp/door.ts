import type { ServerResponse } from "node:http";
import {
  type AuthInfo,
  createMcpHandler,
  isInitializeRequest,
  type McpHttpHandler,
  preloadSchemas,
} from "@modelcontextprotocol/server";
import type { Access } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import { bodyStatus, readJson } from "../body.ts";
import { AppError, toFailure } from "../errors.ts";
import type { Gateway } from "../gateway/call.ts";
import type { Log } from "../log.ts";
import { createToolLists } from "./describe.ts";
import { isLegacy } from "./eras.ts";
import { serveModern } from "./serve-modern.ts";
import { createMcpServer } from "./server.ts";
import {
  createSessions,
  type McpRequest,
  type SessionLimits,
  type SessionView,
} from "./sessions.ts";

export interface McpDoor {
  /** Answers one request to /mcp; `request.auth.extra.principal` says who asks. */
  handle(request: McpRequest, response: ServerResponse): Promise<void>;
  sessions(): readonly SessionView[];
  closeSession(id: string): Promise<boolean>;
  close(): Promise<void>;
}

const defaultLimits: SessionLimits = { perOwner: 64, total: 1000, idleMs: 30 * 60_000 };
const expiryMs = 60_000;

/** The MCP door: revision 2026-07-28 and the 2025 era on one URL. */
export function createMcpDoor(parts: {
  readonly gateway: Gateway;
  readonly access: Pick<Access, "isAlive" | "onChange">;
  readonly log: Log;
  readonly version: string;
  readonly limits?: SessionLimits;
  readonly now?: () => number;
}): McpDoor {
  const { gateway, access, log } = parts;
  const toolList = createToolLists();
  const createServer = () => createMcpServer({ gateway, version: parts.version, toolList });
  const sessions = createSessions({
    createServer,
    limits: parts.limits ?? defaultLimits,
    now: parts.now ?? Date.now,
  });
  const onerror = (error: Error) => log.debug({ error }, "protocol error");
  const modern = createMcpHandler(createServer, { legacy: "reject", onerror });
  // What the SDK refuses by itself (revision, headers, methods) is written down before it is answered.
  const audited: Pick<McpHttpHandler, "fetch"> = {
    async fetch(request, options) {
      const answered = await modern.fetch(request, options);
      if (answered.status >= 400) await writeDown(principalOf(options?.authInfo), answered);
      return answered;
    },
  };
  const open = new Map<ServerResponse, Principal>();
  let isClosed = false;

  const recheck = async (): Promise<void> => {
    await sessions.recheck(access.isAlive);
    for (const [response, principal] of open)
      if (!(await access.isAlive(principal))) response.destroy();
    modern.notify.toolsChanged();
  };
  const unsubscribe = access.onChange(() => {
    recheck().catch((error: unknown) => log.error({ error }, "could not recheck open sessions"));
  });
  const expiry = setInterval(() => {
    sessions
      .expire()
      .catch((error: unknown) => log.error({ error }, "could not expire idle sessions"));
  }, expiryMs).unref();
  preloadSchemas();

  const writeDown = async (principal: Principal, answered: Response): Promise<void> => {
    const message = `The request was refused as MCP: HTTP ${answered.status}.`;
    const failure = toFailure(new AppError("invalid_input", message));
    await gateway.refuse({ principal, tool: "mcp", args: undefined, failure });
  };

  const refuse = async (
    response: ServerResponse,
    principal: Principal,
    refusal: ProtocolRefusal,
  ): Promise<void> => {
    const failure = toFailure(refusal.error);
    const callId = await gateway.refuse({
      principal,
      tool: refusal.method ?? "mcp",
      args: undefined,
      failure,
    });
    answer(response, refusal.status, {
      jsonrpc: "2.0",
      id: null,
      error: {
        code: refusal.code,
        message: [failure.message, failure.hint].filter(Boolean).join(" "),
        data: { ...failure, call_id: callId },
      },
    });
  };

  const serveLegacy = async (
    request: McpRequest,
    response: ServerResponse,
    body: unknown,
    principal: Principal,
  ): Promise<void> => {
    const id = request.headers["mcp-session-id"];
    if (typeof id === "string") {
      if (!(await sessions.use(id, request, response, body, principal)))
        await refuse(response, principal, unknownSession);
    } else if (request.method !== "POST") {
      // Clients probe with GET before initialize: an answer, not an incident.
      response.setHeader("Allow", "POST");
      answer(response, 405, noStreamWithoutSession);
    } else if (isInitializeRequest(body)) {
      await sessions.open(request, response, body, principal);
    } else {
      await refuse(response, principal, missingSession);
    }
  };

  return {
    async handle(request, response) {
      if (isClosed) {
        answer(response, 503, stopping);
        return;
      }
      const principal = principalOf(request.auth);
      let body: unknown;
      try {
        body = request.method === "POST" ? await readJson(request) : undefined;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        await refuse(response, principal, {
          status: bodyStatus(error) ?? 400,
          code: parseError,
          error,
        });
        return;
      }
      if (isLegacy(request, body)) {
        await serveLegacy(request, response, body, principal);
        return;
      }
      open.set(response, principal);
      response.once("close", () => open.delete(response));
      await serveModern(audited, request, response, body);
    },
    sessions: () => sessions.list(),
    closeSession: (id) => sessions.closeOne(id),
    async close() {
      isClosed = true;
      unsubscribe();
      clearInterval(expiry);
      await modern.close();
      await sessions.close();
    },
  };
}

function principalOf(auth: AuthInfo | undefined): Principal {
  const principal = auth?.extra?.["principal"] as Principal | undefined; // set by http's authentication
  if (principal === undefined) throw new Error("/mcp was reached without authentication");
  return principal;
}

interface ProtocolRefusal {
  readonly status: number;
  /** JSON-RPC error code. */
  readonly code: number;
  readonly error: AppError;
  readonly method?: string;
}

const parseError = -32_700;
const sessionNotFound = -32_001;
const badRequest = -32_000;

const unknownSession: ProtocolRefusal = {
  status: 404,
  code: sessionNotFound,
  error: new AppError("not_found", "Session not found.", {
    hint: "Send initialize again without Mcp-Session-Id.",
  }),
};
const missingSession: ProtocolRefusal = {
  status: 400,
  code: badRequest,
  error: new AppError("invalid_input", "The request belongs to no session.", {
    hint: "Send initialize first and repeat its Mcp-Session-Id header, or use revision 2026-07-28.",
  }),
};
const noStreamWithoutSession = {
  jsonrpc: "2.0",
  id: null,
  error: {
    code: badRequest,
    message:
      "Only POST is served without a session. Send initialize first and repeat its Mcp-Session-Id header.",
  },
};

const stopping = {
  jsonrpc: "2.0",
  id: null,
  error: { code: badRequest, message: "Vestibule is stopping. Try again when it is back." },
};

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}
