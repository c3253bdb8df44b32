import { z } from "zod";
import type { ExplanationView } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import type { Explanation, Gateway } from "../../gateway/call.ts";
import { toldTo } from "../../policy/scope.ts";
import { id } from "./fields.ts";
import { defineRoute, isAdmin, type Route } from "./route.ts";

export interface ExplainParts {
  readonly access: Pick<Access, "principalOf">;
  readonly gateway: Pick<Gateway, "explain">;
}

const question = z.strictObject({
  tool: z.string().min(1).max(100),
  args: z.record(z.string(), z.unknown()).exactOptional(),
  home: id.exactOptional(),
  user_id: id.exactOptional(),
  token_id: id.exactOptional(),
});

/** Planning reads scripts and scenes of the home: a home that hangs must not hold the request. */
const patienceMs = 15_000;

export function explainRoutes({ access, gateway }: ExplainParts): Route[] {
  return [
    defineRoute("POST /api/permissions/explain", {
      needs: "self",
      event: "permissions.explain",
      input: z.object({ body: question }),
      handle: async ({ body }, principal) => {
        const { tool, args = {}, home } = body;
        const explanation = await gateway.explain({
          ...{ principal: await whoIsMeant(body, principal), tool, args },
          ...(home === undefined ? {} : { home }),
          signal: AbortSignal.timeout(patienceMs),
        });
        return toView(tool, explanation);
      },
    }),
  ];

  /** @throws AppError not_allowed for who may not ask about others. */
  async function whoIsMeant(
    { user_id: userId, token_id: tokenId, home }: z.output<typeof question>,
    principal: Principal,
  ): Promise<Principal> {
    if (userId !== undefined && tokenId !== undefined) throw oneOrTheOther();
    const who = userId !== undefined ? { userId } : tokenId !== undefined ? { tokenId } : undefined;
    const { user, token } = principal;
    const isItself = token === undefined ? userId === user.id : tokenId === token.id;
    if (who === undefined || isItself) return principal;
    if (!isAdmin(principal)) throw notAbout();
    const homes = token?.homes;
    if (homes !== undefined && (home === undefined || !homes.includes(home))) throw elsewhere();
    const meant = await access.principalOf(who);
    const { rights } = meant;
    // What others see is in sentences, in names that are nearly meant and in failures.
    return {
      ...meant,
      rights: { ...rights, scope: toldTo(rights.scope, principal.rights.scope) },
    };
  }
}

function toView(
  tool: string,
  { decision, sentences, reasons, planHash, failure }: Explanation,
): ExplanationView {
  return {
    ...{ tool, decision: decision.kind, rule: decision.rule, sentences, reasons },
    ...(planHash === undefined ? {} : { plan_hash: planHash }),
    ...(failure === undefined ? {} : { failure }),
  };
}

const oneOrTheOther = () =>
  new AppError("invalid_input", "It is asked about a user or about a token, not about both.", {
    hint: "Leave user_id or token_id out.",
  });

const notAbout = () =>
  new AppError("not_allowed", "Only an admin may ask what others may do.", {
    hint: "Leave user_id and token_id out to ask about yourself.",
  });

const elsewhere = () =>
  new AppError("not_allowed", "This token may ask about its own homes only.", {
    hint: "Name one of its homes.",
  });
