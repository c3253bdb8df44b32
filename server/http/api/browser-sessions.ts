import { z } from "zod";
import type { Access } from "../../access/access.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import { dropSession } from "../cookies.ts";
import { id, idParams } from "./fields.ts";
import { defineRoute, isAdmin, type Route } from "./route.ts";

/** Where somebody is signed in on the public port. Somebody else's are an admin's to see and to end. */
export function browserSessionRoutes({ sessions }: Pick<Access, "sessions">): Route[] {
  return [
    defineRoute("GET /api/auth/sessions", {
      needs: "person",
      event: undefined,
      input: z.object({ query: z.strictObject({ user_id: id.optional() }) }),
      handle: async ({ query }, principal) => {
        const userId = query.user_id ?? principal.user.id;
        if (!mayKnow(principal, userId)) throw adminsOnly();
        const found = await sessions.list(userId);
        return {
          sessions: found.map((session) => ({
            ...session,
            current: session.id === principal.browserSession,
          })),
        };
      },
    }),
    defineRoute("DELETE /api/auth/sessions/:id", {
      needs: "person",
      event: "session.revoke",
      input: z.object({ params: idParams }),
      handle: async ({ params }, principal, exchange) => {
        const session = (await sessions.list()).find((living) => living.id === params.id);
        if (session === undefined || !mayKnow(principal, session.user_id)) throw noSession();
        await sessions.revoke(session.id);
        if (session.id === principal.browserSession)
          exchange.setCookies(dropSession(exchange.isSecure));
        return { revoked: true } as const;
      },
    }),
    defineRoute("DELETE /api/auth/sessions", {
      needs: "person",
      event: "session.revoke_others",
      input: z.object({}),
      handle: async (_input, { user, browserSession }) => ({
        revoked: await sessions.revokeOthers(user.id, browserSession),
      }),
    }),
  ];
}

const mayKnow = (principal: Principal, userId: string): boolean =>
  userId === principal.user.id || isAdmin(principal);

const adminsOnly = () =>
  new AppError("not_allowed", "Sessions of others are an admin's to see.", {
    hint: "Leave out user_id to see your own.",
  });

const noSession = () =>
  new AppError("not_found", "There is no such session.", {
    hint: "GET /api/auth/sessions lists those that are open.",
  });
