import type { FreezeView } from "../../../shared/views.ts";
import type { FreezeState } from "../../access/rules/house-rules.ts";
import type { Principal } from "../../access/principal.ts";
import { isOneself } from "./oneself.ts";
import { isAdmin } from "./route.ts";
import { mayKnow } from "./tokens.ts";

/** What is frozen. Who is no admin learns whether everything is, and what is of their own; not by which helper. */
export function freezeSeenBy(principal: Principal, state: FreezeState): FreezeView {
  const { everything, helpers } = state;
  const freezer = helpers.find(
    ({ freezes, is_frozen }) => freezes.kind === "everything" && is_frozen,
  );
  const isTold = isAdmin(principal);
  const by = everything?.by ?? freezer?.entity_id;
  return {
    everything: everything !== undefined || freezer !== undefined,
    ...(everything === undefined ? {} : { since: everything.since }),
    ...(isTold && by !== undefined ? { by } : {}),
    users: state.users
      .filter(({ id }) => isTold || isOneself(principal, id))
      .map(({ id, username }) => ({ id, username })),
    tokens: state.tokens
      .filter((token) => mayKnow(principal, token))
      .map(({ id, name, username }) => ({ id, name, username })),
    helpers: isTold ? helpers : [],
  };
}
