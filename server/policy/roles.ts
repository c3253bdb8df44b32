import type { Effect } from "../../shared/effects.ts";
import type { DecisionKind, Limit, Power, Rule, ScopeRule } from "./rules.ts";
import { namedScopes, type ScopeName } from "./scope.ts";

/** What kind of person somebody is: what they may do, and which entities exist for them. */
export interface Role {
  readonly name: string;
  readonly rules: readonly Rule[];
  readonly scope: readonly ScopeRule[];
  readonly limits: readonly Limit[];
  readonly powers: readonly Power[];
}

export const builtInRoles = {
  viewer: role("viewer", "all", { read: "allow" }),
  resident: role("resident", "all", { read: "allow", execute: "allow" }),
  editor: role("editor", "all", { read: "allow", execute: "allow", write: "confirm" }),
  admin: role("admin", "all", {
    read: "allow",
    execute: "allow",
    write: "allow",
    destroy: "confirm",
  }),
  guest: role("guest", "exposed", { read: "allow", execute: "allow" }),
} as const satisfies Readonly<Record<string, Role>>;

export type BuiltInRole = keyof typeof builtInRoles;

export function isBuiltInRole(name: string): name is BuiltInRole {
  return Object.hasOwn(builtInRoles, name);
}

/** The role that a user of this role has now: somebody whose role is gone is a viewer. */
export function roleNow(name: string): BuiltInRole {
  return isBuiltInRole(name) ? name : "viewer";
}

/** The role of that name. A role that is gone leaves its people as viewers of nothing. */
export function roleOf(name: string): Role {
  return isBuiltInRole(name)
    ? builtInRoles[name]
    : { ...builtInRoles.viewer, scope: namedScopes.none };
}

function role(
  name: string,
  scope: ScopeName,
  effects: Partial<Record<Effect, DecisionKind>>,
): Role {
  const rules = Object.entries(effects).map(
    // Object.entries forgets that the keys are effects.
    ([effect, decision]): Rule => ({
      name: `role ${name}`,
      target: { kind: "effect", effect: effect as Effect },
      decision,
    }),
  );
  const sensitive: Rule = {
    name: `role ${name}`,
    target: { kind: "sensitive" },
    decision: name === "guest" ? "deny" : "approve",
  };
  return {
    ...{ name, rules: [...rules, sensitive], scope: namedScopes[scope], limits: [] },
    powers: name === "admin" ? ["admin"] : [],
  };
}
