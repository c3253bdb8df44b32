import type { Request, RequestHandler, Response, Router } from "express";
import type { Failure } from "../../../shared/error-codes.ts";
import { AppError, toFailure } from "../../errors.ts";
import type { Audit } from "../../gateway/audit.ts";
import type { Log } from "../../log.ts";
import { createAddressLimit } from "../address-limit.ts";
import { addressOf } from "../address.ts";
import { clientOf, findPrincipal, principalOf } from "../authenticate.ts";
import { readBody } from "../body.ts";
import { toProblem, type Refuse } from "../problem.ts";
import { openExchange, type ExchangeParts } from "./exchange.ts";
import type { ChangeLimits } from "./limit-changes.ts";
import { taken, type Route, type Told } from "./route.ts";
import { whyNot } from "./why-not.ts";

export interface Mounting extends ExchangeParts {
  readonly audit: Pick<Audit, "event" | "isWriting">;
  readonly refuse: Refuse;
  readonly log: Log;
}

/** For who is not known: attempts are counted by address before anything else is done. */
export function mountOpen(router: Router, route: Route, parts: Mounting): void {
  const { refuse } = parts;
  const limit = createAddressLimit({ limit: route.attemptsPerMinute ?? 0, refuse });
  const [verb, path] = splitName(route.name);
  router[verb](path, limit, bodyOf(route, parts), answer(route, parts));
}

/** For who is known. The right is looked at before the body is read. */
export function mount(
  router: Router,
  route: Route,
  parts: Mounting & { readonly limits: ChangeLimits },
): void {
  const [verb, path] = splitName(route.name);
  router[verb](
    path,
    parts.limits.of(route),
    guard(route, parts),
    bodyOf(route, parts),
    answer(route, parts),
  );
}

/** "POST /api/tokens/:id" as the router wants it: post, "/tokens/:id". */
function splitName(name: Route["name"]): ["get" | "post" | "put" | "patch" | "delete", string] {
  const [method = "", path = ""] = name.split(" ");
  const verbs = { GET: "get", POST: "post", PUT: "put", PATCH: "patch", DELETE: "delete" } as const;
  const verb = Object.entries(verbs).find(([word]) => word === method)?.[1];
  if (verb === undefined) throw new Error(`no such method: ${name}`);
  return [verb, path.replace(/^\/api/, "")];
}

function guard(route: Route, parts: Mounting & { readonly limits: ChangeLimits }): RequestHandler {
  return (req, res, next) => {
    const error = whyNot(route, { req, principal: principalOf(req), csrf: parts.csrf });
    if (error === undefined) {
      next();
      return;
    }
    const refuse = () => {
      // What only looks is written down when a right was missing.
      const told = { event: route.event ?? "api.refused" };
      writeDown(parts, { route, req, failure: toFailure(error), told }).then(
        (callId) => parts.refuse(req, res, toProblem(error, callId)),
        next,
      );
    };
    // What changes something was counted already.
    if (route.event === undefined) void parts.limits.byUser(req, res, refuse);
    else refuse();
  };
}

function bodyOf(route: Route, parts: Mounting): RequestHandler {
  return readBody({
    refuse: parts.refuse,
    writeDown: (req, failure) => writeDown(parts, { route, req, failure, told: {} }),
  });
}

function answer(route: Route, parts: Mounting): RequestHandler {
  return async (req, res) => {
    const { exchange, told } = openExchange(req, res, parts);
    try {
      if (route.event !== undefined && !parts.audit.isWriting()) throw notWritable();
      const reply = await route.run(inputOf(req), findPrincipal(req), exchange);
      const callId = await writeDown(parts, { route, req, told: told() });
      if (reply === taken) return;
      if (callId !== undefined) res.setHeader("X-Call-Id", callId);
      res.setHeader("Cache-Control", "no-store");
      res.status(route.status).json(reply);
    } catch (error) {
      const failure = toFailure(error);
      const callId = await writeDown(parts, { route, req, failure, told: told() });
      if (!(error instanceof AppError)) parts.log.error({ error, call: callId }, route.name);
      if (res.headersSent) end(res);
      else parts.refuse(req, res, toProblem(error, callId));
    }
  };
}

/** A stream that went wrong is cut, so that nobody takes it for whole. */
const end = (res: Response): void => void res.destroy();

interface Happened {
  readonly route: Route;
  readonly req: Request;
  readonly failure?: Failure;
  readonly told: Told;
}

/** Whatever a route changes, or refuses to change, is a security event. */
async function writeDown(
  { audit }: Mounting,
  { route, req, failure, told }: Happened,
): Promise<string | undefined> {
  const event = told.event ?? route.event;
  if (event === undefined) return undefined;
  const principal = findPrincipal(req);
  const client = clientOf(req);
  const details = {
    ...(route.event === undefined ? { route: route.name } : {}),
    ...(route.hidesInput ? {} : inputOf(req)),
    ...told.details,
  };
  return audit.event({
    event,
    ...(principal === undefined
      ? { door: "api", address: addressOf(req), ...(client === undefined ? {} : { client }) }
      : { door: principal.door, principal }),
    ...(told.username === undefined ? {} : { username: told.username }),
    ...(Object.keys(details).length === 0 ? {} : { details }),
    ...(failure === undefined ? {} : { failure }),
  });
}

function inputOf(req: Request) {
  return { params: { ...req.params }, query: req.query, body: (req.body ?? {}) as unknown }; // read by readBody
}

const notWritable = (): AppError =>
  new AppError("internal", "This cannot be written down now, so it is not done.", {
    hint: "Try again in a few seconds.",
  });
