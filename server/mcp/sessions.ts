import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type AuthInfo,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import type { Principal } from "../access/principal.ts";
import type { OpenWatch } from "./watch.ts";
import { toWebRequest, writeAnswer } from "./web.ts";

export interface SessionView {
  readonly id: string;
  readonly userId: string;
  readonly user: string;
  readonly tokenId?: string;
  readonly token?: string;
  readonly client?: string;
  readonly since: number;
  readonly lastUsedAt: number;
}

export interface SessionLimits {
  /** Sessions of one token; one more closes the one that was idle longest. */
  readonly perOwner: number;
  readonly total: number;
  readonly idleMs: number;
}

export type McpRequest = IncomingMessage & { auth?: AuthInfo };

interface Exchange {
  readonly request: McpRequest;
  readonly response: ServerResponse;
  readonly body: unknown;
}

interface Session {
  readonly id: string;
  readonly owner: string;
  readonly principal: Principal;
  readonly server: Server;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly since: number;
  lastUsedAt: number;
  /** Takes it off the watch. */
  readonly unwatch: () => void;
}

/** Sessions of the 2025 era. Each belongs to one token, and nobody else learns that it exists. */
export function createSessions(options: {
  readonly createServer: () => Server;
  readonly limits: SessionLimits;
  readonly watch: Pick<OpenWatch, "add">;
  readonly now: () => number;
}) {
  const sessions = new Map<string, Session>();
  const { limits, now } = options;

  const forget = (id: string): void => {
    sessions.get(id)?.unwatch();
    sessions.delete(id);
  };

  const close = async (session: Session): Promise<void> => {
    forget(session.id);
    await session.server.close();
  };

  async function closeOne(id: string): Promise<boolean> {
    const session = sessions.get(id);
    if (session !== undefined) await close(session);
    return session !== undefined;
  }

  const longestIdle = (candidates: readonly Session[]): Session | undefined =>
    candidates.reduce<Session | undefined>(
      (oldest, session) =>
        oldest === undefined || session.lastUsedAt < oldest.lastUsedAt ? session : oldest,
      undefined,
    );

  const makeRoom = async (owner: string): Promise<void> => {
    const all = [...sessions.values()];
    const own = all.filter((session) => session.owner === owner);
    const victim =
      own.length >= limits.perOwner
        ? longestIdle(own)
        : all.length >= limits.total
          ? longestIdle(all)
          : undefined;
    if (victim !== undefined) await close(victim);
  };

  return {
    async open(
      request: McpRequest,
      response: ServerResponse,
      body: unknown,
      principal: Principal,
    ): Promise<void> {
      await makeRoom(ownerOf(principal));
      const server = options.createServer();
      const transport = new WebStandardStreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (id) => {
          const at = now();
          const end = () => void closeOne(id).catch(() => undefined); // it is gone from our list all the same
          const tell = () => void server.sendToolListChanged().catch(() => undefined); // nobody listens
          sessions.set(id, {
            ...{ id, owner: ownerOf(principal), principal, server, transport },
            ...{ since: at, lastUsedAt: at, unwatch: options.watch.add({ principal, tell, end }) },
          });
        },
        onsessionclosed: forget,
      });
      await server.connect(transport);
      await exchange(transport, { request, response, body });
      if (transport.sessionId === undefined) await server.close();
    },

    /** Answers false when the session is unknown, or somebody else's. */
    async use(
      id: string,
      request: McpRequest,
      response: ServerResponse,
      body: unknown,
      principal: Principal,
    ): Promise<boolean> {
      const session = sessions.get(id);
      if (session?.owner !== ownerOf(principal)) return false;
      session.lastUsedAt = now();
      await exchange(session.transport, { request, response, body });
      return true;
    },

    /** Closes sessions that were idle too long. */
    async closeIdle(): Promise<void> {
      const idle = [...sessions.values()].filter(
        ({ lastUsedAt }) => now() - lastUsedAt > limits.idleMs,
      );
      await Promise.all(idle.map(close));
    },

    closeOne,

    list(): readonly SessionView[] {
      return [...sessions.values()].map((session) => {
        const client = session.server.getClientVersion();
        return {
          id: session.id,
          userId: session.principal.user.id,
          user: session.principal.user.username,
          ...tokenOf(session.principal),
          ...(client === undefined ? {} : { client: `${client.name} ${client.version}` }),
          since: session.since,
          lastUsedAt: session.lastUsedAt,
        };
      });
    },

    async close(): Promise<void> {
      await Promise.all([...sessions.values()].map(close));
    },
  };
}

async function exchange(
  transport: WebStandardStreamableHTTPServerTransport,
  { request, response, body }: Exchange,
): Promise<void> {
  const answered = await transport.handleRequest(toWebRequest(request), {
    ...(request.auth === undefined ? {} : { authInfo: request.auth }),
    parsedBody: body,
  });
  await writeAnswer(answered, response);
}

const ownerOf = (principal: Principal): string =>
  principal.token === undefined ? `user ${principal.user.id}` : `token ${principal.token.id}`;

const tokenOf = ({ token }: Principal) =>
  token === undefined ? {} : { tokenId: token.id, token: token.name };
