import { expect } from "chai";
import { allRoutes } from "../../scripts/rights-table.ts";
import { signIn, type Browser } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

const poison = '{"admin":true,"role":"admin","rights":"same","allow":true,"powers":["admin"]}';
const poisons = [
  `{"__proto__":${poison}}`,
  `{"constructor":{"prototype":${poison}}}`,
  `{"__proto__":{"__proto__":${poison}}}`,
  `{"__proto__":null}`,
  `[{"__proto__":${poison}}]`,
  `{"toString":1,"valueOf":1,"hasOwnProperty":1,"toJSON":1,"then":1}`,
];
/** Where keys are the caller's own. */
const records = [
  [
    "/api/tokens",
    (key: string) => `{"name":"x","rights":"chosen","chosen":{"rules":{${key}:"allow"}}}`,
  ],
  [
    "/api/permissions/explain",
    (key: string) => `{"tool":"find_entities","args":{${key}:${poison}}}`,
  ],
  ["/api/permissions/validate", (key: string) => `{"tool":"whoami","entities":[${key}]}`],
  ["/api/permissions/validate", (key: string) => `{"tool":${key}}`],
  ["/rest/whoami", (key: string) => `{${key}:${poison}}`],
  ["/rest/find_entities", (key: string) => `{"text":"x",${key}:${poison}}`],
] as const;
const keys = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"];

describe("Objects that would change all others", () => {
  let doors: Doors;
  let admin: Browser;

  before(async () => {
    doors = await startDoors();
    admin = await signIn(doors, "admin");
  });
  after(() => doors.close());
  afterEach(() => {
    expect(Reflect.ownKeys(Object.prototype)).to.deep.equal(untouched);
    expect(({} as Record<string, unknown>)["admin"]).to.equal(undefined);
  });
  const untouched = Reflect.ownKeys(Object.prototype);

  it("are refused as the body of every route, and change nothing", async () => {
    const before = await standing();
    const routes = allRoutes().filter(
      ({ name, needs }) => !name.startsWith("GET ") && needs !== "anyone",
    );
    for (const [at, { name, input }] of routes.entries()) {
      // What takes no body is not asked: it would do what it is for.
      if (input.safeParse({ params: { id: "x" }, query: {}, body: {} }).success) continue;
      const [method = "", path = ""] = name.split(" ");
      const body = poisons[at % poisons.length] ?? "";
      const answer = await fetch(doors.url + path.replace(/:\w+/g, "x"), {
        ...{ method, body, headers: { ...admin.headers(), "Content-Type": "application/json" } },
      });

      expect(answer.status, `${name} ${body}`).to.be.oneOf([404, 409, 422]);
    }
    expect(await standing()).to.deep.equal(before);
  });

  it("are refused from who is not known", async () => {
    for (const path of ["login", "register", "refresh", "invitation"])
      for (const body of poisons) {
        const answer = await doors.http
          .post(`/api/auth/${path}`)
          .type("json")
          .set("Cookie", "__proto__=admin; constructor=1; prototype=1")
          .send(body);

        expect(answer.status, `${path} ${body}`).to.be.oneOf([401, 422, 429]);
        expect(String(answer.headers["set-cookie"])).to.not.include("vestibule_session=vss_");
      }
  });

  it("are no keys of records, of tools and of entities", async () => {
    for (const [path, bodyOf] of records)
      for (const key of keys) {
        const request = doors.http.post(path).type("json");
        const answer = await (
          path.startsWith("/rest")
            ? request.auth(doors.people.viewer.secret, { type: "bearer" })
            : request.set(admin.headers())
        ).send(bodyOf(JSON.stringify(key)));

        expect(answer.status, `${path} ${key}`).to.be.oneOf([200, 403, 404, 422]);
        expect(answer.text).to.not.match(/native code/);
        expect(answer.text).to.not.include(`"${key}":"control"`);
      }
  });

  it("are no users, roles, tokens or sessions by the names of what every object has", async () => {
    for (const key of keys)
      for (const path of ["users", "roles", "tokens", "audit", "permissions/users"]) {
        const answer = await doors.http.get(`/api/${path}/${key}`).set(admin.headers());
        expect(answer.status, `${path}/${key}`).to.equal(404);
      }
    for (const key of keys) {
      const answer = await doors.http
        .post("/api/users")
        .set(admin.headers())
        .send({ username: `named-${key}`.slice(0, 50), password: "correct horse", role: key });
      expect(answer.status, key).to.equal(422);
    }
  });

  it("are refused in the address", async () => {
    for (const query of [
      ...["__proto__=1", "__proto__[admin]=1", "constructor[prototype][admin]=1", "constructor=1"],
      ...["__proto__.admin=1", "kind[__proto__]=1", "kind=call&kind=security", "kind[]=call"],
    ]) {
      const answer = await doors.http.get(`/api/audit?${query}`).set(admin.headers());
      expect(answer.status, query).to.equal(422);
    }
  });

  /** Everybody, what is written for them, and what holds for all. */
  async function standing() {
    const { access } = doors;
    return {
      users: await access.users.list(),
      roles: await access.roles.list(),
      settings: access.settings.now(),
      everybody: await access.permissions.get({ kind: "everybody" }),
      tokens: (await access.tokens.list()).map(({ id, rights, status }) => ({
        id,
        rights,
        status,
      })),
    };
  }
});
