import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import type { Needs } from "../../server/http/api/route.ts";
import { askApi, type ApiCaller } from "../support/ask-api.ts";
import { signIn, throughIngress } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";
import { listRoutes } from "../support/routes.ts";

type Caller = string | ApiCaller | undefined;

/** Who may use a route with this right: the table of docs/security.md, once more by hand. */
const table: Readonly<Record<string, readonly Needs[]>> = {
  "a resident's token": ["self"],
  "an admin's token with the same rights": ["self", "admin"],
  "an admin's token with chosen rights": ["self"],
  "an admin's token without rights": ["self"],
  "a viewer in a browser": ["self", "person"],
  "an admin in a browser": ["self", "person", "admin", "admin in person"],
  "Robin through Ingress": ["self", "person"],
  "Alex through Ingress": ["self", "person", "admin", "admin in person"],
};

const routes = listRoutes();
const known = routes.filter(({ needs }) => needs !== "anyone");
const open = routes.filter(({ needs }) => needs === "anyone");

describe("Routes of the API", () => {
  let doors: Doors;
  const callers = new Map<string, Caller>();

  before(async () => {
    doors = await startDoors({ trusted_proxies: ["127.0.0.1"] });
    const { access, people } = doors;
    const userOf = async (username: string, role: string) =>
      access.users.create({ username, role, password: "correct horse" });
    const tokenOf = async (role: string, rights: "same" | "chosen" | "none") => {
      const { id } = await userOf(`${role}-${rights}`, role);
      const { secret } = await access.tokens.create(id, {
        ...{ name: rights, rights, doors: ["api"] },
        ...(rights === "chosen" ? { chosen: { rules: { all: "allow" } } } : {}),
      });
      return secret;
    };
    await userOf("ada", "admin");
    callers.set("a resident's token", people.resident.secret);
    callers.set("an admin's token with the same rights", await tokenOf("admin", "same"));
    callers.set("an admin's token with chosen rights", await tokenOf("admin", "chosen"));
    callers.set("an admin's token without rights", await tokenOf("admin", "none"));
    callers.set("a viewer in a browser", await signIn(doors, "viewer"));
    callers.set("an admin in a browser", await signIn(doors, "ada"));
    callers.set("Robin through Ingress", await throughIngress(doors, "Robin"));
    callers.set("Alex through Ingress", await throughIngress(doors, "Alex"));
  });
  after(() => doors.close());

  let asked = 0;
  /** It changes nothing: its body is wrong, or what it names does not exist. Failures of one address are few. */
  const request = (name: keyof Api, who: Caller) => {
    asked += 1;
    return askApi(doors, name, who, {
      ...{ id: "nobody", query: { nonsense: "yes" } },
      ...(name.startsWith("GET ") ? {} : { body: { nonsense: true } }),
      from: `10.0.${asked >> 8}.${asked & 255}`,
    });
  };

  it("are each there once", () => {
    const names = routes.map(({ name }) => name);

    expect(new Set(names).size).to.equal(names.length);
    expect(names).to.include.members([
      "POST /api/auth/login",
      "GET /api/audit",
      "PUT /api/roles/:id",
    ]);
  });

  it("are closed to who is not known, on both listeners", async () => {
    for (const { name } of known)
      for (const who of [undefined, { listener: "ingress", headers: () => ({}) } as const])
        expect((await request(name, who)).status, name).to.equal(401);
  });

  promise("doors.api-door", "every route is closed to it", async () => {
    const { secret } = await doors.access.tokens.create(doors.people.admin.user.id, {
      ...{ name: "no door", rights: "same", doors: ["rest", "mcp"] },
    });

    for (const { name } of known) expect((await request(name, secret)).status, name).to.equal(403);
  });

  it("are closed to a token of whoever is frozen, who may still look at them in a browser", async () => {
    const { access, people } = doors;
    const { user, secret } = people.editor;
    const browser = await signIn(doors, "editor");
    await access.freeze.freeze({ kind: "user", id: user.id }, user);

    for (const name of ["GET /api/status", "POST /api/tokens"] as const) {
      const { status, body } = await request(name, secret);

      expect(status, name).to.equal(403);
      expect(body).to.have.nested.property("error.message").that.includes("frozen");
    }
    expect((await request("GET /api/status", browser)).status).to.equal(200);
  });

  for (const [who, rights] of Object.entries(table))
    it(`are open to ${who} by ${rights.join(", ")}, and by nothing else`, async () => {
      for (const { name, needs } of known) {
        // What ends a session ends the walk, and a stream never ends: they have specs of their own.
        if (rights.includes(needs) && unwalked.includes(name)) continue;
        const { status, body } = await request(name, callers.get(who));

        const what = `${name}: ${JSON.stringify(body)}`;
        if (rights.includes(needs)) expect(status, what).to.be.oneOf([200, 404, 409, 422]);
        else expect(status, what).to.equal(403);
      }
    });

  it("are written down when a right is missing, whatever they are", async () => {
    for (const { name, event, needs } of known.filter(({ needs }) => needs !== "self")) {
      const { headers } = await request(name, doors.people.guest.secret);

      const [entry] = await doors.journal();
      expect(entry?.id, name).to.equal(headers["x-call-id"]);
      expect(entry, `${name} ${needs}`).to.include({
        ...{ kind: "security", tool: event ?? "api.refused", door: "api" },
        ...{ username: "guest", status: "refused" },
      });
    }
  });

  it("for who is not known yet are not there through Ingress", async () => {
    for (const { name } of open)
      expect((await request(name, callers.get("Robin through Ingress"))).status, name).to.equal(
        404,
      );
  });
});

const unwalked: readonly string[] = [
  ...["GET /api/events", "POST /api/auth/logout", "DELETE /api/auth/sessions"],
];
