import { z } from "zod";
import type { McpSessionView } from "../../../shared/views.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import type { McpDoor } from "../../mcp/door.ts";
import { idParams } from "./fields.ts";
import { narrowToken } from "./oneself.ts";
import { defineRoute, isAdmin, type Route } from "./route.ts";

/** What is needed of the MCP door to show and end its sessions. */
export type McpSessions = Pick<McpDoor, "sessions" | "closeSession">;

type Session = ReturnType<McpSessions["sessions"]>[number];

export function sessionRoutes(mcp: McpSessions): Route[] {
  const knownTo = (principal: Principal) =>
    mcp.sessions().filter((session) => mayKnow(principal, session));
  return [
    defineRoute("GET /api/sessions/mcp", {
      needs: "self",
      event: undefined,
      input: z.object({}),
      handle: (_input, principal) =>
        Promise.resolve({ sessions: knownTo(principal).map(toSessionView) }),
    }),
    defineRoute("DELETE /api/sessions/mcp/:id", {
      needs: "self",
      event: "session.close",
      input: z.object({ params: idParams }),
      handle: async ({ params }, principal) => {
        const session = knownTo(principal).find(({ id }) => id === params.id);
        if (session === undefined || !(await mcp.closeSession(session.id))) throw noSession();
        return { closed: true } as const;
      },
    }),
  ];
}

/** A token that may do less than its user knows the sessions of its own, and no other. */
function mayKnow(principal: Principal, { userId, tokenId }: Session): boolean {
  const narrow = narrowToken(principal);
  if (narrow !== undefined) return tokenId === narrow;
  return isAdmin(principal) || userId === principal.user.id;
}

const noSession = () =>
  new AppError("not_found", "There is no such session.", {
    hint: "GET /api/sessions/mcp lists those that are open.",
  });

function toSessionView({ id, user, token, client, since, lastUsedAt }: Session): McpSessionView {
  return {
    id,
    username: user,
    ...(token === undefined ? {} : { token_name: token }),
    ...(client === undefined ? {} : { client }),
    since,
    last_used_at: lastUsedAt,
  };
}
