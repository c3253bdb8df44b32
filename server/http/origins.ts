import type { Request, RequestHandler, Response } from "express";
import { problem, type Refuse } from "./problem.ts";

const exposedHeaders =
  "X-Call-Id, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version";
const methods = "GET, HEAD, POST, PUT, PATCH, DELETE";
const headerNames = /^[\w-]+(?:\s*,\s*[\w-]+){0,49}$/;
const tenMinutes = "600";

/** Lets pages of our own address, of `public_url` and of `allowed_origins` in, answers their preflights, and refuses
 * the pages of everybody else. Without an Origin there is no page, and nothing to guard. */
export function guardOrigin(
  options: {
    readonly public_url?: string | undefined;
    readonly allowed_origins: readonly string[];
  },
  refuse: Refuse,
): RequestHandler {
  const listed = new Set(
    [
      ...options.allowed_origins,
      ...(options.public_url === undefined ? [] : [options.public_url]),
    ].map((url) => new URL(url).origin),
  );
  return (req, res, next) => {
    const { origin } = req.headers;
    if (origin === undefined) {
      next();
      return;
    }
    if (!listed.has(origin) && !isOwn(origin, req)) {
      refuse(req, res, foreignOrigin);
      return;
    }
    res.setHeader("Access-Control-Allow-Origin", origin);
    res.setHeader("Access-Control-Expose-Headers", exposedHeaders);
    res.vary("Origin");
    if (req.method === "OPTIONS" && req.headers["access-control-request-method"] !== undefined)
      answerPreflight(req, res);
    else next();
  };
}

/** The host guard has checked Host before us; the scheme is not compared, for TLS may end at an unlisted proxy. */
function isOwn(origin: string, req: Request): boolean {
  const host = /^https?:\/\/(.+)$/.exec(origin)?.[1];
  return host !== undefined && (host === req.headers.host || host === req.host);
}

function answerPreflight(req: Request, res: Response): void {
  const wanted = req.headers["access-control-request-headers"];
  res.setHeader("Access-Control-Allow-Methods", methods);
  if (typeof wanted === "string" && headerNames.test(wanted))
    res.setHeader("Access-Control-Allow-Headers", wanted);
  res.setHeader("Access-Control-Max-Age", tenMinutes);
  res.status(204).end();
}

const foreignOrigin = problem(
  "not_allowed",
  "Pages of this origin may not talk to Vestibule.",
  "Add the page's origin, for example https://app.example.org, to the option allowed_origins.",
);
