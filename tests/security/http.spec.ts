import { expect } from "chai";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";

describe("Bearers", () => {
  let doors: Doors;
  let secret: string;

  before(async () => {
    doors = await startDoors();
    secret = doors.people.resident.secret;
  });
  after(() => doors.close());

  const whoami = () => doors.http.post("/rest/whoami");

  describe("are taken from the header only", () => {
    it("and refused in the address, even beside a good header", async () => {
      for (const door of ["/rest/whoami", "/mcp", "/api/status"])
        for (const authorization of ["", `Bearer ${secret}`]) {
          const answer = await doors.http
            .post(`${door}?access_token=${secret}`)
            .set("Authorization", authorization);

          expect(answer.status).to.equal(400);
          expect(answer.text).to.include("Authorization: Bearer").and.not.include(secret);
        }
    });

    it("and not looked for in a form or a JSON body", async () => {
      const form = await whoami().type("form").send({ access_token: secret });
      const json = await whoami().send({ access_token: secret });

      expect([form.status, json.status]).to.deep.equal([401, 401]);
    });

    it("and not in a cookie", async () => {
      const answer = await whoami().set("Cookie", `access_token=${secret}; token=${secret}`);

      expect(answer.status).to.equal(401);
    });
  });

  it("are refused when the header is not of their form, with a challenge", async () => {
    for (const authorization of [
      ...["Basic dXNlcjpwYXNz", "Bearer", "Bearer ", `Token ${secret}`, `Bearer ${secret} more`],
      ...[secret, `Bearer=${secret}`],
    ])
      for (const door of ["/rest/whoami", "/mcp", "/api/status"]) {
        const answer = await doors.http.post(door).set("Authorization", authorization);

        expect(answer.status, `${door} ${authorization}`).to.equal(401);
        expect(answer.headers["www-authenticate"]).to.match(/^Bearer/);
      }
  });

  it("may spell the word Bearer as they like", async () => {
    const answer = await whoami().set("Authorization", `bEaReR ${secret}`);

    expect(answer.status).to.equal(200);
  });

  it("that are not alive are refused at each door, and written down with their owner", async () => {
    const { user } = doors.people.resident;
    const issued = await doors.access.tokens.create(user.id, { name: "old", rights: "same" });
    await doors.access.tokens.revoke(issued.token.id);

    for (const [path, door] of [
      ["/rest/whoami", "rest"],
      ["/mcp", "mcp"],
      ["/api/tokens", "api"],
    ] as const) {
      const answer = await doors.http.post(path).auth(issued.secret, { type: "bearer" }).send({});

      expect(answer.status).to.equal(401);
      const [entry] = await doors.journal();
      expect(entry).to.include({
        ...{ kind: "security", tool: "token.refused", door, username: "resident" },
        ...{ status: "refused", error_code: "not_authenticated", address: "127.0.0.1" },
        ...{ user_id: user.id, token_id: issued.token.id, token_name: "old" },
      });
      expect(entry?.arguments).to.include(issued.token.id).and.include("revoked");
    }
  });

  it("are refused at a door that is not theirs, which is no wrong token", async () => {
    const issued = await doors.access.tokens.create(doors.people.resident.user.id, {
      ...{ name: "for REST", rights: "same", doors: ["rest"] },
    });

    for (const path of ["/mcp", "/api/status"]) {
      const answer = await doors.http.post(path).auth(issued.secret, { type: "bearer" });

      expect(answer.status).to.equal(403);
      expect(answer.headers).not.to.have.property("www-authenticate");
    }
  });

  promise("audit.no-secrets", "a bearer, wherever it is put", async () => {
    await whoami().auth(secret, { type: "bearer" }).send({ note: secret });
    await doors.http.post(`/rest/whoami?access_token=${secret}`);
    await doors.http.get(`/${secret}`);
    await doors.http.post(`/rest/${secret}`).auth(secret, { type: "bearer" }).send({});

    const written = JSON.stringify(await doors.journal()) + doors.lines.join("");
    expect(written).not.to.include(secret);
  });
});

