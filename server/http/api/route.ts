import type { Response } from "express";
import type { z } from "zod";
import type { Api } from "../../../shared/api.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import { hasSameRights } from "./oneself.ts";

/** The right that a route asks for.
 *
 * | word              | who                                                                        |
 * |-------------------|----------------------------------------------------------------------------|
 * | anyone            | nobody in particular: to sign in, on the public port alone                 |
 * | self              | whoever is known, over what is their own                                   |
 * | person            | as self, but a person in the dashboard: never a token                      |
 * | admin             | who has the power; a token only with the rights of its user                |
 * | admin in person   | as admin, but never a token: whatever could widen somebody's rights        |
 *
 * docs/security.md is written from these words. */
export const needs = ["anyone", "self", "person", "admin", "admin in person"] as const;
export type Needs = (typeof needs)[number];

type Input<Name extends keyof Api> = Omit<Api[Name], "reply">;

/** What a route knows of the request beyond its input, and may do to the answer. */
export interface Exchange {
  /** The listener that was asked. */
  readonly listener: "public" | "ingress";
  readonly address: string;
  readonly client?: string;
  cookie(name: string): string | undefined;
  /** Whole Set-Cookie lines. */
  setCookies(lines: readonly string[]): void;
  /** Whether the browser's connection is encrypted. */
  readonly isSecure: boolean;
  /** What the audit says of it beyond the route's own word. */
  tell(what: Told): void;
  /** To be sent as X-CSRF-Token by who is signed in with this secret (absent: the one that the browser sent),
   * or through Ingress; undefined for tokens. */
  csrfToken(principal: Principal, accessSecret?: string): string | undefined;
  /** For answers that are not JSON: streams and files. A route that takes it ends the response itself. */
  takeResponse(): Response;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

export interface Told {
  /** Instead of the route's own event: "sign_in.locked". */
  readonly event?: string;
  /** Whom it was about, where nobody is known yet. */
  readonly username?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

interface RouteDefinition<Name extends keyof Api> {
  readonly needs: Exclude<Needs, "anyone">;
  /** What the audit calls it. Only what changes nothing has none. */
  readonly event: Name extends `GET ${string}` ? undefined | string : string;
  /** What is sent holds secrets: the audit keeps nothing of it. */
  readonly hidesInput?: true;
  readonly status?: 200 | 201;
  readonly input: z.ZodType<Input<Name>>;
  handle(
    input: Input<Name>,
    principal: Principal,
    exchange: Exchange,
  ): Promise<Api[Name]["reply"] | typeof taken>;
}

interface OpenRouteDefinition<Name extends keyof Api> {
  readonly event: Name extends `GET ${string}` ? undefined : string;
  readonly status?: 200 | 201;
  readonly input: z.ZodType<Input<Name>>;
  /** Attempts a minute and address. */
  readonly attemptsPerMinute: number;
  handle(input: Input<Name>, exchange: Exchange): Promise<Api[Name]["reply"]>;
}

/** The answer of a route that wrote the response itself. */
export const taken = Symbol("the response was taken");

/** A route as the router mounts it, its types already proven. */
export interface Route {
  readonly name: keyof Api;
  readonly needs: Needs;
  readonly event: string | undefined;
  readonly hidesInput: boolean;
  readonly status: 200 | 201;
  readonly attemptsPerMinute?: number;
  readonly input: z.ZodType;
  /** @throws AppError, also invalid_input for what does not fit. */
  run(raw: unknown, principal: Principal | undefined, exchange: Exchange): Promise<unknown>;
}

export function defineRoute<Name extends keyof Api>(
  name: Name,
  route: RouteDefinition<Name>,
): Route {
  return {
    ...{ name, needs: route.needs, event: route.event, input: route.input },
    ...{ status: route.status ?? 200, hidesInput: route.hidesInput ?? false },
    run: async (raw, principal, exchange) => {
      if (principal === undefined) throw new Error(`${name} was reached by nobody`);
      return route.handle(parseInput(route.input, raw), principal, exchange);
    },
  };
}

/** A route for who is not known yet. */
export function defineOpenRoute<Name extends keyof Api>(
  name: Name,
  route: OpenRouteDefinition<Name>,
): Route {
  const { event, input, attemptsPerMinute } = route;
  return {
    ...{ name, needs: "anyone", event, input, attemptsPerMinute },
    ...{ status: route.status ?? 200, hidesInput: true },
    run: async (raw, _nobody, exchange) => route.handle(parseInput(route.input, raw), exchange),
  };
}

/** Whether a person asks, not a token. */
export const isPerson = ({ token }: Principal): boolean => token === undefined;

/** The admin's right, which a token has only when it may do the same as its user. */
export const isAdmin = (principal: Principal): boolean =>
  principal.powers.includes("admin") && hasSameRights(principal);

/** Who may read what other people asked and were answered. */
export const isAuditor = (principal: Principal): boolean =>
  principal.powers.includes("auditor") && hasSameRights(principal);

/** Whether the principal has the right that the word names; undefined is nobody. */
export function mayUse(right: Needs, principal: Principal | undefined): boolean {
  if (right === "anyone") return true;
  if (principal === undefined) return false;
  switch (right) {
    case "self":
      return true;
    case "person":
      return isPerson(principal);
    case "admin":
      return isAdmin(principal);
    case "admin in person":
      return isAdmin(principal) && isPerson(principal);
  }
}

/** @throws AppError invalid_input with one sentence for each part that is wrong. */
function parseInput<Output>(schema: z.ZodType<Output>, raw: unknown): Output {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 20).map((issue) => ({
    path: issue.path.slice(1).join(".").slice(0, 100),
    message: issue.message.slice(0, 300),
  }));
  throw new AppError(
    "invalid_input",
    issues
      .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))
      .join("; ")
      .slice(0, 500),
    { hint: "Correct what is named and send it again.", details: { issues } },
  );
}
