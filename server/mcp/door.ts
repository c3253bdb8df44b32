import type { ServerResponse } from "node:http";
import {
  type AuthInfo,
  createMcpHandler,
  isInitializeRequest,
  preloadSchemas,
} from "@modelcontextprotocol/server";
import type { Access } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import { readJson } from "../body.ts";
import { AppError, toFailure } from "../errors.ts";
import type { Gateway } from "../gateway/call.ts";
import type { Log } from "../log.ts";
import { createToolLists } from "./describe.ts";
import { isLegacy } from "./eras.ts";
import {
  answer,
  badBody,
  createRefuse,
  missingSession,
  noStreamWithoutSession,
  stopping,
  unknownSession,
} from "./refusals.ts";
import { createMcpServer } from "./server.ts";
import {
  createSessions,
  type McpRequest,
  type SessionLimits,
  type SessionView,
} from "./sessions.ts";
import { goneSignal, toWebRequest, writeAnswer } from "./web.ts";

export interface McpDoor {
  /** Answers one request to /mcp; `request.auth.extra.principal` says who asks. */
  handle(request: McpRequest, response: ServerResponse): Promise<void>;
  sessions(): readonly SessionView[];
  closeSession(id: string): Promise<boolean>;
  close(): Promise<void>;
}

const defaultLimits: SessionLimits = { perOwner: 64, total: 1000, idleMs: 30 * 60_000 };
const watchMs = 30_000;

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
  const refuse = createRefuse(gateway);
  const toolList = createToolLists();
  const createServer = () => createMcpServer({ gateway, version: parts.version, toolList });
  const sessions = createSessions({
    createServer,
    limits: parts.limits ?? defaultLimits,
    now: parts.now ?? Date.now,
  });
  const onerror = (error: Error) => log.debug({ error }, "protocol error");
  const modern = createMcpHandler(createServer, { legacy: "reject", onerror });
  const open = new Map<ServerResponse, Principal>();
  let isClosed = false;

  const closeDead = async (): Promise<void> => {
    await sessions.closeDead(access.isAlive);
    for (const [response, principal] of open)
      if (!(await access.isAlive(principal))) response.destroy();
  };
  const inBackground = (work: Promise<void>): void => {
    work.catch((error: unknown) => log.error({ error }, "could not look after open sessions"));
  };
  const unsubscribe = access.onChange(() => {
    const announce = async () => {
      await closeDead();
      await sessions.announceTools();
      modern.notify.toolsChanged();
    };
    inBackground(announce());
  });
  // A token that expires changes nothing that anybody would be told of.
  const watch = setInterval(() => inBackground(closeDead()), watchMs).unref();
  preloadSchemas();

  const writeDown = async (principal: Principal, answered: Response): Promise<void> => {
    const message = `The request was refused as MCP: HTTP ${answered.status}.`;
    const failure = toFailure(new AppError("invalid_input", message));
    await gateway.refuse({ principal, tool: "mcp", args: undefined, failure });
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
        await refuse(response, principal, badBody(error));
        return;
      }
      if (isLegacy(request, body)) {
        await serveLegacy(request, response, body, principal);
        return;
      }
      open.set(response, principal);
      response.once("close", () => open.delete(response));
      const answered = await modern.fetch(toWebRequest(request, goneSignal(response)), {
        ...(request.auth === undefined ? {} : { authInfo: request.auth }),
        parsedBody: body,
      });
      // What the SDK refuses by itself (revision, headers, methods) is written down before it is answered.
      if (answered.status >= 400) await writeDown(principal, answered);
      await writeAnswer(answered, response);
    },
    sessions: () => sessions.list(),
    closeSession: (id) => sessions.closeOne(id),
    async close() {
      isClosed = true;
      unsubscribe();
      clearInterval(watch);
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
