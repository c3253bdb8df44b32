import { createHash } from "node:crypto";
import { effects, type Effect } from "../../shared/effects.ts";
import {
  risks,
  type KnownCatalogue,
  type Rights,
  type Risk,
  type Rule,
  type Target,
} from "../policy/rules.ts";
import { namedScopes, scopeNames, scopeOf, type ScopeName } from "../policy/scope.ts";
import { roleOf } from "../policy/roles.ts";
import type { ChosenRights, Token } from "./access.ts";

type TokenRights = Pick<Token, "rights" | "chosen">;

/** A token without rights can ask who it is. Anything else is refused by a rule that says why. */
const noRights: readonly Rule[] = [
  {
    name: "token: it may only ask who it is",
    target: { kind: "tool", name: "whoami" },
    decision: "allow",
  },
  { name: "token: it has no rights", target: { kind: "all" }, decision: "deny" },
];

/** The rights of a user of this role, through this token if there is one, which knows only this catalogue. */
export function rightsOf(roleName: string, token?: TokenRights, known?: KnownCatalogue): Rights {
  const role = roleOf(roleName);
  const tokenRules = token === undefined ? undefined : rulesOf(token);
  const rights = {
    user: role.rules,
    scope: scopeOf(role.scope, token === undefined ? undefined : namedScopes[scopeNameOf(token)]),
    limits: [],
    ...(tokenRules === undefined ? {} : { token: tokenRules }),
  };
  return known === undefined
    ? Object.freeze({ key: keyOf(rights), ...rights })
    : Object.freeze({ key: keyOf({ ...rights, known: known.id }), ...rights, known });
}

/** "tool:get_entity", "toolset:explore", "effect:read" and "all"; for what happens in the home
 * "service:lock.unlock", "risk:unlock" and "sensitive"; undefined for anything else. */
export function parseTarget(text: string): Target | undefined {
  if (text === "all" || text === "sensitive") return { kind: text };
  const [, kind = "", name = ""] = /^([a-z]+):([a-z0-9_.]{1,129})$/.exec(text) ?? [];
  switch (kind) {
    case "tool":
    case "toolset":
      return /^[a-z0-9_]{1,64}$/.test(name) ? { kind, name } : undefined;
    case "effect":
      return isEffect(name) ? { kind, effect: name } : undefined;
    case "service":
      return /^[a-z0-9_]{1,64}\.[a-z0-9_]{1,64}$/.test(name) ? { kind, name } : undefined;
    case "risk":
      return isRisk(name) ? { kind, risk: name } : undefined;
    default:
      return undefined;
  }
}

/** Whether the one shows less than the other. */
export function isNarrower(one: ScopeName, other: ScopeName): boolean {
  return scopeNames.indexOf(one) < scopeNames.indexOf(other);
}

/** What the token allows, before its user is asked; undefined: whatever its user may. */
export function rulesOf(token: TokenRights): readonly Rule[] | undefined {
  switch (token.rights) {
    case "none":
      return noRights;
    case "same":
      return undefined;
    case "chosen":
      return rulesOfChosen(token.chosen);
  }
}

export function scopeNameOf(token: TokenRights): ScopeName {
  if (token.rights === "none") return "none";
  return token.rights === "chosen" ? (token.chosen?.scope ?? "all") : "all";
}

function rulesOfChosen(chosen: ChosenRights | undefined): readonly Rule[] {
  return Object.entries(chosen?.rules ?? {})
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([text, decision]) => {
      const target = parseTarget(text);
      return target === undefined ? [] : [{ name: `token: ${text}`, target, decision }];
    });
}

function keyOf(rights: object): string {
  return createHash("sha256").update(JSON.stringify(rights)).digest("base64url").slice(0, 22);
}

function isRisk(text: string): text is Risk {
  return risks.some((risk) => risk === text);
}

function isEffect(text: string): text is Effect {
  return effects.some((effect) => effect === text);
}
