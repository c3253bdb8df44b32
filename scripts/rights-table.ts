// Who may do what, as docs/security.md shows it and tests/security/rights-walk.spec.ts finds it at the doors:
// both are made here, of what the code itself decides by.
import type { Door, Principal } from "../server/access/principal.ts";
import { rightsOf, type TokenRights } from "../server/access/rules/rights.ts";
import { apiRoutes } from "../server/http/api/api.ts";
import { mayUse, needs, type Needs, type Route } from "../server/http/api/route.ts";
import { decide } from "../server/policy/decide.ts";
import { builtInRoles, type Role } from "../server/policy/roles.ts";
import type { DecisionKind, ToolFacts } from "../server/policy/rules.ts";

/** The built-in roles, and one that somebody made for who may read what others asked. */
export const roles = {
  ...builtInRoles,
  auditor: { ...builtInRoles.viewer, name: "auditor", powers: ["auditor"] },
} as const satisfies Readonly<Record<string, Role>>;

export type RoleName = keyof typeof roles;
// The keys of a constant object are its names.
export const roleNames = Object.keys(roles) as readonly RoleName[];

/** The tokens that the tables tell apart. */
export const tokenKinds = {
  none: { rights: "none" },
  chosen: { rights: "chosen", chosen: { rules: { "effect:read": "allow" } } },
  same: { rights: "same" },
} as const satisfies Readonly<Record<string, TokenRights>>;

export type TokenKind = keyof typeof tokenKinds;

export const listeners = ["public", "ingress"] as const;
export type Listener = (typeof listeners)[number];

/** What somebody comes with. */
export type Credential =
  | { readonly kind: "nothing" }
  | { readonly kind: "token"; readonly token: TokenKind; readonly doors: readonly Door[] }
  | { readonly kind: "frozen token" }
  | { readonly kind: "browser session" }
  | { readonly kind: "Ingress" };

export interface Caller {
  readonly listener: Listener;
  readonly role: RoleName;
  readonly credential: Credential;
}

const everyDoor: readonly Door[] = ["mcp", "rest", "api"];
const withoutApi: readonly Door[] = ["mcp", "rest"];
const tokenKindNames = ["none", "chosen", "same"] as const satisfies readonly TokenKind[];

/** Every caller whom the table of routes tells apart; who brings nothing of their own has no role. */
export const callers: readonly Caller[] = roleNames.flatMap((role) => [
  ...(role === "admin" ? listeners : []).map((listener): Caller => ({
    listener,
    role,
    credential: { kind: "nothing" },
  })),
  ...tokenKindNames.map((token): Caller => ({
    ...{ listener: "public", role, credential: { kind: "token", token, doors: everyDoor } },
  })),
  { listener: "public", role, credential: { kind: "token", token: "same", doors: withoutApi } },
  { listener: "public", role, credential: { kind: "frozen token" } },
  { listener: "public", role, credential: { kind: "browser session" } },
  { listener: "ingress", role, credential: { kind: "token", token: "same", doors: everyDoor } },
  { listener: "ingress", role, credential: { kind: "Ingress" } },
]);

/** Whether the caller comes as far as what a route of this right does. */
export function isLetIn(right: Needs, { listener, role, credential }: Caller): boolean {
  if (right === "anyone") return listener === "public";
  switch (credential.kind) {
    case "nothing":
    case "frozen token":
      return false;
    case "token":
      return (
        listener === "public" &&
        credential.doors.includes("api") &&
        mayUse(right, principalOf(role, credential.token, credential.doors))
      );
    case "browser session":
      return listener === "public" && mayUse(right, principalOf(role));
    case "Ingress":
      return listener === "ingress" && mayUse(right, principalOf(role));
  }
}

/** What becomes of a call of this tool before its arguments are looked at. */
export const decisionOf = (tool: ToolFacts, role: RoleName, token: TokenKind): DecisionKind =>
  decide(tool, principalOf(role, token).rights).kind;

/** Every route of /api; asking one anything is not possible. */
export function allRoutes(): readonly Route[] {
  // Whatever a route is made of is asked for only when it is called.
  const nothing: unknown = new Proxy(() => nothing, { get: () => nothing, apply: () => nothing });
  return apiRoutes(nothing as Parameters<typeof apiRoutes>[0]);
}