describe("Too many failures from one address", () => {
  let doors: Doors;

  before(async () => {
    doors = await startDoors({ trusted_proxies: ["127.0.0.1"] });
  });
  after(() => doors.close());

  const callFrom = (address: string, bearer: string) =>
    doors.http
      .post("/rest/whoami")
      .set("X-Forwarded-For", address)
      .auth(bearer, { type: "bearer" });
  const failFrom = async (address: string, times: number) => {
    for (let i = 0; i < times; i++) await callFrom(address, "wrong");
  };

  it("are answered with 429, while a good token from there still passes", async () => {
    await failFrom("10.0.0.1", 30);

    const late = await callFrom("10.0.0.1", "wrong");
    const good = await callFrom("10.0.0.1", doors.people.resident.secret);
    const other = await callFrom("10.0.0.2", "wrong");

    expect(late.status).to.equal(429);
    expect(Number(late.headers["retry-after"])).to.be.within(1, 60);
    expect(good.status).to.equal(200);
    expect(other.status).to.equal(401);
  });

  it("are failures only: calls and streams that go well are not counted", async () => {
    for (let i = 0; i < 40; i++) await callFrom("10.0.0.3", doors.people.resident.secret);

    const first = await callFrom("10.0.0.3", "wrong");

    expect(first.status).to.equal(401);
  });

  it("are not escaped by changing addresses within one IPv6 network", async () => {
    for (let i = 0; i < 30; i++) await callFrom(`fd00::${i.toString(16)}`, "wrong");

    const late = await callFrom("fd00::ffff", "wrong");

    expect(late.status).to.equal(429);
  });

  it("are written down once each, and no more above the limit", async () => {
    const refusals = async () =>
      (await doors.journal()).filter(({ tool }) => tool === "token.refused").length;
    await failFrom("10.0.0.4", 30);
    const before = await refusals();

    await failFrom("10.0.0.4", 5);

    expect(before).to.be.at.least(30);
    expect(await refusals()).to.equal(before);
  });
});

describe("Answers", () => {
  let doors: Doors;

  before(async () => {
    doors = await startDoors();
  });
  after(() => doors.close());

  it("carry a policy without inline scripts, and none that plain HTTP cannot keep", async () => {
    for (const answer of [
      await doors.http.get("/"),
      await doors.http.get("/nothing"),
      await doors.http.post("/rest/whoami"),
      await doors.ingress.get("/"),
    ]) {
      const policy = answer.headers["content-security-policy"];
      expect(policy).to.include("default-src 'none'").and.include("script-src 'self'");
      expect(policy).not.to.match(/unsafe|upgrade-insecure-requests/);
      expect(answer.headers).not.to.have.any.keys(
        ...["strict-transport-security", "x-powered-by", "cross-origin-opener-policy"],
      );
      expect(answer.headers["x-content-type-options"]).to.equal("nosniff");
    }
  });

  it("may be framed by Home Assistant through Ingress, and by nobody on the public port", async () => {
    const page = await doors.http.get("/");
    const panel = await doors.ingress.get("/");

    expect(page.headers["content-security-policy"]).to.include("frame-ancestors 'none'");
    expect(panel.headers["content-security-policy"]).to.include("frame-ancestors 'self'");
    expect(panel.headers["x-frame-options"]).to.equal("SAMEORIGIN");
  });

  it("are JSON with a hint where there is nothing", async () => {
    for (const path of ["/nothing", "/api", "/api/nothing", "/.env", "/assets/../home.html"]) {
      const answer = await doors.http.get(path);

      expect([401, 404], path).to.include(answer.status);
      expect(answer).to.have.nested.property("body.error.hint").that.is.a("string");
    }
  });

  it("to headers and paths that cannot be met are the caller's fault, not ours", async () => {
    const range = await doors.http.get("/assets/page.css").set("Range", "bytes=9999999-");
    const match = await doors.http.get("/assets/page.css").set("If-Match", '"other"');
    const path = await doors.http.get("/setup/%E0%A4%A");
    const zero = await doors.http.get("/assets/%00");

    expect([range, match, path, zero].map(({ status }) => status)).to.deep.equal([
      ...[416, 412, 400, 404],
    ]);
    expect(range).to.have.nested.property("body.error.hint").that.is.a("string");
  });

  it("tell nothing of the inside when something breaks there", async () => {
    const broken = await startDoors();
    await broken.store.close();

    const answers = [
      await broken.http.post("/rest/whoami").auth(broken.people.guest.secret, { type: "bearer" }),
      await broken.http.post("/mcp").auth(broken.people.guest.secret, { type: "bearer" }),
      await broken.http.get("/api/status").auth(broken.people.guest.secret, { type: "bearer" }),
      await broken.http.get("/setup/guess"),
    ];
    await broken.close().catch(() => undefined); // what is closed twice

    for (const answer of answers) {
      expect(answer.status).to.equal(500);
      expect(answer.headers["content-type"]).to.include("application/json");
      expect(answer.text)
        .to.match(/"message":"[A-Z]/)
        .and.not.match(/sqlite|sequelize|\.[jt]s:|\/tmp\//i);
    }
  });

  it("escape what a stranger put into the host name", async () => {
    const answer = await doors.http.get("/").set("Host", "<script>alert(1)</script>");

    expect(answer.status).to.equal(403);
    expect(answer.text).not.to.include("<script>alert");
  });
});
