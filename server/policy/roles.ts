import type { Effect } from "../../shared/effects.ts";
import type { DecisionKind, Power, Rule, Written } from "./rules.ts";
import { namedScopes, type ScopeName } from "./scope.ts";

/** What kind of person somebody is: what they may do, and which entities exist for them. */
export interface Role extends Written {
  readonly name: string;
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

/** The role that a user of this role has now: somebody whose role is gone is a viewer. Roles that are kept
 * take the place of built-in ones. */
export const roleNow = (name: string, roles: ReadonlyMap<string, Role>): string =>
  roles.has(name) || isBuiltInRole(name) ? name : "viewer";

/** The role of that name. A role that is gone leaves its people as viewers of nothing. */
export function roleOf(name: string, roles: ReadonlyMap<string, Role>): Role {
  const kept = roles.get(name);
  if (kept !== undefined) return kept;
  return isBuiltInRole(name)
    ? builtInRoles[name]
    : { ...builtInRoles.viewer, scope: namedScopes.none, powers: [] };
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
