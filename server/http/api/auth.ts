import { z } from "zod";
import type { Api } from "../../../shared/api.ts";
import type { MeView } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import { lockBegun } from "../../access/people/sign-in.ts";
import type { RefreshRefusal, SignedIn, User } from "../../access/people/people.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError, toFailure } from "../../errors.ts";
import { isRecord } from "../../record.ts";
import { dropSession, keepSession, refreshCookie } from "../cookies.ts";
import { email, language, personName, secret } from "./fields.ts";
import { hasSameRights } from "./oneself.ts";
import { defineOpenRoute, defineRoute, type Exchange, type Route, type Told } from "./route.ts";
import { toPersonView } from "./users.ts";

// Length bounds alone: what a good name or password is, access says, and a wrong one is answered like a strange one.
const anyName = z.string().min(1).max(100);
const anyPassword = z.string().min(1).max(500);

const login = z.strictObject({ username: anyName, password: anyPassword }) satisfies z.ZodType<
  Api["POST /api/auth/login"]["body"]
>;

const registration = z.strictObject({
  invitation: secret.exactOptional(),
  username: anyName.exactOptional(),
  password: anyPassword,
  name: personName.exactOptional(),
  email: email.exactOptional(),
  language: language.exactOptional(),
}) satisfies z.ZodType<Api["POST /api/auth/register"]["body"]>;

const held = z.strictObject({ invitation: secret }) satisfies z.ZodType<
  Api["POST /api/auth/invitation"]["body"]
>;

const myself = z.strictObject({
  name: personName.exactOptional(),
  email: email.nullable().exactOptional(),
  language: language.nullable().exactOptional(),
}) satisfies z.ZodType<Api["PATCH /api/auth/me"]["body"]>;

const passwordChange = z.strictObject({
  current: anyPassword,
  password: anyPassword,
}) satisfies z.ZodType<Api["POST /api/auth/password"]["body"]>;

export type AuthAccess = Pick<
  Access,
  "signIn" | "sessions" | "settings" | "users" | "authenticateSession"
>;

/** Signing in and out on the public port, and who one is everywhere. */
export function authRoutes(access: AuthAccess): Route[] {
  return [...signInRoutes(access), ...myRoutes(access)];
}

function signInRoutes(access: AuthAccess): Route[] {
  const { signIn, settings } = access;
  return [
    defineOpenRoute("GET /api/auth/options", {
      event: undefined,
      attemptsPerMinute: 60,
      input: z.object({}),
      handle: () => {
        const { registration: isOpen, home_sign_in } = settings.now();
        return Promise.resolve({ registration: isOpen, home_sign_in, password: true });
      },
    }),
    defineOpenRoute("POST /api/auth/login", {
      event: "sign_in",
      attemptsPerMinute: 20,
      input: z.object({ body: login }),
      handle: async ({ body }, exchange) => {
        exchange.tell({ username: body.username, details: { by: "password" } });
        try {
          return await welcome(access, await signIn.withPassword(body, exchange), exchange);
        } catch (error) {
          if (error instanceof AppError && error.cause === lockBegun)
            exchange.tell({ event: "sign_in.locked" });
          throw error;
        }
      },
    }),
    defineOpenRoute("POST /api/auth/invitation", {
      event: "invitation.open",
      attemptsPerMinute: 20,
      input: z.object({ body: held }),
      handle: async ({ body }, exchange) => {
        const opened = await signIn.openInvitation(body.invitation);
        if (opened.user !== undefined) exchange.tell({ username: opened.user.username });
        return opened;
      },
    }),
    defineOpenRoute("POST /api/auth/register", {
      event: "user.register",
      status: 201,
      attemptsPerMinute: 10,
      input: z.object({ body: registration }),
      handle: async ({ body }, exchange) => {
        const { username } = body;
        exchange.tell({
          ...(username === undefined ? {} : { username }),
          details: { by: body.invitation === undefined ? "oneself" : "invitation" },
        });
        return welcome(access, await signIn.register(body, exchange), exchange);
      },
    }),
    defineOpenRoute("POST /api/auth/refresh", {
      event: "session.refresh",
      attemptsPerMinute: 30,
      input: z.object({}),
      handle: async (_input, exchange) => {
        const brought = exchange.cookie(refreshCookie);
        try {
          if (brought === undefined) throw nothingToRefresh();
          return await welcome(access, await signIn.refresh(brought, exchange), exchange);
        } catch (error) {
          if (toFailure(error).code === "not_authenticated") {
            exchange.setCookies(dropSession(exchange.isSecure));
            exchange.tell(wordsFor(error));
          }
          throw error;
        }
      },
    }),
  ];
}

