import type { Principal } from "../../access/principal.ts";

/** Whether the principal is this user: in person, or by a token that may do what they may. */
export const isOneself = ({ user, token }: Principal, userId: string): boolean =>
  user.id === userId && (token === undefined || token.rights === "same");
