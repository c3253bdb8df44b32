import type { Request, RequestHandler } from "express";
import passport from "passport";
import { Strategy as BearerStrategy } from "passport-http-bearer";
import type { Audit } from "../gateway/audit.ts";
import type { Log } from "../log.ts";
import type { Access } from "../access/access.ts";
import type { Arrival, Door, Principal } from "../access/principal.ts";
import { AppError } from "../errors.ts";
import { createAddressLimit } from "./address-limit.ts";
import { addressOf } from "./address.ts";
import { problem, toProblem, type Problem, type Refuse } from "./problem.ts";

const principals = new WeakMap<Request, Principal>();

/** Who is calling, if that was found out before the request went wrong. */
export function findPrincipal(req: Request): Principal | undefined {
  return principals.get(req);
}

/** From now on this is who is calling. */
export function letIn(req: Request, principal: Principal): void {
  principals.set(req, principal);
}

/** Who is calling. Only behind {@link createAuthentication}. */
export function principalOf(req: Request): Principal {
  const principal = findPrincipal(req);
  if (principal === undefined) throw new Error(`${req.path} is mounted without authentication`);
  return principal;
}

export interface AuthenticationParts {
  readonly access: Pick<Access, "authenticate"> & {
    readonly tokens: Pick<Access["tokens"], "introspect">;
  };
  readonly audit: Pick<Audit, "event">;
  readonly log: Log;
  readonly refuse: Refuse;
  readonly mcpo_compatible: boolean;
  /** Failed attempts a minute and address before the answer becomes 429. */
  readonly failuresPerMinute?: number;
}

type Verified = (error: unknown, principal?: Principal) => void;

const defaultFailuresPerMinute = 30;
const clientLength = 100;

/** Makes the gate of each door. A bearer is taken from the header only, before anything reads the body.
 * Failures are counted per address; a good token passes even then, or one broken client could lock out
 * everybody who comes through the same proxy. */
export function createAuthentication(parts: AuthenticationParts): (door: Door) => RequestHandler {
  const { refuse, audit, log } = parts;
  const limitFailures = createAddressLimit({
    limit: parts.failuresPerMinute ?? defaultFailuresPerMinute,
    refuse,
  });

  const writeDown = async (req: Request, door: Door, { failure }: Problem): Promise<void> => {
    try {
      const { token, reason } = await parts.access.tokens.introspect(bearerOf(req));
      await audit.event({
        event: "token.refused",
        ...arrivalOf(req, door),
        ...(token === undefined ? {} : { username: token.username, token }),
        details: { reason, id: token?.id, name: token?.name },
        failure,
      });
    } catch (error) {
      // It is refused all the same.
      log.error({ error }, "a refused token could not be written down");
    }
  };

  return (door) => {
    const gate = new passport.Passport();
    gate.use(
      new BearerStrategy(
        { passReqToCallback: true },
        (req: Request, secret: string, done: Verified) => {
          parts.access.authenticate(secret, arrivalOf(req, door)).then(
            (principal) => done(null, principal),
            (error: unknown) => done(error),
          );
        },
      ),
    );
    return (req, res, next) => {
      if ("access_token" in req.query) {
        refuse(req, res, tokenInQuery);
        return;
      }
      const answer = (error: unknown, principal: Principal | false | null | undefined) => {
        if (principal) {
          letIn(req, principal);
          next();
          return;
        }
        const given = error ? refusalOf(error, door, parts.mcpo_compatible) : missingToken;
        if (given === undefined) {
          next(error);
          return;
        }
        // Written down before it is said: also a crash between the two loses no refusal.
        void limitFailures(req, res, () => {
          const written = given === missingToken ? Promise.resolve() : writeDown(req, door, given);
          void written.then(() => refuse(req, res, given));
        });
      };
      (gate.authenticate("bearer", { session: false }, answer) as RequestHandler)(req, res, next); // passport types it any
    };
  };
}

/** What the client calls itself. */
export const clientOf = (req: Request): string | undefined =>
  req.headers["user-agent"]?.slice(0, clientLength);

export function arrivalOf(req: Request, door: Door): Arrival {
  const client = clientOf(req);
  return { door, address: addressOf(req), ...(client === undefined ? {} : { client }) };
}

const bearerOf = (req: Request): string => req.headers.authorization?.split(" ")[1] ?? "";

const challenge = { "WWW-Authenticate": "Bearer" };

const missingToken = problem(
  "not_authenticated",
  "Missing or invalid Authorization header.",
  "Send the header Authorization: Bearer <token>.",
  { headers: challenge, detail: "Missing or invalid Authorization header" },
);

const tokenInQuery = problem(
  "invalid_input",
  "A token in the address is not accepted: addresses end up in logs and histories.",
  "Send it in the header Authorization: Bearer <token>, and make a new one: this one has been seen.",
  { status: 400 },
);

function refusalOf(error: unknown, door: Door, mcpoCompatible: boolean): Problem | undefined {
  if (!(error instanceof AppError)) return undefined;
  if (error.code === "not_allowed") return toProblem(error);
  if (error.code !== "not_authenticated") return undefined;
  const known = { ...toProblem(error), detail: "Invalid API key" };
  return door === "rest" && mcpoCompatible
    ? { ...known, status: 403 }
    : { ...known, headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' } };
}
