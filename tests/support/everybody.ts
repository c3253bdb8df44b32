// Somebody of every role, by every kind of caller: to see who may use a route of the API.
import type { Api } from "../../shared/api.ts";
import { builtInRoles, type BuiltInRole } from "../../server/policy/roles.ts";
import { askApi, type ApiCaller } from "./ask-api.ts";
import { signIn, throughIngress } from "./callers.ts";
import type { Doors } from "./doors.ts";

export const kinds = ["same", "none", "chosen", "browser", "ingress"] as const;
type Kind = (typeof kinds)[number];

type Caller = string | ApiCaller;
type Route = keyof Api;

const roles = Object.values(builtInRoles).map(({ name }) => name as BuiltInRole); // its own keys

/** Who is not refused at each of these routes, as "admin browser". Nothing is changed: bodies are wrong, ids nobody's. */
export async function whoMay(
  doors: Doors,
  routes: readonly Route[],
): Promise<ReadonlyMap<Route, readonly string[]>> {
  const letIn = new Map(routes.map((name): [Route, string[]] => [name, []]));
  const robin = await throughIngress(doors, "Robin");
  for (const role of roles) {
    // One person of the home is of each role in turn.
    await doors.access.users.change(robin.me.id, { role, role_from: "here" });
    const callers = { ...(await callersOf(doors, role)), ingress: robin };
    for (const [name, known] of letIn)
      for (const kind of await kindsLetIn(doors, name, callers)) known.push(`${role} ${kind}`);
  }
  return letIn;
}

async function callersOf(doors: Doors, role: BuiltInRole) {
  const { user, secret } = doors.people[role];
  const issue = async (rights: "none" | "chosen") => {
    const chosen = rights === "chosen" ? { chosen: { rules: { all: "allow" as const } } } : {};
    const wish = { name: `${rights} of ${role}`, rights, doors: ["api" as const], ...chosen };
    return (await doors.access.tokens.create(user.id, wish)).secret;
  };
  return {
    same: secret,
    none: await issue("none"),
    chosen: await issue("chosen"),
    browser: await signIn(doors, role),
  };
}

async function kindsLetIn(
  doors: Doors,
  name: Route,
  callers: Readonly<Record<Kind, Caller>>,
): Promise<readonly Kind[]> {
  const body = name.startsWith("GET ") ? {} : { body: { nonsense: true } };
  const answers = await Promise.all(
    kinds.map((kind) => askApi(doors, name, callers[kind], { id: "nobody", ...body })),
  );
  return kinds.filter((kind, index) => {
    const status = answers[index]?.status ?? 500;
    if (status === 429 || status >= 500) throw new Error(`${name}: ${status} for ${kind}`);
    return status !== 403 && status !== 401;
  });
}

/** Who has a right, in the words of {@link whoMay}. */
export const whoHas = {
  self: all(() => true),
  person: all((_role, kind) => isPerson(kind)),
  admin: all((role, kind) => role === "admin" && (isPerson(kind) || kind === "same")),
  "admin in person": all((role, kind) => role === "admin" && isPerson(kind)),
} as const;

function isPerson(kind: Kind): boolean {
  return kind === "browser" || kind === "ingress";
}

function all(has: (role: BuiltInRole, kind: Kind) => boolean): readonly string[] {
  return roles.flatMap((role) =>
    kinds.filter((kind) => has(role, kind)).map((kind) => `${role} ${kind}`),
  );
}
