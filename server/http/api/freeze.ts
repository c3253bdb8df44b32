import { z } from "zod";
import type { FreezeTarget } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import { freezeTarget } from "./fields.ts";
import { freezeHelperRoutes, type FreezeHelperParts } from "./freeze-helpers.ts";
import { freezeSeenBy } from "./freeze-view.ts";
import { isOneself } from "./oneself.ts";
import { defineRoute, isAdmin, type Route } from "./route.ts";
import { mayKnow } from "./tokens.ts";

export interface FreezeParts extends FreezeHelperParts {
  readonly access: Pick<Access, "freeze" | "users" | "tokens">;
}

/** The switch that stops everything, a user or a token. Whoever may know of them may stop them; to go on is a person's to say. */
export function freezeRoutes(parts: FreezeParts): Route[] {
  const { freeze, users, tokens } = parts.access;

  const view = async (principal: Principal) => freezeSeenBy(principal, await freeze.state());

  /** @throws AppError not_found, for what is none of the caller's business as for what is not there. */
  async function refuseForeign(target: FreezeTarget, principal: Principal): Promise<void> {
    if (target.kind === "everything") {
      if (!isAdmin(principal)) throw notEverything();
      return;
    }
    if (target.kind === "user") {
      if (isAdmin(principal) || isOneself(principal, target.id)) return;
      throw target.id === principal.user.id ? notByNarrowToken() : nobody("user");
    }
    const token = await tokens.get(target.id);
    if (token === undefined || !mayKnow(principal, token)) throw nobody("token");
  }

  /** What an admin froze, an admin lets go on. */
  async function isFrozenByAnother(target: FreezeTarget, principal: Principal): Promise<boolean> {
    if (isAdmin(principal) || target.kind === "everything") return false;
    const frozen = await (target.kind === "user" ? users.get(target.id) : tokens.get(target.id));
    return frozen?.frozen_at !== undefined && frozen.frozen_by !== principal.user.id;
  }

  /** @throws AppError conflict: what a switch of the home freezes, that switch alone lets go on. */
  async function refuseWhileHeld(target: FreezeTarget, principal: Principal): Promise<void> {
    const { helpers } = await freeze.state();
    const held = helpers.find(({ freezes, is_frozen }) => is_frozen && isSame(freezes, target));
    if (held === undefined) return;
    throw heldBy(isAdmin(principal) ? held.entity_id : "a switch in the home");
  }

  return [
    defineRoute("GET /api/freeze", {
      needs: "self",
      event: undefined,
      input: z.object({}),
      handle: (_input, principal) => view(principal),
    }),
    defineRoute("POST /api/freeze", {
      needs: "self",
      event: "freeze",
      input: z.object({ body: freezeTarget }),
      handle: async ({ body }, principal) => {
        await refuseForeign(body, principal);
        await freeze.freeze(body, principal.user);
        return view(principal);
      },
    }),
    defineRoute("POST /api/freeze/lift", {
      needs: "person",
      event: "freeze.lift",
      input: z.object({ body: freezeTarget }),
      handle: async ({ body }, principal) => {
        await refuseForeign(body, principal);
        if (await isFrozenByAnother(body, principal)) throw forced();
        await refuseWhileHeld(body, principal);
        await freeze.lift(body);
        return view(principal);
      },
    }),
    ...freezeHelperRoutes(parts),
  ];
}

const isSame = (one: FreezeTarget, other: FreezeTarget): boolean =>
  one.kind === "everything"
    ? other.kind === "everything"
    : other.kind === one.kind && other.id === one.id;

const notEverything = () =>
  new AppError("not_allowed", "Only an admin may freeze everything, and let it go on.", {
    hint: "Freeze yourself or one of your tokens.",
  });

const nobody = (kind: "user" | "token") =>
  new AppError("not_found", `There is no such ${kind}.`, {
    hint: "You may freeze yourself and your own tokens.",
  });

const forced = () =>
  new AppError("not_allowed", "An admin froze this: an admin lets it go on.", {
    hint: "Ask an admin of this home.",
  });

const heldBy = (what: string) =>
  new AppError("conflict", `This is frozen by ${what}, which a lift does not touch.`, {
    hint: "Turn it off in Home Assistant; an admin may also let it freeze nothing any more. Then lift what is still frozen.",
  });

const notByNarrowToken = () =>
  new AppError("not_allowed", "A token that may do less than its user does not freeze its user.", {
    hint: "It may freeze itself; a person freezes themselves in the dashboard.",
  });