/** Whose refresh was refused, and whether its secret came a second time: then somebody has copied it. */
function wordsFor(error: unknown): Told {
  const cause = error instanceof AppError ? error.cause : undefined;
  if (!isRefusal(cause)) return {};
  const { username, ...details } = cause;
  return {
    ...(cause.reason === "reused" ? { event: "session.reused" } : {}),
    ...(username === undefined ? {} : { username }),
    details,
  };
}

const isRefusal = (cause: unknown): cause is RefreshRefusal =>
  isRecord(cause) && typeof cause["reason"] === "string";

function myRoutes({ users, sessions }: AuthAccess): Route[] {
  return [
    defineRoute("POST /api/auth/logout", {
      needs: "person",
      event: "sign_out",
      input: z.object({}),
      handle: async (_input, { browserSession }, exchange) => {
        if (browserSession === undefined) throw signedInByHome();
        await sessions.revoke(browserSession);
        exchange.setCookies(dropSession(exchange.isSecure));
        return { signed_out: true } as const;
      },
    }),
    defineRoute("GET /api/auth/me", {
      needs: "self",
      event: undefined,
      input: z.object({}),
      handle: async (_input, principal, exchange) =>
        toMeView(principal, await userOf(users, principal), exchange.csrfToken(principal)),
    }),
    defineRoute("PATCH /api/auth/me", {
      needs: "person",
      event: "user.change",
      input: z.object({ body: myself }),
      handle: async ({ body }, principal, exchange) =>
        toMeView(
          principal,
          await users.change(principal.user.id, body),
          exchange.csrfToken(principal),
        ),
    }),
    defineRoute("POST /api/auth/password", {
      needs: "person",
      event: "password.change",
      hidesInput: true,
      input: z.object({ body: passwordChange }),
      handle: async ({ body }, { user, browserSession }) => {
        await users.changePassword(user.id, body.current, body.password, browserSession);
        return { changed: true } as const;
      },
    }),
  ];
}

/** Gives the browser what it keeps. Its secrets are always new: what it brought is worth nothing. */
async function welcome(
  access: Pick<Access, "authenticateSession">,
  signedIn: SignedIn,
  exchange: Exchange,
): Promise<MeView> {
  const principal = await access.authenticateSession(signedIn.access, exchange);
  exchange.setCookies(keepSession(signedIn, exchange.isSecure));
  exchange.tell({ username: signedIn.user.username });
  return toMeView(principal, signedIn.user, exchange.csrfToken(principal, signedIn.access));
}

function toMeView(principal: Principal, user: User, csrfToken: string | undefined): MeView {
  const { powers, door, browserSession } = principal;
  return {
    ...toPersonView(user),
    // A token has the powers of its user only when it may do all that they may.
    ...{ powers: hasSameRights(principal) ? powers : [], door },
    ...(csrfToken === undefined ? {} : { csrf_token: csrfToken }),
    ...(browserSession === undefined ? {} : { session_id: browserSession }),
  };
}

async function userOf(users: Pick<Access["users"], "get">, { user }: Principal): Promise<User> {
  const found = await users.get(user.id);
  if (found !== undefined) return found;
  throw new AppError("not_authenticated", "You are no user of this Vestibule any more.", {
    hint: "Ask an admin of this home.",
  });
}

const nothingToRefresh = () =>
  new AppError("not_authenticated", "Nobody is signed in with this browser.", {
    hint: "Sign in.",
  });

const signedInByHome = () =>
  new AppError("conflict", "You are signed in by Home Assistant.", {
    hint: "Sign out there.",
  });
