import { randomBytes } from "node:crypto";
import type { User } from "./model.ts";
import type { Users } from "./users.ts";

export interface Issued {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** What lets somebody in, and who that is. */
export interface Tokens {
  userOf(access: string): User | undefined;
  /** A long-lived token. */
  give(userId: string | undefined, access: string): void;
  issue(userId: string): Issued;
  /** Of this token, or of this refresh token. */
  revoke(token: string): void;
  revokeAll(userId: string): void;
  /** Refresh tokens that are good. */
  readonly open: number;
}

interface Holding {
  readonly userId: string;
  readonly refresh?: string;
}

/** `onRevoked` hears of each access token that is worth nothing any more. */
export function createTokens(users: Users, onRevoked: (access: string) => void): Tokens {
  const holdings = new Map<string, Holding>();

  function revokeWhere(is: (access: string, holding: Holding) => boolean): void {
    for (const [access, holding] of [...holdings]) {
      if (!is(access, holding)) continue;
      holdings.delete(access);
      onRevoked(access);
    }
  }

  return {
    userOf: (access) => users.all.get(holdings.get(access)?.userId ?? ""),
    give(userId, access) {
      if (userId !== undefined) holdings.set(access, { userId });
    },
    issue(userId) {
      const [access_token, refresh_token] = [randomToken(), randomToken()];
      holdings.set(access_token, { userId, refresh: refresh_token });
      return { access_token, refresh_token };
    },
    revoke: (token) => revokeWhere((access, { refresh }) => access === token || refresh === token),
    revokeAll: (userId) => revokeWhere((_, holding) => holding.userId === userId),
    get open() {
      return [...holdings.values()].filter(({ refresh }) => refresh !== undefined).length;
    },
  };
}

export const randomToken = (): string => randomBytes(32).toString("hex");
