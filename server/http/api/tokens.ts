import { z } from "zod";
import type { TokenChangeWish, TokenWish } from "../../../shared/api.ts";
import type { IssuedTokenView, TokenView } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import type { IssuedToken, Token, TokenChange } from "../../access/tokens/token.ts";
import { isWithin, mayIssue, type Issue } from "../../access/rules/may-issue.ts";
import type { Principal } from "../../access/principal.ts";
import type { KnownCatalogue } from "../../policy/rules.ts";
import { withinOwn } from "../../access/tokens/token-wish.ts";
import { shownOf } from "../../access/tokens/token-views.ts";
import { AppError } from "../../errors.ts";
import {
  addresses,
  callsPerMinute,
  chosen,
  doors,
  expires,
  homes,
  id,
  idParams,
  rights,
  secret,
  tokenName,
} from "./fields.ts";
import { hasSameRights } from "./oneself.ts";
import { defineRoute, isAdmin, isPerson, type Route } from "./route.ts";

type Tokens = Access["tokens"];

const tokenWish = z.strictObject({
  name: tokenName,
  rights: rights.exactOptional(),
  chosen: chosen.exactOptional(),
  doors: doors.exactOptional(),
  homes: homes.exactOptional(),
  addresses: addresses.exactOptional(),
  calls_per_minute: callsPerMinute.exactOptional(),
  attended: z.boolean().exactOptional(),
  expires: expires.exactOptional(),
}) satisfies z.ZodType<TokenWish>;

const tokenChange = tokenWish.extend({
  name: tokenName.exactOptional(),
  homes: homes.nullable().exactOptional(),
  addresses: addresses.nullable().exactOptional(),
  calls_per_minute: callsPerMinute.nullable().exactOptional(),
  catalogue: z.literal("current").exactOptional(),
}) satisfies z.ZodType<TokenChangeWish>;
const week_s = 7 * 24 * 3600;

export function tokenRoutes(access: Pick<Access, "tokens" | "catalogue" | "principalOf">): Route[] {
  const { tokens } = access;
  return [
    defineRoute("GET /api/tokens", {
      needs: "self",
      event: undefined,
      input: z.object({ query: z.strictObject({ user_id: id.exactOptional() }) }),
      handle: async ({ query }, principal) => {
        const userId = isAdmin(principal) ? query.user_id : principal.user.id;
        const known = (await tokens.list(userId)).filter((token) => mayKnow(principal, token));
        return { tokens: known.map(toTokenView) };
      },
    }),
    defineRoute("POST /api/tokens", {
      needs: "self",
      event: "token.create",
      status: 201,
      input: z.object({ body: tokenWish }),
      handle: async ({ body }, principal) => {
        const wish = withinOwn(principal, body);
        mayIssue(principal, wish);
        const { known } = principal.rights;
        const request = { ...wish, ...(known === undefined ? {} : { known }) };
        return toIssuedView(await tokens.create(principal.user.id, request));
      },
    }),
    defineRoute("POST /api/tokens/introspect", {
      needs: "self",
      event: "token.introspect",
      input: z.object({ body: z.strictObject({ token: secret }) }),
      handle: async ({ body }, principal) => {
        const { token, ...rest } = await tokens.introspect(body.token);
        return {
          ...rest,
          ...(token && mayKnow(principal, token) ? { token: toTokenView(token) } : {}),
        };
      },
    }),
    defineRoute("GET /api/tokens/:id", {
      needs: "self",
      event: undefined,
      input: z.object({ params: idParams }),
      handle: async ({ params }, principal) =>
        toTokenView(await known(tokens, params.id, principal)),
    }),
    defineRoute("PATCH /api/tokens/:id", {
      needs: "self",
      event: "token.change",
      input: z.object({ params: idParams, body: tokenChange }),
      handle: async ({ params, body }, principal) => {
        if (body.catalogue !== undefined && !isPerson(principal)) throw notByToken();
        const token = await known(tokens, params.id, principal);
        if (token.user_id !== principal.user.id && !isPerson(principal)) throw notToChange();
        const change = changeOf(body, { token, principal, current: access.catalogue });
        const wanted = changed(token, change);
        mayIssue(principal, wanted);
        if (
          !isPerson(principal) &&
          !isWithin(await access.principalOf({ tokenId: token.id }), wanted)
        )
          throw notToWiden();
        return toTokenView(await tokens.change(token.id, change));
      },
    }),
    defineRoute("POST /api/tokens/:id/rotate", {
      needs: "self",
      event: "token.rotate",
      input: z.object({
        params: idParams,
        body: z.strictObject({ overlap_s: z.int().min(0).max(week_s).exactOptional() }),
      }),
      handle: async ({ params, body }, principal) => {
        const token = await known(tokens, params.id, principal);
        // Who rotates a token holds its secret: it must be theirs, and not more than what they hold already.
        if (token.user_id !== principal.user.id) throw notTheirs();
        mayIssue(principal, token);
        return toIssuedView(await tokens.rotate(token.id, (body.overlap_s ?? 0) * 1000));
      },
    }),
    defineRoute("POST /api/tokens/:id/revoke", {
      needs: "self",
      event: "token.revoke",
      input: z.object({ params: idParams }),
      handle: async ({ params }, principal) =>
        toTokenView(await tokens.revoke((await known(tokens, params.id, principal)).id)),
    }),
    defineRoute("DELETE /api/tokens/:id", {
      needs: "self",
      event: "token.delete",
      input: z.object({ params: idParams }),
      handle: async ({ params }, principal) => {
        await tokens.delete((await known(tokens, params.id, principal)).id);
        return { deleted: true as const };
      },
    }),
  ];
}

