import { expect } from "chai";
import { askApi, type ApiCaller } from "../support/ask-api.ts";
import { dressedAs, throughIngress } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";
import { until } from "../support/until.ts";

describe("Home Assistant's sidebar", () => {
  let doors: Doors;

  before(async () => {
    doors = await startDoors();
  });
  after(() => doors.close());

  const me = (who: ApiCaller) => askApi(doors, "GET /api/auth/me", who);
  const change = (who: ApiCaller, extra: Readonly<Record<string, string>> = {}) =>
    doors.ingress
      .patch("/api/auth/me")
      .set({ ...who.headers(), ...extra })
      .send({ email: "alex@example.org" });

  it("lets the home's people in, its owner as an admin and others as newcomers", async () => {
    const alex = await throughIngress(doors, "Alex");
    const robin = await throughIngress(doors, "Robin");

    expect(alex.me).to.include({ name: "Alex", role: "admin", role_from: "home" });
    expect(alex.me).to.include({ door: "dashboard", home_user_id: doors.home.userId("Alex") });
    expect(robin.me).to.include({ name: "Robin", role: "resident", role_from: "home" });
    expect(robin.me).not.to.have.property("session_id");
  });

  it("reads names as Home Assistant sends them, in UTF-8", async () => {
    const id = doors.home.addUser({ name: "Zoé" });
    const inHeaders = Buffer.from("Zoé", "utf8").toString("latin1");
    const { reply } = await me(dressedAs({ id, displayName: inHeaders }));

    expect(reply.name).to.equal("Zoé");
  });

  it("lets nobody in whom Home Assistant does not name, or not by an id", async () => {
    for (const headers of [{}, { "X-Remote-User-Id": "" }, { "X-Remote-User-Id": "a b" }]) {
      const { status } = await me({ listener: "ingress", headers: () => headers });

      expect(status).to.equal(401);
    }
    expect((await doors.journal())[0]).to.include({ tool: "ingress.refused", status: "refused" });
  });

  it("lets nobody in whom the home does not know as a person", async () => {
    for (const id of ["0123456789abcdef", doors.home.userId("Supervisor")]) {
      const { status, body } = await me(dressedAs({ id }));

      expect(status).to.equal(401);
      expect(body).to.have.nested.property("error.code", "not_authenticated");
    }
    const users = await doors.access.users.list();
    expect(users.filter(({ name }) => name === "Supervisor" || name === "person")).to.be.empty;
  });

  it("takes no token, not even beside somebody's name", async () => {
    const alex = dressedAs({ id: doors.home.userId("Alex") });
    const answer = await doors.ingress
      .get("/api/auth/me")
      .set({ ...alex.headers(), Authorization: `Bearer ${doors.people.admin.secret}` });

    expect(answer.status).to.equal(403);
  });

  it("takes no browser session for anybody", async () => {
    const { access, people } = doors;
    const { username } = people.admin.user;
    const { access: secret } = await access.signIn.withPassword(
      { username, password: "correct horse" },
      { address: "127.0.0.1" },
    );
    const robin = dressedAs({ id: doors.home.userId("Robin") });
    const answer = await doors.ingress
      .get("/api/auth/me")
      .set({ ...robin.headers(), Cookie: `vestibule_session=${secret}` });

    expect(answer.body).to.include({ name: "Robin" });
  });

  promise("access.csrf", "through Ingress", async () => {
    const alex = await throughIngress(doors, "Alex");
    const robin = await throughIngress(doors, "Robin");
    const bare = dressedAs({ id: doors.home.userId("Alex") });
    const stolen = { "X-CSRF-Token": robin.me.csrf_token ?? "" };

    expect((await change(bare)).status).to.equal(403);
    expect((await change(bare, stolen)).status).to.equal(403);
    expect((await change(alex)).body).to.include({ email: "alex@example.org" });
  });

  it("lets no foreign page act, whatever its browser says of where it is", async () => {
    const alex = await throughIngress(doors, "Alex");
    const host = { Host: "homeassistant.local:8123" };
    for (const [headers, status] of [
      [{ "Sec-Fetch-Site": "cross-site" }, 403],
      [{ "Sec-Fetch-Site": "same-site", Origin: "http://homeassistant.local:8123" }, 403],
      [{ Origin: "https://evil.example.com" }, 403],
      [{ Origin: "null" }, 403],
      [{ Origin: "http://homeassistant.local:1880" }, 403],
      [{ Origin: "http://homeassistant.local:8123" }, 200],
      [{ Origin: "https://homeassistant.local:8123" }, 200],
      [{ "Sec-Fetch-Site": "same-origin" }, 200],
      [{ "Sec-Fetch-Site": "none" }, 200],
    ] as const)
      expect(
        (await change(alex, { ...host, ...headers })).status,
        JSON.stringify(headers),
      ).to.equal(status);
  });

  it("knows the browser's address behind Home Assistant and the Supervisor", async () => {
    const alex = await throughIngress(doors, "Alex");
    await change(alex, { "X-Forwarded-For": "10.9.9.9, 192.168.1.20, 172.30.32.1" });

    expect((await doors.journal())[0]).to.include({
      ...{ tool: "user.change", door: "dashboard", address: "192.168.1.20", username: "Alex" },
    });
  });

  promise("access.home-role", "through Ingress", async () => {
    doors.home.addUser({ name: "Sam", group_ids: ["system-admin"] });
    const sam = await throughIngress(doors, "Sam");
    const users = () => askApi(doors, "GET /api/users", sam);
    const before = await users();
    doors.home.updateUser("Sam", { group_ids: ["system-users"] });

    await until("Sam is no admin", async () => (await users()).status === 403);

    expect(before.status).to.equal(200);
  });

  it("lets nobody in any more whom the home has switched off", async () => {
    doors.home.addUser({ name: "Kim" });
    const kim = await throughIngress(doors, "Kim");
    doors.home.updateUser("Kim", { is_active: false });

    await until("Kim is let in no more", async () => (await me(kim)).status === 401);
  });

  it("signs nobody out: Home Assistant does", async () => {
    const alex = await throughIngress(doors, "Alex");
    const { status } = await askApi(doors, "POST /api/auth/logout", alex);

    expect(status).to.equal(409);
  });
});
