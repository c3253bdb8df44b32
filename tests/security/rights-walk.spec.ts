// Finds at the doors what docs/security.md says: both have it from scripts/rights-table.ts.
import { expect } from "chai";
import {
  allRoutes,
  callers,
  decisionOf,
  describe as nameOf,
  doorsOf,
  isLetIn,
  roleNames,
  roles,
  tokenKinds,
  type Caller,
  type RoleName,
  type TokenKind,
} from "../../scripts/rights-table.ts";
import { writePermissions } from "../../server/access/rules/write-permissions.ts";
import type { Door } from "../../server/access/principal.ts";
import { isRecord } from "../../server/record.ts";
import { catalogue } from "../../server/tools/index.ts";
import { signIn, throughIngress, usualPassword } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";
import { modern, post } from "../support/raw-mcp.ts";

type Headers = Readonly<Record<string, string>>;

interface Answer {
  readonly status: number;
  readonly message: string;
  readonly code: string;
  readonly body: unknown;
}

/** What a door says to who has not the right to come in; whatever else is said is said by what is behind it. */
const refusals = [
  /^Missing or invalid Authorization header/,
  /^Home Assistant does not say who is asking/,
  /^The token is not for the door api/,
  /^No token is let in here/,
  /^Tokens are not taken on this port/,
  /^Only an admin may do this\.$/,
  /^Only a person may do this, and never a token\.$/,
  /^There is nothing at this address/,
];

/** Last what ends the session that asks. */
const endings = ["DELETE /api/auth/sessions", "POST /api/auth/logout"];
const routes = [...allRoutes()].sort(
  ({ name: one }, { name: other }) => endings.indexOf(one) - endings.indexOf(other),
);