interface Changing {
  readonly token: Token;
  readonly principal: Principal;
  readonly current: KnownCatalogue;
}

/** A person who changes rights has looked at what there is; a token has looked at nothing. */
function changeOf(
  { catalogue, ...change }: TokenChangeWish,
  { token, principal, current }: Changing,
): TokenChange {
  if (catalogue === "current") return { ...change, known: current };
  if (change.rights === undefined) return change;
  return { ...change, known: isPerson(principal) ? current : token.known };
}

/** The token as it would be. */
function changed(token: Token, change: TokenChange): Issue {
  const { homes, addresses, calls_per_minute, ...rest } = { ...token, ...change };
  return {
    ...rest,
    ...(homes ? { homes } : {}),
    ...(addresses ? { addresses } : {}),
    ...(calls_per_minute ? { calls_per_minute } : {}),
  };
}

/** A token that may do less than its user knows itself and what it could have made, or it could end all others. */
export function mayKnow(principal: Principal, token: Token): boolean {
  const { user, token: own } = principal;
  if (isAdmin(principal)) return true;
  if (token.user_id !== user.id) return false;
  return hasSameRights(principal) || own?.id === token.id || isWithin(principal, token);
}

/** @throws AppError not_found, for a token that is none of the caller's business as for one that does not exist. */
async function known(tokens: Tokens, tokenId: string, principal: Principal): Promise<Token> {
  const token = await tokens.get(tokenId);
  if (token !== undefined && mayKnow(principal, token)) return token;
  throw new AppError("not_found", "There is no such token.", {
    hint: "GET /api/tokens lists the tokens that you may see.",
  });
}

const notByToken = (): AppError =>
  new AppError("not_allowed", "A token cannot say that somebody has looked at what is new.", {
    hint: "Do it in the dashboard.",
  });

const notToChange = (): AppError =>
  new AppError("not_allowed", "A token changes no token of somebody else: it could widen it.", {
    hint: "Revoke it, or change it in the dashboard.",
  });

const notToWiden = (): AppError =>
  new AppError("not_allowed", "A token makes no token wider than it is, not even itself.", {
    hint: "Make another token within your own rights, or change it as a person.",
  });

const notTheirs = (): AppError =>
  new AppError("not_allowed", "The secret of a token is for its own user only.", {
    hint: "Revoke the token, and let its user make another.",
  });

export const toTokenView = (token: Token): TokenView => shownOf(token);

/** The secret beside what everybody may see of the token, in the words of the command line. */
export function toIssuedView({ token, secret: issued }: IssuedToken): IssuedTokenView {
  return { ...toTokenView(token), token: issued };
}
