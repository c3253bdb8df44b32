import { Router, type Request, type RequestHandler } from "express";
import type { Failure } from "../../../shared/error-codes.ts";
import type { Access } from "../../access/access.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError, toFailure } from "../../errors.ts";
import type { Audit } from "../../gateway/audit.ts";
import type { Gateway } from "../../gateway/call.ts";
import type { Log } from "../../log.ts";
import { principalOf } from "../authenticate.ts";
import { readBody } from "../body.ts";
import { problem, toProblem } from "../problem.ts";
import { auditRoutes } from "./audit.ts";
import { limitChanges } from "./limit-changes.ts";
import { isAdmin, type Route } from "./route.ts";
import { permissionRoutes } from "./permissions.ts";
import { reviewRoutes, type ReviewParts } from "./reviews.ts";
import { sessionRoutes, type McpSessions } from "./sessions.ts";
import { createSetup, type SetupParts } from "./setup.ts";
import { statusRoutes, type StatusParts } from "./status.ts";
import { tokenRoutes } from "./tokens.ts";

export interface ApiParts extends SetupParts {
  readonly access: Pick<Access, "setup" | "tokens" | "catalogue" | "principalOf">;
  readonly audit: Pick<Audit, "event" | "isWriting">;
  readonly auditLog: Parameters<typeof auditRoutes>[0]["auditLog"];
  readonly status: StatusParts;
  readonly mcp: McpSessions;
  readonly authenticate: RequestHandler;
  /** Writes down what was asked in vain, and says what would come of a call. */
  readonly gateway: Pick<Gateway, "refuse" | "explain">;
  readonly review: ReviewParts;
  readonly log: Log;
}

/** The API: setup for who has the secret, everything else for who has a token with the door "api". */
export function createApi(parts: ApiParts): RequestHandler {
  const { refuse } = parts;
  const router = Router();
  router.use(createSetup(parts));
  router.use(parts.authenticate);
  const limit = limitChanges(refuse);
  for (const route of apiRoutes(parts)) mount(router, route, { ...parts, limit: limit(route) });
  router.use(async (req, res) => {
    const { failure } = unknownRoute;
    const principal = principalOf(req);
    const tool = req.originalUrl.slice(0, maxToolLength);
    await parts.gateway.refuse({ principal, tool, args: undefined, failure });
    refuse(req, res, unknownRoute);
  });
  return router;
}

/** Every route that asks for a token. */
export function apiRoutes(
  parts: Pick<ApiParts, "access" | "auditLog" | "gateway" | "review" | "status" | "mcp">,
): Route[] {
  return [
    ...tokenRoutes(parts.access),
    ...auditRoutes(parts),
    ...permissionRoutes(parts),
    ...reviewRoutes(parts.review),
    ...sessionRoutes(parts.mcp),
    ...statusRoutes(parts.status),
  ];
}

type Mounting = Pick<ApiParts, "audit" | "refuse" | "log">;

function mount(
  router: Router,
  route: Route,
  parts: Mounting & { readonly limit: RequestHandler },
): void {
  const [verb, path] = splitName(route.name);
  router[verb](
    path,
    parts.limit,
    readBody({
      refuse: parts.refuse,
      writeDown: (principal, req, failure) => writeDown(parts, { route, principal, req, failure }),
    }),
    answer(route, parts),
  );
}

/** "POST /api/tokens/:id" as the router wants it: post, "/tokens/:id". */
function splitName(name: Route["name"]): ["get" | "post" | "patch" | "delete", string] {
  const [method = "", path = ""] = name.split(" ");
  const verbs = { GET: "get", POST: "post", PATCH: "patch", DELETE: "delete" } as const;
  const verb = Object.entries(verbs).find(([word]) => word === method)?.[1];
  if (verb === undefined) throw new Error(`no such method: ${name}`);
  return [verb, path.replace(/^\/api/, "")];
}

function answer(route: Route, parts: Mounting): RequestHandler {
  return async (req, res) => {
    const principal = principalOf(req);
    try {
      if (route.needs === "admin" && !isAdmin(principal)) throw adminsOnly();
      if (route.event !== undefined && !parts.audit.isWriting()) throw notWritable();
      const reply = await route.run(inputOf(req), principal);
      const callId = await writeDown(parts, { route, principal, req });
      if (callId !== undefined) res.setHeader("X-Call-Id", callId);
      res.setHeader("Cache-Control", "no-store");
      res.status(route.status).json(reply);
    } catch (error) {
      const callId = await writeDown(parts, { route, principal, req, failure: toFailure(error) });
      if (!(error instanceof AppError)) parts.log.error({ error, call: callId }, route.name);
      parts.refuse(req, res, toProblem(error, callId));
    }
  };
}

interface Happened {
  readonly route: Route;
  readonly principal: Principal;
  readonly req: Request;
  readonly failure?: Failure;
}

/** Whatever a route changes, or refuses to change, is a security event. */
async function writeDown(
  { audit }: Mounting,
  { route, principal, req, failure }: Happened,
): Promise<string | undefined> {
  if (route.event === undefined) return undefined;
  return audit.event({
    event: route.event,
    door: principal.door,
    principal,
    details: inputOf(req),
    ...(failure === undefined ? {} : { failure }),
  });
}

function inputOf(req: Request) {
  return { params: { ...req.params }, query: req.query, body: (req.body ?? {}) as unknown }; // read by readBody
}

const adminsOnly = (): AppError =>
  new AppError("not_allowed", "Only an admin may do this.", {
    hint: "Use a token of an admin whose rights are the same as its user's.",
  });

const notWritable = (): AppError =>
  new AppError("internal", "This cannot be written down now, so it is not done.", {
    hint: "Try again in a few seconds.",
  });

const maxToolLength = 100;

const unknownRoute = problem(
  "not_found",
  "There is nothing at this address of the API.",
  "Routes are /api/tokens, /api/audit, /api/permissions/explain, /api/reviews, /api/sessions/mcp and /api/status; tools are called at /rest and /mcp.",
);