describe("The walk over all rights", function () {
  this.timeout(60_000);
  let doors: Doors;
  let origins: Readonly<Record<Caller["listener"], string>>;
  let people = 0;
  let asked = 0;

  before(async () => {
    doors = await startDoors({ trusted_proxies: ["127.0.0.1"] });
    origins = { public: doors.url, ingress: new URL(doors.ingress.get("/").url).origin };
    const { powers } = roles.auditor;
    await doors.access.roles.put(
      "auditor",
      { powers, permissions: writePermissions(roles.auditor) },
      doors.people.admin.user.id,
    );
  });
  after(() => doors.close());

  /** Somebody new: what somebody may change in a minute is bounded. */
  async function welcome(role: RoleName) {
    people += 1;
    const username = `${role}-${people}`;
    return doors.access.users.create({ username, role, password: usualPassword });
  }

  async function tokenOf(role: RoleName, token: TokenKind, at: readonly Door[]) {
    const { id } = await welcome(role);
    return doors.access.tokens.create(id, { name: "walker", ...tokenKinds[token], doors: at });
  }

  /** A new user of Home Assistant's, whose role is given here. */
  async function fromHome(role: RoleName) {
    people += 1;
    const name = `Visitor ${people}`;
    doors.home.addUser({ name });
    const { me } = await throughIngress(doors, name);
    await doors.access.users.change(me.id, { role, role_from: "here" });
    return (await throughIngress(doors, name)).headers();
  }

  async function enter({ role, credential }: Caller): Promise<Headers> {
    switch (credential.kind) {
      case "nothing":
        return {};
      case "token":
        return bearer((await tokenOf(role, credential.token, credential.doors)).secret);
      case "frozen token": {
        const { token, secret } = await tokenOf(role, "same", ["api"]);
        const { id, username } = doors.people.admin.user;
        await doors.access.freeze.freeze({ kind: "token", id: token.id }, { id, username });
        return bearer(secret);
      }
      case "browser session":
        return withoutRefresh((await signIn(doors, (await welcome(role)).username)).headers());
      case "Ingress":
        return fromHome(role);
    }
  }

  /** It changes nothing: what it sends is wrong, and what it names does not exist. */
  async function ask(
    listener: Caller["listener"],
    name: string,
    headers: Headers,
    body: object = { nonsense: true },
  ): Promise<Answer> {
    const [method = "", path = ""] = name.split(" ");
    asked += 1;
    const gone = new AbortController();
    const answer = await fetch(
      `${origins[listener]}${path.replace(":kind", "entity").replace(":id", "nobody")}`,
      {
        method,
        headers: {
          ...headers,
          "Content-Type": "application/json",
          // What one address may get wrong in a minute is bounded.
          "X-Forwarded-For": `10.${asked >> 16}.${(asked >> 8) & 255}.${asked & 255}`,
        },
        ...(method === "GET" ? {} : { body: JSON.stringify(body) }),
        signal: gone.signal,
      },
    );
    const isJson = answer.headers.get("content-type")?.includes("json") === true;
    const said: unknown = isJson ? await answer.json() : undefined;
    gone.abort();
    const failure = isRecord(said) ? (isRecord(said["error"]) ? said["error"] : said) : {};
    const { message = "", code = "" } = failure;
    return { status: answer.status, message: String(message), code: String(code), body: said };
  }

  const wasLetIn = ({ status, message }: Answer): boolean =>
    !([401, 403, 404].includes(status) && refusals.some((refusal) => refusal.test(message)));

  for (const caller of callers)
    promise("doors.rights", `routes: ${nameOf(caller)}, ${caller.role}`, async () => {
      const headers = await enter(caller);

      const walk = async (name: string): Promise<string> => {
        const answer = await ask(caller.listener, name, headers);
        const isOdd = answer.status >= 500 || answer.status === 429;
        return `${name} ${isOdd ? answer.message : String(wasLetIn(answer))}`;
      };
      const found = await Promise.all(
        routes.filter(({ name }) => !endings.includes(name)).map(({ name }) => walk(name)),
      );
      for (const name of endings) found.push(await walk(name));

      expect(found).to.deep.equal(
        routes.map(({ name, needs }) => `${name} ${String(isLetIn(needs, caller))}`),
      );
    });

  for (const role of roleNames)
    for (const kind of ["none", "chosen", "same"] as const)
      promise("doors.rights", `tools: token, rights ${kind}, ${role}`, async () => {
        const { secret } = await tokenOf(role, kind, ["mcp", "rest"]);
        const expected = catalogue.map((tool) => `${tool.name} ${decisionOf(tool, role, kind)}`);

        const listed = await decisionsListed(secret);
        const atRest = async ({ name }: { readonly name: string }) => {
          const { code } = await ask("public", `POST /rest/${name}`, bearer(secret));
          return `${name} ${code === "not_found" ? "deny" : (listed.get(name) ?? "deny")}`;
        };
        const atMcp = async ({ name }: { readonly name: string }) => {
          const called = modern(secret, "tools/call", { name, arguments: { nonsense: true } });
          const { message } = await post(doors.url, called);
          const isUnknown = message.error?.code === -32_602;
          return `${name} ${isUnknown ? "deny" : (listed.get(name) ?? "deny")}`;
        };

        expect(await Promise.all(catalogue.map(atRest)), "REST").to.deep.equal(expected);
        expect(await Promise.all(catalogue.map(atMcp)), "MCP").to.deep.equal(expected);
      });

  for (const role of roleNames)
    for (const kind of ["browser session", "Ingress"] as const)
      promise("doors.rights", `tools: ${kind}, ${role}`, async () => {
        const listener = kind === "Ingress" ? "ingress" : "public";
        const headers = await enter({ listener, role, credential: { kind } });

        const decided = async ({ name }: { readonly name: string }) => {
          const route = "POST /api/permissions/explain";
          const { body } = await ask(listener, route, headers, { tool: name });
          return `${name} ${isRecord(body) ? String(body["decision"]) : ""}`;
        };

        expect(await Promise.all(catalogue.map(decided))).to.deep.equal(
          catalogue.map((tool) => `${tool.name} ${decisionOf(tool, role, "same")}`),
        );
      });

  for (const door of ["mcp", "rest", "api"] as const)
    promise("doors.rights", `a token for ${door} alone`, async () => {
      const { secret } = await tokenOf("admin", "same", [door]);
      const at = { mcp: "POST /mcp", rest: "GET /rest/openapi.json", api: "GET /api/status" };

      for (const [other, route] of Object.entries(at)) {
        const { status } = await ask("public", route, bearer(secret));
        const isIn = ![401, 403].includes(status);
        expect(isIn, other).to.equal(other === door);
        expect((await ask("ingress", route, bearer(secret))).status, other).to.be.oneOf([403, 404]);
      }
    });

  for (const [kind, listener, what] of [
    ["browser session", "public", "a browser session"],
    ["Ingress", "ingress", "Ingress, from the Supervisor"],
  ] as const)
    promise("doors.rights", `what ${what} opens`, async () => {
      const headers = await enter({ listener, role: "admin", credential: { kind } });
      const at = { "/mcp": "POST /mcp", "/rest": "POST /rest/whoami", "/api": "GET /api/status" };

      const opened: string[] = [];
      for (const [path, route] of Object.entries(at)) {
        const { status } = await ask(listener, route, headers);
        if (![401, 403, 404].includes(status)) opened.push(path);
      }

      expect(opened).to.deep.equal(doorsOf[what][listener]);
    });

  promise("doors.api-door", "whatever its rights and whoever it belongs to", async () => {
    for (const role of roleNames) {
      const { secret } = await tokenOf(role, "same", ["mcp", "rest"]);

      const { status, message } = await ask("public", "GET /api/status", bearer(secret));

      expect(status).to.equal(403);
      expect(message).to.equal("The token is not for the door api.");
    }
  });

  promise("access.no-widening", "routes that could, for an admin's token", async () => {
    const { secret } = await tokenOf("admin", "same", ["api"]);
    const widening = routes.filter(({ needs }) => ["person", "admin in person"].includes(needs));

    expect(widening.map(({ name }) => name)).to.include.members([
      ...["POST /api/freeze/lift", "PUT /api/permissions/users/:id", "PUT /api/roles/:id"],
      ...["PATCH /api/settings", "POST /api/users/invitations", "POST /api/reviews"],
    ]);
    for (const { name } of widening) {
      const { status, message } = await ask("public", name, bearer(secret));
      expect(`${name} ${status} ${message}`).to.equal(
        `${name} 403 Only a person may do this, and never a token.`,
      );
    }
    expect(widening.some(({ needs }) => needs === "admin in person")).to.equal(true);
  });

  async function decisionsListed(secret: string): Promise<ReadonlyMap<string, string>> {
    const { message } = await post(doors.url, modern(secret, "tools/list", {}));
    const tools = (message.result?.["tools"] ?? []) as {
      name: string;
      _meta: Record<string, string>;
    }[]; // as MCP lists them
    return new Map(tools.map(({ name, _meta }) => [name, _meta["vestibule/decision"] ?? ""]));
  }
});

const bearer = (secret: string): Headers => ({ Authorization: `Bearer ${secret}` });

/** A walk that renews its session has another one. */
const withoutRefresh = ({ Cookie = "", ...headers }: Headers): Headers => ({
  ...headers,
  Cookie: Cookie.replace(/; vestibule_refresh=[^;]*/, ""),
});
