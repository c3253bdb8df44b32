import { expect } from "chai";
import { allRoutes } from "../../scripts/rights-table.ts";
import { askApi, type ApiCaller } from "../support/ask-api.ts";
import { signIn, throughIngress, usualPassword, type Browser } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

type Headers = Readonly<Record<string, string>>;

const refusal = "It cannot be told that this comes from a page of Vestibule.";
const evil = "https://evil.example.com";

describe("A page of somebody else", () => {
  let doors: Doors;
  let admin: Browser;
  let alex: Awaited<ReturnType<typeof throughIngress>>;

  before(async () => {
    doors = await startDoors();
    admin = await signIn(doors, "admin");
    alex = await throughIngress(doors, "Alex");
  });
  after(() => doors.close());

  const cookies = (browser: Browser) => ({ Cookie: browser.headers()["Cookie"] ?? "" });
  const changing = () =>
    allRoutes().filter(({ name, needs }) => !name.startsWith("GET ") && needs !== "anyone");

  for (const [listener, headersOf] of [
    ["http", () => cookies(admin)],
    ["ingress", () => ({ "X-Remote-User-Id": doors.home.userId("Alex") })],
  ] as const)
    it(`changes nothing with what the browser sends by itself, at any route (${listener})`, async () => {
      const robin = await throughIngress(doors, "Robin");
      // Of another session, of the other listener, of somebody else: three that a page could have come by.
      const foreign = [
        ...[undefined, "", (await signIn(doors, "viewer")).me.csrf_token, robin.me.csrf_token],
        listener === "http" ? alex.me.csrf_token : admin.me.csrf_token,
      ];
      const routes = changing();
      expect(routes.length).to.be.above(30);

      for (const [at, { name }] of routes.entries()) {
        const token = foreign[at % foreign.length];
        const caller: ApiCaller = {
          listener,
          headers: () => ({
            ...headersOf(),
            ...(token === undefined ? {} : { "X-CSRF-Token": token }),
          }),
        };
        const { status, text } = await askApi(doors, name, caller, { id: "x", body: {} });

        expect(status, name).to.equal(403);
        expect(text, name).to.include(refusal);
      }
    });

  it("is told by no form, no plain text and no beacon what it may send", async () => {
    const own = admin.headers();
    const bodies = [
      ["text/plain", '{"language":"fr"}'],
      ["application/x-www-form-urlencoded", "language=fr"],
      ["multipart/form-data; boundary=x", "--x--"],
      ["application/json-patch+json", '{"language":"fr"}'],
      ["text/plain; application/json", '{"language":"fr"}'],
    ] as const;
    for (const [type, body] of bodies) {
      const simple = await doors.http
        .patch("/api/auth/me")
        .set({ ...own, "Content-Type": type })
        .send(body);
      const login = await doors.http
        .post("/api/auth/login")
        .set("Content-Type", type)
        .send(JSON.stringify({ username: "viewer", password: usualPassword }));

      expect([simple.status, login.status], type).to.deep.equal([415, 415]);
      expect(login.headers).to.not.have.property("set-cookie");
    }
  });

  it("signs nobody in, out or on, wherever it says that it comes from", async () => {
    const victim = await signIn(doors, "resident");
    const body = { username: "viewer", password: usualPassword };
    for (const origin of [
      ...[evil, "null", "http://127.0.0.1:1", "https://127.0.0.1.evil.example.com", "file://"],
      `${doors.url}.evil.example.com`,
      `${doors.url}@evil.example.com`,
    ]) {
      const login = await doors.http.post("/api/auth/login").set("Origin", origin).send(body);
      const refresh = await doors.http
        .post("/api/auth/refresh")
        .set({ ...cookies(victim), Origin: origin });
      const logout = await doors.http
        .post("/api/auth/logout")
        .set({ ...victim.headers(), Origin: origin });

      expect([login, refresh, logout].map(({ status }) => status)).to.deep.equal([403, 403, 403]);
      for (const { headers } of [login, refresh, logout]) {
        expect(headers).to.not.have.property("set-cookie");
        expect(headers).to.not.have.property("access-control-allow-origin");
      }
    }
    expect((await askApi(doors, "POST /api/auth/refresh", victim)).status).to.equal(200);
  });

  it("makes no change of a question, by whatever name of a method", async () => {
    const id = doors.people.guest.token.id;
    const overrides: readonly Headers[] = [
      { "X-HTTP-Method-Override": "DELETE" },
      { "X-HTTP-Method": "DELETE" },
      { "X-Method-Override": "DELETE" },
    ];
    for (const override of overrides) {
      await doors.http.get(`/api/tokens/${id}`).set({ ...cookies(admin), ...override });
      await doors.http.post(`/api/tokens/${id}`).set({ ...admin.headers(), ...override });
    }
    await doors.http.get(`/api/tokens/${id}?_method=DELETE`).set(cookies(admin));
    await doors.http.post(`/api/tokens/${id}?_method=DELETE`).set(admin.headers());
    await doors.http.head(`/api/tokens/${id}`).set(cookies(admin));

    expect(await doors.access.tokens.get(id)).to.include({ status: "active" });
  });

  it("changes nothing by asking, at any route that may be asked without a token of its own", async () => {
    const [last] = await doors.journal();
    const asking = allRoutes().filter(
      ({ name, needs }) =>
        name.startsWith("GET ") && needs !== "anyone" && name !== "GET /api/events",
    );
    for (const { name } of asking) {
      const query = name.endsWith("export") ? { query: { format: "json" } } : {};
      await askApi(
        doors,
        name,
        { listener: "http", headers: () => cookies(admin) },
        { id: "x", ...query },
      );
    }
    const entries = await doors.journal();
    const since = entries.slice(
      0,
      entries.findIndex(({ id }) => id === last?.id),
    );
    const events = new Set(since.map(({ tool }) => tool));

    // Files that leave the house are written down, and nothing else has happened.
    expect([...events].sort()).to.deep.equal(["audit.export", "user.export"]);
  });

  it("does nothing through Home Assistant, though its address is that of a page there", async () => {
    const before = alex.me.language;
    const marks: readonly Headers[] = [
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site" },
      { "Sec-Fetch-Site": "Same-Origin" },
      { "Sec-Fetch-Site": "same-origin, cross-site" },
      { "Sec-Fetch-Site": "" },
      { "Sec-Fetch-Site": "cross-site", Origin: "http://127.0.0.1" },
      { Origin: "null" },
      { Origin: evil },
      { Origin: "http://homeassistant.local:8123" },
    ];
    for (const mark of marks) {
      const request = doors.ingress.patch("/api/auth/me").set({ ...alex.headers(), ...mark });
      const { status } = await request.send({ language: "fr" });
      const read = await doors.ingress.get("/api/auth/me").set({ ...alex.headers(), ...mark });

      expect([status, read.status], JSON.stringify(mark)).to.deep.equal([403, 403]);
    }
    const { reply } = await askApi(doors, "GET /api/auth/me", alex);
    expect(reply.language).to.equal(before);
  });

  it("is answered no preflight that would let it send cookies", async () => {
    const answer = await doors.http
      .options("/api/auth/me")
      .set({ Origin: evil, "Access-Control-Request-Method": "PATCH", ...cookies(admin) });

    expect(answer.status).to.equal(403);
    for (const name of Object.keys(answer.headers)) expect(name).to.not.match(/^access-control/);
  });
});
