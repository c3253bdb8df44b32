import { randomBytes } from "node:crypto";
import { Router, type Request, type RequestHandler, type Response } from "express";
import type { Access } from "../access/access.ts";
import type { HomeUser, SignedIn } from "../access/people/people.ts";
import { AppError, httpStatus, toFailure } from "../errors.ts";
import type { Audit } from "../gateway/audit.ts";
import type { HomeSignIn } from "../home/sign-in.ts";
import type { Log } from "../log.ts";
import { createAddressLimit } from "./address-limit.ts";
import { arrivalOf } from "./authenticate.ts";
import { cookieOf, keepSession, lasting } from "./cookies.ts";
import { isEncrypted } from "./own-address.ts";
import type { Refuse } from "./problem.ts";
import { fillPage, readPage, sendPage } from "./render-page.ts";
import { isSameSecret } from "./same-secret.ts";

export interface HomeSignInParts {
  readonly access: Pick<Access, "signIn" | "settings">;
  readonly vouching: HomeSignIn;
  /** The home's address in a browser that came to us under this name. */
  readonly homeAddress: (hostname: string) => string;
  readonly ownAddress: (req: Request) => string;
  readonly audit: Pick<Audit, "event">;
  readonly refuse: Refuse;
  readonly log: Log;
}

const stateCookie = "vestibule_home_sign_in";
const statePath = "/auth/home";
const minutesToSignIn = 10;
const requestsPerMinute = 20;
const maxLength = 500;

/** Signs people in who are known to Home Assistant, without seeing their password: the browser goes there and comes
 * back with a code that is good once. */
export function homeSignIn(parts: HomeSignInParts): RequestHandler {
  const router = Router();
  const failed = readPage("home-not-signed-in.html");
  const fail = (res: Response, error: unknown, base: string) => {
    const { code, message, hint = "" } = toFailure(error);
    sendPage(res.status(httpStatus[code]), fillPage(failed, { message, hint, base }));
  };
  router.use(createAddressLimit({ limit: requestsPerMinute, refuse: parts.refuse }));

  router.get("/", (req, res) => {
    try {
      refuseUnlessOffered(parts);
      refuseUnlessNavigation(req);
      begin(req, res, parts);
    } catch (error) {
      fail(res, error, "../");
    }
  });

  const signedIn = readPage("home-signed-in.html");
  router.get("/callback", async (req, res) => {
    try {
      const { user } = await finish(req, res, parts);
      // A redirect would still be part of the navigation from Home Assistant, which carries no strict cookie.
      sendPage(res, fillPage(signedIn, { name: user.name }));
    } catch (error) {
      if (!(error instanceof AppError)) parts.log.error({ error }, "a sign-in went wrong");
      fail(res, error, "../../");
    }
  });
  return router;
}

function begin(req: Request, res: Response, parts: HomeSignInParts): void {
  const own = parts.ownAddress(req);
  const state = randomBytes(32).toString("base64url");
  res.setHeader("Set-Cookie", stateLine(state, minutesToSignIn * 60, own));
  res.setHeader("Cache-Control", "no-store");
  const home = parts.homeAddress(req.hostname);
  res.redirect(
    302,
    parts.vouching.authorizeUrl({
      ...{ home, clientId: own, redirectUri: `${own}${statePath}/callback`, state },
    }),
  );
}

/** Neither the code nor the state is written down anywhere. */
async function finish(req: Request, res: Response, parts: HomeSignInParts): Promise<SignedIn> {
  const arrival = arrivalOf(req, "dashboard");
  const own = parts.ownAddress(req);
  const happened = { event: "sign_in", ...arrival, details: { by: "home" } };
  // Good once, whatever comes of it.
  res.setHeader("Set-Cookie", stateLine("", 0, own));
  let who: HomeUser | undefined;
  try {
    refuseUnlessOffered(parts);
    refuseUnlessNavigation(req);
    who = await parts.vouching.identify({
      ...{ code: codeOf(req), clientId: own, signal: goneSignal(res) },
    });
    const signedIn = await parts.access.signIn.fromHome(who, arrival);
    await parts.audit.event({ ...happened, username: signedIn.user.username });
    for (const line of keepSession(signedIn, isEncrypted(own))) res.append("Set-Cookie", line);
    return signedIn;
  } catch (error) {
    const username = who?.username ?? who?.name;
    await parts.audit.event({
      ...happened,
      ...(username === undefined ? {} : { username }),
      failure: toFailure(error),
    });
    throw error;
  }
}

const stateLine = (state: string, maxAge: number, own: string): string =>
  lasting(stateCookie, state, { path: statePath, maxAge, isSecure: isEncrypted(own) });

/** @throws AppError not_authenticated unless this browser began, and Home Assistant said yes. */
function codeOf(req: Request): string {
  const begun = cookieOf(req, stateCookie);
  const { code, state } = req.query;
  if (begun === undefined || typeof state !== "string" || !isSameSecret(state, begun))
    throw notBegunHere();
  if (typeof code !== "string" || code === "" || code.length > maxLength) throw noCode();
  return code;
}

function goneSignal(res: Response): AbortSignal {
  const gone = new AbortController();
  res.once("close", () => gone.abort());
  return gone.signal;
}

function refuseUnlessOffered({ access }: HomeSignInParts): void {
  if (access.settings.now().home_sign_in) return;
  throw new AppError("not_allowed", "Signing in with Home Assistant is switched off here.", {
    hint: "Sign in with your password, or ask an admin.",
  });
}

/** Pages elsewhere may lead here, not ask in the background. */
function refuseUnlessNavigation({ method, headers }: Request): void {
  const mode = headers["sec-fetch-mode"] ?? "navigate";
  const dest = headers["sec-fetch-dest"] ?? "document";
  if (method === "GET" && mode === "navigate" && dest === "document") return;
  throw new AppError("not_allowed", "Only a browser's own window can sign in.", {
    hint: "Open the front page and sign in from there.",
  });
}

const notBegunHere = () =>
  new AppError(
    "not_authenticated",
    "This sign-in was not begun in this browser, or too long ago.",
    {
      hint: "Begin again, and let the browser keep cookies.",
    },
  );

const noCode = () =>
  new AppError("not_authenticated", "Home Assistant did not vouch for you.", {
    hint: "Begin again.",
  });
