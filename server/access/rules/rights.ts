import { createHash } from "node:crypto";
import type { KnownCatalogue, Rights, Scope, ScopeRule, Written } from "../../policy/rules.ts";
import { statesNamedBy } from "../../policy/conditions.ts";
import type { Role } from "../../policy/roles.ts";
import { namedScopes, scopeOf } from "../../policy/scope.ts";
import type { Token } from "../tokens/token.ts";
import { readChosen } from "./read-permissions.ts";

/** Rights of a token, as they are asked for and kept. */
export type TokenRights = Pick<Token, "rights" | "chosen">;

/** All that decides over somebody's calls. */
export interface RightsParts {
  readonly role: Role;
  /** What is written for the user themselves: it goes before their role at the same target. */
  readonly user?: Written;
  /** What is written for everybody: it goes after their role. */
  readonly everybody?: Written;
  readonly token?: TokenRights;
  /** What there was when the token was made. */
  readonly known?: KnownCatalogue;
  /** The user's id in Home Assistant. */
  readonly self?: string;
  /** "everything is frozen" */
  readonly frozen?: string;
  /** Entities that no token may see, whatever is written: those that freeze. */
  readonly keptFromTokens: readonly string[];
}

/** A token without rights can ask who it is. Anything else is refused by a rule that says why. */
const noRights: Written = {
  rules: [
    {
      name: "token: it may only ask who it is",
      target: { kind: "tool", name: "whoami" },
      decision: "allow",
    },
    { name: "token: it has no rights", target: { kind: "all" }, decision: "deny" },
  ],
  ...{ scope: namedScopes.none, limits: [] },
};

const nothing: Written = { rules: [], scope: namedScopes.none, limits: [] };

/** The rights of somebody, conditions and all: what holds at a moment is `rightsAt` of them. Equal parts
 * have equal keys. @throws AppError invalid_input for a token whose chosen rights make no sense. */
export function rightsOf(parts: RightsParts): Rights {
  const { role, known, frozen } = parts;
  const layers = [parts.user, role, parts.everybody].filter((layer) => layer !== undefined);
  const token = parts.token === undefined ? undefined : writtenOf(parts.token);
  const all = token === undefined ? layers : [...layers, token];
  const rights = {
    user: Object.freeze(layers.flatMap(({ rules }) => rules)),
    ...(token === undefined ? {} : { token: token.rules }),
    scope: scopeFor(layers, token, parts),
    limits: Object.freeze(all.flatMap(({ limits }) => limits)),
    ...(frozen === undefined ? {} : { frozen }),
  };
  return known === undefined
    ? Object.freeze({ key: keyOf(rights), ...rights })
    : Object.freeze({ key: keyOf({ ...rights, known: known.id }), ...rights, known });
}

/** What the token allows, before its user is asked; undefined: whatever its user may.
 * @throws AppError invalid_input for chosen rights that make no sense. */
export function writtenOf({ rights, chosen }: TokenRights): Written | undefined {
  switch (rights) {
    case "none":
      return noRights;
    case "same":
      return undefined;
    case "chosen":
      return chosen === undefined ? nothing : readChosen(chosen);
  }
}

function scopeFor(
  layers: readonly Written[],
  token: Written | undefined,
  parts: RightsParts,
): Scope {
  const user = layers.flatMap(({ scope }) => scope);
  const self = parts.self === undefined ? {} : { self: parts.self };
  if (parts.token === undefined) return scopeOf(user, undefined, self);
  const said = [...user, ...(token?.scope ?? [])];
  const house = [...keepPrivate(said), ...parts.keptFromTokens.map(keep)];
  const held = heldBy(token === undefined ? layers : [...layers, token]);
  return scopeOf(user, token?.scope, { ...self, house, ...(held === undefined ? {} : { held }) });
}

/** A token that may flip what a rule of its own hangs on is bound by that rule no more. */
export const heldBy = (written: readonly Written[]): ReadonlySet<string> | undefined =>
  statesNamedBy(written.flatMap(({ rules, scope, limits }) => [...rules, ...scope, ...limits]));

/** What is private is not there for a token, unless somebody said something of it. What they said still
 * has to be allowed where they said it. */
export const keepPrivate = (said: readonly ScopeRule[]): readonly ScopeRule[] => [
  { name: "what is private", select: { kind: "private" }, access: "none", isDefault: true },
  ...said.filter(({ select: { kind } }) => ["entity", "device", "private"].includes(kind)),
  ...namedScopes.all,
];

const keep = (id: string): ScopeRule => ({
  ...{ name: "what freezes", select: { kind: "entity", id }, access: "none" },
});

function keyOf(rights: object): string {
  return createHash("sha256").update(JSON.stringify(rights)).digest("base64url").slice(0, 22);
}