/** What is at each address for who comes with this: the doors that `server/http/app.ts` opens. */
export const doorsOf = {
  nothing: { public: [], ingress: [] },
  "a token with this door": { public: ["/mcp", "/rest", "/api"], ingress: [] },
  "a token without this door": { public: [], ingress: [] },
  "a frozen token": { public: [], ingress: [] },
  "a browser session": { public: ["/api"], ingress: [] },
  "Ingress, from the Supervisor": { public: [], ingress: ["/api"] },
} as const satisfies Readonly<Record<string, Readonly<Record<Listener, readonly string[]>>>>;

function principalOf(role: RoleName, token?: TokenKind, doors: readonly Door[] = []): Principal {
  const parts = { role: roles[role], keptFromTokens: [] };
  const user = { id: role, username: role, name: role };
  const common = { user, role, powers: roles[role].powers, address: "" };
  if (token === undefined) return { ...common, door: "dashboard", rights: rightsOf(parts) };
  const rights = tokenKinds[token];
  return {
    ...{ ...common, door: "api", rights: rightsOf({ ...parts, token: rights }) },
    token: {
      ...{ id: role, name: token, hashPrefix: "", rights: rights.rights, doors, attended: true },
    },
  };
}

type Row = readonly string[];

const table = (headings: Row, rows: readonly Row[]): string =>
  [headings, headings.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** Rows that say the same of several are one row that names them all. */
function merged(rows: readonly { readonly who: string; readonly says: Row }[]) {
  const byWords = new Map<string, { who: string[]; says: Row }>();
  for (const { who, says } of rows) {
    const known = byWords.get(says.join("|"));
    if (known === undefined) byWords.set(says.join("|"), { who: [who], says });
    else if (!known.who.includes(who)) known.who.push(who);
  }
  return [...byWords.values()];
}

export const routesTable = (): string =>
  table(
    ["route", "right"],
    [...allRoutes()]
      .sort((one, other) => (pathOf(one) < pathOf(other) ? -1 : 1))
      .map(({ name, needs: right }) => [`\`${name}\``, right]),
  );

const pathOf = ({ name }: Pick<Route, "name">) => name.split(" ").reverse().join(" ");

/** What each word of a right means for each kind of caller. */
export function callersTable(): string {
  const kinds = [...new Set(callers.map(describe))];
  const rows = kinds.flatMap((kind) =>
    merged(
      callers
        .filter((caller) => describe(caller) === kind)
        .map((caller) => ({
          who: caller.role,
          says: needs.map((right) => (isLetIn(right, caller) ? "let in" : "-")),
        })),
    ).map(({ who, says }) => [
      kind,
      kind.endsWith("nothing")
        ? "nobody"
        : who.length === roleNames.length
          ? "any role"
          : who.join(", "),
      ...says,
    ]),
  );
  return table(["who comes with", "as", ...needs], rows);
}

export function describe({ listener, credential }: Caller): string {
  const where = listener === "ingress" ? "Ingress port" : "public port";
  if (credential.kind !== "token") return `${where}: ${credential.kind}`;
  return credential.doors.includes("api")
    ? `${where}: token, rights ${credential.token}`
    : `${where}: token without the door api, any rights`;
}

/** What is decided over each tool, for users and their tokens. */
export function toolsTable(tools: readonly ToolFacts[]): string {
  const rows = tools.map((tool) => ({
    who: `\`${tool.name}\``,
    says: [
      tool.effect,
      ...roleNames.map((role) => shown(decisionOf(tool, role, "same"))),
      shown(decisionOf(tool, "admin", "chosen")),
      shown(decisionOf(tool, "admin", "none")),
    ],
  }));
  return table(
    ["tools", "effect", ...roleNames, "token, chosen `effect:read`", "token, none"],
    merged(rows).map(({ who, says }) => [who.join(", "), ...says]),
  );
}

const shown = (decision: DecisionKind) => (decision === "deny" ? "-" : decision);

export const doorsTable = (): string =>
  table(
    ["who comes with", "public port", "Ingress port"],
    Object.entries(doorsOf).map(([what, at]) => [
      what,
      ...listeners.map((listener) => at[listener].join(", ") || "-"),
    ]),
  );
