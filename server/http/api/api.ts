import { Router, type RequestHandler } from "express";
import type { Access } from "../../access/access.ts";
import type { Gateway } from "../../gateway/call.ts";
import { principalOf } from "../authenticate.ts";
import { problem } from "../problem.ts";
import { exportRoutes, type ExportParts } from "./audit-export.ts";
import { auditRoutes } from "./audit.ts";
import { authRoutes, type AuthAccess } from "./auth.ts";
import { browserSessionRoutes } from "./browser-sessions.ts";
import { eventRoutes } from "./events.ts";
import { freezeRoutes, type FreezeParts } from "./freeze.ts";
import { invitationRoutes } from "./invitations.ts";
import { limitChanges } from "./limit-changes.ts";
import { limitRoutes } from "./limits.ts";
import type { Live } from "./live.ts";
import { mount, mountOpen, type Mounting } from "./mount.ts";
import { openApiRoutes } from "./openapi.ts";
import { permissionRoutes, type PermissionParts } from "./permissions.ts";
import { replayRoutes, type ReplayParts } from "./replay.ts";
import { reviewRoutes, type ReviewParts } from "./reviews.ts";
import { roleRoutes, type RoleParts } from "./roles.ts";
import type { Route } from "./route.ts";
import { securityRoutes, type SecurityParts } from "./security.ts";
import { sessionRoutes, type McpSessions } from "./sessions.ts";
import { settingRoutes, type SettingParts } from "./settings.ts";
import { setupRoutes } from "./setup.ts";
import { statisticsRoutes, type StatisticsParts } from "./statistics.ts";
import { statusRoutes, type StatusParts } from "./status.ts";
import { tokenRoutes } from "./tokens.ts";
import { userRoutes, type UserParts } from "./users.ts";

/** What the routes are made of; the same for both listeners. */
export type ApiParts = ExportParts &
  FreezeParts &
  PermissionParts &
  ReplayParts &
  RoleParts &
  SecurityParts &
  SettingParts &
  StatisticsParts &
  UserParts & {
    readonly access: AuthAccess &
      Pick<Access, "setup" | "tokens" | "catalogue" | "invitations" | "freeze">;
    readonly live: Pick<Live, "open">;
    readonly status: StatusParts;
    readonly mcp: McpSessions;
    /** Writes down what was asked in vain, and says what would come of a call. */
    readonly gateway: Pick<Gateway, "refuse" | "explain">;
    readonly review: ReviewParts;
  };

/** Every route of /api. */
export function apiRoutes(parts: ApiParts): Route[] {
  const routes = [
    ...setupRoutes(parts.access),
    ...authRoutes(parts.access),
    ...browserSessionRoutes(parts.access),
    ...userRoutes(parts),
    ...invitationRoutes(parts),
    ...roleRoutes(parts),
    ...permissionRoutes(parts),
    ...replayRoutes(parts),
    ...limitRoutes(parts),
    ...settingRoutes(parts),
    ...freezeRoutes(parts),
    ...tokenRoutes(parts.access),
    ...auditRoutes(parts),
    ...exportRoutes(parts),
    ...eventRoutes(parts.live),
    ...securityRoutes(parts),
    ...statisticsRoutes(parts),
    ...reviewRoutes(parts.review),
    ...sessionRoutes(parts.mcp),
    ...statusRoutes(parts.status),
  ];
  routes.push(...openApiRoutes(parts.status.version, () => routes));
  return routes;
}

/** The API of one listener: what is for anyone on the public port alone, everything else for who is known. */
export function createApi(
  parts: ApiParts & Mounting & { readonly authenticate: RequestHandler },
): RequestHandler {
  const { refuse, listener } = parts;
  const router = Router();
  const routes = apiRoutes(parts).sort(byPath);
  for (const route of routes)
    if (route.needs === "anyone" && listener === "public") mountOpen(router, route, parts);
  router.use(parts.authenticate);
  const limits = limitChanges(refuse);
  for (const route of routes)
    if (route.needs !== "anyone") mount(router, route, { ...parts, limits });
  router.use(async (req, res) => {
    const { failure } = unknownRoute;
    const principal = principalOf(req);
    const tool = req.originalUrl.slice(0, maxToolLength);
    await parts.gateway.refuse({ principal, tool, args: undefined, failure });
    refuse(req, res, unknownRoute);
  });
  return router;
}

/** "/users/invitations" must be asked before "/users/:id". */
function byPath(one: Route, other: Route): number {
  const key = ({ name }: Route) => name.replaceAll(":", "~");
  return key(one) < key(other) ? -1 : 1;
}

const maxToolLength = 100;

const unknownRoute = problem(
  "not_found",
  "There is nothing at this address of the API.",
  "GET /api/openapi.json lists what there is; tools are called at /rest and /mcp.",
);
