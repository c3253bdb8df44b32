import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";
import {
  type AuthInfo,
  createMcpHandler,
  isInitializeRequest,
  preloadSchemas,
  type ServerEventBus,
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
import { watchOpen } from "./watch.ts";
import { goneSignal, toWebRequest, writeAnswer } from "./web.ts";

export interface McpDoor {
  /** Answers one request to /mcp; `request.auth.extra.principal` says who asks. */
  handle(request: McpRequest, response: ServerResponse): Promise<void>;
  sessions(): readonly SessionView[];
  closeSession(id: string): Promise<boolean>;
  close(): Promise<void>;
}

const defaultLimits: SessionLimits = { perOwner: 64, total: 1000, idleMs: 30 * 60_000 };
const idleWatchMs = 30_000;

/** The MCP door: revision 2026-07-28 and the 2025 era on one URL. */
export function createMcpDoor(parts: {
  readonly gateway: Gateway;
  readonly access: Pick<Access, "isAlive" | "onChange" | "principalOf" | "users">;
  readonly log: Log;
  readonly version: string;
  readonly limits?: SessionLimits;
  readonly now?: () => number;
}): McpDoor {
  const { gateway, access, log } = parts;
  const refuse = createRefuse(gateway);
  const toolList = createToolLists();
  const createServer = () => createMcpServer({ gateway, version: parts.version, toolList });
  const now = parts.now ?? Date.now;
  const watch = watchOpen({ access, gateway, log, now });
  const limits = parts.limits ?? defaultLimits;
  const sessions = createSessions({ createServer, limits, watch, now });
  const onerror = (error: Error) => log.debug({ error }, "protocol error");
  const streams = createStreams();
  const modern = createMcpHandler(createServer, { legacy: "reject", onerror, bus: streams.bus });
  let isClosed = false;

  const closeIdle = (): void => {
    sessions
      .closeIdle()
      .catch((error: unknown) => log.error({ error }, "could not close idle sessions"));
  };
  const unsubscribe = access.onChange(closeIdle);
  const idleWatch = setInterval(closeIdle, idleWatchMs).unref();
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
      const stream = streams.create();
      const end = () => void response.destroy();
      response.once("close", watch.add({ principal, tell: stream.tell, end }));
      const answered = await stream.run(() =>
        modern.fetch(toWebRequest(request, goneSignal(response)), {
          ...(request.auth === undefined ? {} : { authInfo: request.auth }),
          parsedBody: body,
        }),
      );
      // What the SDK refuses by itself (revision, headers, methods) is written down before it is answered.
      if (answered.status >= 400) await writeDown(principal, answered);
      await writeAnswer(answered, response);
    },
    sessions: () => sessions.list(),
    closeSession: (id) => sessions.closeOne(id),
    async close() {
      isClosed = true;
      unsubscribe();
      clearInterval(idleWatch);
      await watch.close();
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

type Listener = Parameters<ServerEventBus["subscribe"]>[0];

/** The SDK tells every stream of a change; here each is told by itself, of what its own caller sees. */
function createStreams() {
  const current = new AsyncLocalStorage<Set<Listener>>();
  const bus: ServerEventBus = {
    publish: () => undefined,
    subscribe(listener) {
      const listeners = current.getStore();
      listeners?.add(listener);
      return () => listeners?.delete(listener);
    },
  };
  return {
    bus,
    create() {
      const listeners = new Set<Listener>();
      return {
        run: <T>(work: () => Promise<T>): Promise<T> => current.run(listeners, work),
        tell: () => {
          for (const listener of listeners) listener({ kind: "tools_list_changed" });
        },
      };
    },
  };
}
