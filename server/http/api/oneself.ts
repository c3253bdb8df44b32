import type { Principal } from "../../access/principal.ts";

/** Whether the principal may do all that their user may: in person, or by a token with the same rights. */
export const hasSameRights = ({ token }: Principal): boolean =>
  token === undefined || token.rights === "same";

/** Id of a token that may do less than its user, and is told only of what it did itself; undefined: whoever else. */
export const narrowToken = (principal: Principal): string | undefined =>
  hasSameRights(principal) ? undefined : principal.token?.id;

/** Whether the principal is this user. */
export const isOneself = (principal: Principal, userId: string): boolean =>
  principal.user.id === userId && hasSameRights(principal);
