import type { Request, RequestHandler } from "express";
import type { Access } from "../access/access.ts";
import type { HomeUser } from "../access/people/people.ts";
import type { Arrival, Principal } from "../access/principal.ts";
import { AppError, toFailure } from "../errors.ts";
import type { Audit } from "../gateway/audit.ts";
import type { Log } from "../log.ts";
import { createAddressLimit } from "./address-limit.ts";
import { arrivalOf, letIn } from "./authenticate.ts";
import { cookieOf, dropAccess, sessionCookie } from "./cookies.ts";
import { isEncrypted } from "./own-address.ts";
import { problem, toProblem, type Refuse } from "./problem.ts";

interface GateParts {
  readonly audit: Pick<Audit, "event">;
  readonly log: Log;
  readonly refuse: Refuse;
}

const failuresPerMinute = 30;

/** People on the public port, by the cookie of their browser session; a bearer counts alone, and so does nothing. */
export function createPublicGate(
  parts: GateParts & {
    readonly access: Pick<Access, "authenticateSession">;
    readonly bearer: RequestHandler;
    readonly ownAddress: (req: Request) => string;
  },
): RequestHandler {
  const session = createGate(parts, {
    event: "session.refused",
    identify: (req, arrival) =>
      parts.access.authenticateSession(cookieOf(req, sessionCookie) ?? "", arrival),
  });
  return (req, res, next) => {
    if (req.headers.authorization !== undefined || cookieOf(req, sessionCookie) === undefined) {
      void parts.bearer(req, res, next);
      return;
    }
    // A browser keeps what it has until it is told; whoever is let in is given it again only by signing in.
    session(req, res, next, () => {
      res.append("Set-Cookie", dropAccess(isEncrypted(parts.ownAddress(req))));
    });
  };
}

/** People in Home Assistant's sidebar, by the headers that the Supervisor alone can send here. */
export function createIngressGate(
  parts: GateParts & { readonly access: Pick<Access, "authenticateHomeUser"> },
): RequestHandler {
  const gate = createGate(parts, {
    event: "ingress.refused",
    identify: (req, arrival) => {
      const who = homeUserOf(req);
      return who === undefined
        ? Promise.reject(nobodyNamed())
        : parts.access.authenticateHomeUser(who, arrival);
    },
  });
  return (req, res, next) => {
    if (req.headers.authorization !== undefined) parts.refuse(req, res, tokenThroughIngress);
    else gate(req, res, next);
  };
}

interface Identification {
  /** What the audit calls somebody who is not let in. */
  readonly event: string;
  readonly identify: (req: Request, arrival: Omit<Arrival, "door">) => Promise<Principal>;
}

type Gate = (...exchange: [...Parameters<RequestHandler>, beforeRefusal?: () => void]) => void;

/** Failures are written down, at most so many a minute and address. */
function createGate({ audit, log, refuse }: GateParts, { event, identify }: Identification): Gate {
  const limitFailures = createAddressLimit({ limit: failuresPerMinute, refuse });
  return (req, res, next, beforeRefusal) => {
    const arrival = arrivalOf(req, "dashboard");
    identify(req, arrival).then(
      (principal) => {
        letIn(req, principal);
        next();
      },
      (error: unknown) => {
        if (!(error instanceof AppError)) {
          next(error);
          return;
        }
        beforeRefusal?.();
        void limitFailures(req, res, () => {
          void audit
            .event({ event, ...arrival, failure: toFailure(error) })
            .catch((cause: unknown) => {
              // It is refused all the same.
              log.error({ error: cause }, "a refused sign-in could not be written down");
            })
            .then(() => refuse(req, res, toProblem(error)));
        });
      },
    );
  };
}

const homeUserId = /^[\w-]{1,64}$/;

function homeUserOf(req: Request): HomeUser | undefined {
  const id = headerOf(req, "x-remote-user-id");
  if (id === undefined || !homeUserId.test(id)) return undefined;
  const username = headerOf(req, "x-remote-user-name");
  const name = headerOf(req, "x-remote-user-display-name");
  return {
    id,
    ...(username === undefined ? {} : { username }),
    ...(name === undefined ? {} : { name }),
  };
}

/** Home Assistant sends names in UTF-8; Node reads headers as if they were Latin-1. */
function headerOf(req: Request, name: string): string | undefined {
  const value = req.headers[name];
  if (typeof value !== "string" || value === "") return undefined;
  return Buffer.from(value, "latin1").toString("utf8");
}

const nobodyNamed = (): AppError =>
  new AppError("not_authenticated", "Home Assistant does not say who is asking.", {
    hint: "Open Vestibule from Home Assistant's sidebar.",
  });

const tokenThroughIngress = problem(
  "not_allowed",
  "Tokens are not taken on this port.",
  "Send the token to Vestibule's public port.",
);
