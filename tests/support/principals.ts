import type { Principal, PrincipalToken } from "../../server/access/principal.ts";
import type { Limit, Rights, Rule, Scope } from "../../server/policy/rules.ts";
import { namedScopes, scopeOf, type ScopeName } from "../../server/policy/scope.ts";

interface PrincipalWish {
  readonly name?: string;
  readonly role?: string;
  readonly rules?: readonly Rule[];
  readonly tokenRules?: readonly Rule[];
  readonly scope?: Scope | ScopeName;
  readonly limits?: readonly Limit[];
  readonly token?: Partial<PrincipalToken>;
}

/** Scopes of a user without a token. */
export const scopes = {
  none: scopeOf(namedScopes.none),
  exposed: scopeOf(namedScopes.exposed),
  all: scopeOf(namedScopes.all),
} as const;

export const readsEverything: Rule = {
  name: "role resident",
  target: { kind: "effect", effect: "read" },
  decision: "allow",
};

/** A principal without a database: a resident with a token that may read, unless wished otherwise. */
export function makePrincipal(wish: PrincipalWish = {}): Principal {
  const { name = "ada", role = "resident", rules = [readsEverything], limits = [] } = wish;
  const { scope: wished = "all" } = wish;
  const scope = typeof wished === "string" ? scopes[wished] : wished;
  const rights: Rights = {
    key: JSON.stringify([rules, wish.tokenRules, scope, limits]),
    user: rules,
    scope,
    limits,
    ...(wish.tokenRules === undefined ? {} : { token: wish.tokenRules }),
  };
  return {
    user: { id: `user-${name}`, username: name, name },
    role,
    powers: role === "admin" ? ["admin"] : [],
    token: {
      id: `token-${name}`,
      name: "laptop",
      hashPrefix: "0123456789ab",
      rights: "same",
      doors: ["mcp", "rest"],
      attended: true,
      ...wish.token,
    },
    door: "rest",
    address: "192.168.1.20",
    client: "curl/8",
    rights,
  };
}
