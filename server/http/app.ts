import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import type { Access } from "../access/access.ts";
import type { Config } from "../config.ts";
import { toFailure } from "../errors.ts";
import type { Audit } from "../gateway/audit.ts";
import type { Gateway } from "../gateway/call.ts";
import type { Log } from "../log.ts";
import { createNetworks } from "../networks.ts";
import { addressOf } from "./address.ts";
import { createApi, type ApiParts } from "./api/api.ts";
import { createAuthentication, findPrincipal } from "./authenticate.ts";
import { createCsrf } from "./csrf.ts";
import { createIngressGate, createPublicGate } from "./dashboard-caller.ts";
import { guardHost, guardIngressHeaders, guardIngressPeer, guardPlainHttp } from "./guards.ts";
import { ingressHeaders, publicHeaders } from "./headers.ts";
import { health, ready, type ReadyParts } from "./health.ts";
import { homeSignIn, type HomeSignInParts } from "./home-sign-in.ts";
import { passToMcp, type McpHandler } from "./mcp.ts";
import { guardOrigin } from "./origins.ts";
import { createOwnAddress } from "./own-address.ts";
import { ingressPages, publicPages, restDocs, type PublicPort } from "./pages.ts";
import { createRefuse, problem, toProblem, type Refuse } from "./problem.ts";
import { createRest } from "./rest/rest.ts";
import { guardSameOrigin } from "./same-origin.ts";

export interface PublicParts extends ApiParts {
  readonly config: Pick<Config, "options">;
  readonly version: string;
  readonly log: Log;
  readonly access: ApiParts["access"] & Pick<Access, "authenticate">;
  readonly gateway: Gateway;
  readonly audit: Pick<Audit, "event" | "flush" | "isWriting">;
  readonly mcp: McpHandler & ApiParts["mcp"];
  readonly home: ReadyParts["home"];
  readonly homeSignIn: Pick<HomeSignInParts, "vouching" | "homeAddress">;
  /** Asks the database something small. */
  readonly probe: ReadyParts["probe"];
}

/** The public port: MCP, REST, API and a few pages. In the order in which a request meets them. */
export function createPublicApp(parts: PublicParts): Express {
  const { log, audit } = parts;
  const { options } = parts.config;
  const refuse = createRefuse(options);
  const bearer = createAuthentication({ ...parts, ...options, refuse });
  const ownAddress = createOwnAddress(options.public_url);
  const asked = { listener: "public" as const, csrf: createCsrf(), ownAddress };
  const authenticate = createPublicGate({ ...parts, refuse, ownAddress, bearer: bearer("api") });

  const app = bareApp(createNetworks(options.trusted_proxies));
  app.use(publicHeaders());
  app.use(guardIngressHeaders(refuse));
  app.use(guardHost(options, refuse));
  app.use(guardOrigin(options, refuse));
  app.use(guardPlainHttp(options, refuse));

  app.all("/mcp", bearer("mcp"), passToMcp(parts.mcp));
  app.use("/rest/docs", restDocs());
  app.use("/rest", bearer("rest"), createRest({ ...parts, ...options, refuse }));
  app.use("/api", createApi({ ...parts, ...asked, refuse, authenticate }));
  app.use("/auth/home", homeSignIn({ ...parts, ...parts.homeSignIn, ownAddress, refuse }));

  app.get("/health", health(parts.probe));
  app.get("/ready", ready(parts));
  app.use(publicPages({ ...parts, public_url: options.public_url, refuse }));

  app.use(unknownPath(refuse));
  app.use(unexpected({ refuse, audit, log, gateway: parts.gateway }));
  return app;
}

/** Home Assistant itself, from whom the Supervisor has each request: the hop before is the browser. */
const coreAddress = "172.30.32.1";

export interface IngressParts extends ApiParts {
  readonly config: Pick<Config, "options" | "port" | "ingressPeer">;
  readonly log: Log;
  readonly access: ApiParts["access"] & Pick<Access, "authenticateHomeUser">;
  readonly audit: Pick<Audit, "event" | "flush" | "isWriting">;
  readonly publicPort: () => PublicPort;
  /** Asks the database something small. */
  readonly probe: ReadyParts["probe"];
}

/** The Ingress port: for Home Assistant's sidebar, and for nobody who is not the Supervisor. */
export function createIngressApp(parts: IngressParts): Express {
  const { log, audit, gateway } = parts;
  const { options, ingressPeer, port } = parts.config;
  const refuse = createRefuse(options);
  const ownAddress = createOwnAddress(undefined);
  const asked = { listener: "ingress" as const, csrf: createCsrf(), ownAddress };
  const authenticate = createIngressGate({ ...parts, refuse });

  const app = bareApp(createNetworks([ingressPeer, coreAddress]));
  app.use(ingressHeaders());
  app.use(guardIngressPeer(ingressPeer, refuse));

  app.use("/api", guardSameOrigin(refuse), createApi({ ...parts, ...asked, refuse, authenticate }));

  app.get("/health", health(parts.probe));
  const { publicPort } = parts;
  app.use(ingressPages({ public_url: options.public_url, port, publicPort }));

  app.use(unknownPath(refuse));
  app.use(unexpected({ refuse, audit, log, gateway }));
  return app;
}

function bareApp(isTrustedProxy: (address: string) => boolean): Express {
  const app = express();
  app.disable("x-powered-by");
  // Answers are made for one caller and kept by nobody; files have an ETag of their own.
  app.disable("etag");
  app.set("trust proxy", isTrustedProxy);
  return app;
}

function unknownPath(refuse: Refuse): RequestHandler {
  return (req, res) => refuse(req, res, nothingHere);
}

const nothingHere = problem(
  "not_found",
  "There is nothing at this address.",
  "MCP is at /mcp, REST at /rest, the API at /api; / says how to connect.",
  { detail: "Not Found" },
);

interface UnexpectedParts {
  readonly refuse: Refuse;
  readonly audit: Pick<Audit, "event">;
  readonly log: Log;
  /** Writes down what a known caller asked. */
  readonly gateway: Pick<Gateway, "refuse">;
}

/** The last one to be asked. What Express finds wrong with a request ends here, and what nobody foresaw:
 * that is a fault of ours, which the caller is told nothing about but where to look. */
function unexpected({ refuse, audit, log, gateway }: UnexpectedParts): ErrorRequestHandler {
  return async (error: unknown, req, res, next) => {
    const status = statusOfRequestFault(error);
    if (status !== undefined) {
      const principal = findPrincipal(req);
      const { failure } = requestFault;
      if (principal !== undefined)
        await gateway.refuse({ principal, tool: req.path, args: undefined, failure });
      refuse(req, res, { ...requestFault, status });
      return;
    }
    const callId = await audit
      .event({ event: "fault", door: "http", address: addressOf(req), failure: toFailure(error) })
      .catch(() => undefined); // the log has it all the same
    log.error({ error, call: callId, method: req.method, path: req.path }, "a request failed");
    // Too late for an answer: Express closes the connection.
    if (res.headersSent) {
      next(error);
      return;
    }
    refuse(req, res, toProblem(error, callId));
  };
}

/** The status with which Express marks a path that cannot be decoded, or a range that a file does not have. */
function statusOfRequestFault(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("status" in error)) return undefined;
  const { status } = error;
  return typeof status === "number" && status >= 400 && status < 500 ? status : undefined;
}

const requestFault = problem(
  "invalid_input",
  "The address or a header of this request cannot be understood.",
  "Encode the path as UTF-8 with percent signs, and leave out headers that are not needed.",
);
