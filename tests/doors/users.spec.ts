import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import { askApi, type ApiCaller, type Asked } from "../support/ask-api.ts";
import { signIn, throughIngress } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

describe("API of users", () => {
  let doors: Doors;
  let admin: ApiCaller;
  let resident: ApiCaller;

  before(async () => {
    doors = await startDoors();
    admin = await signIn(doors, "admin");
    resident = await signIn(doors, "resident");
  });
  after(() => doors.close());

  const ask = <Name extends keyof Api>(
    name: Name,
    who: string | ApiCaller | undefined,
    asked?: Asked<Name>,
  ) => askApi(doors, name, who, asked);

  async function make(username: string, wish: object = {}) {
    const { reply, status } = await ask("POST /api/users", admin, {
      body: { username, password: "a long enough password", ...wish },
    });
    expect(status).to.equal(201);
    return reply;
  }

  it("makes somebody of the role of newcomers who can sign in", async () => {
    const made = await make("zoe", { name: "Zoé", email: "zoe@example.org", language: "fr" });

    const me = await signIn(doors, "zoe", { password: "a long enough password" });
    const seen = await ask("GET /api/users/:id", me, { id: made.id });

    expect(made).to.include({ username: "zoe", role: "resident", role_from: "here" });
    expect(seen.reply).to.deep.equal(made);
    expect(made).to.not.have.any.keys("password_hash", "username_key");
  });

  it("keeps the password out of the audit", async () => {
    await make("yann", { password: "unheard of words" });

    const [entry] = await doors.journal();

    expect(entry).to.include({ tool: "user.create", status: "completed", username: "admin" });
    expect(entry?.arguments).to.include("yann");
    expect(JSON.stringify(await doors.journal())).to.not.include("unheard of words");
  });

  it("takes a guest who leaves by themselves", async () => {
    const guest = await make("ines", { role: "guest", expires: "3d" });
    const { reply: stays } = await ask("PATCH /api/users/:id", admin, {
      ...{ id: guest.id, body: { expires: "never" } },
    });

    expect(guest.expires_at).to.be.closeTo(Date.now() + 3 * 86_400_000, 60_000);
    expect(stays).to.not.have.property("expires_at");
  });

  for (const [what, body, status] of [
    ["a username that is taken", { username: "ADMIN", password: "a long enough password" }, 409],
    ["a role that is not there", { username: "x", password: "long enough", role: "king" }, 422],
    ["a field of ours", { username: "x", password: "long enough", is_active: true }, 422],
    ["the mark of a session", { username: "x", password: "long enough", frozen_by: "x" }, 422],
    ["a time that is past", { username: "x", password: "long enough", expires: "2001-01-01" }, 422],
    ["no password", { username: "x" }, 422],
  ] as const)
    it(`refuses ${what}`, async () => {
      const answer = await ask("POST /api/users", admin, { body });

      expect(answer.status).to.equal(status);
      expect(answer).to.have.nested.property("body.error.message").that.is.a("string");
    });

  it("pollutes no prototype", async () => {
    const { id } = doors.people.viewer.user;
    for (const text of [
      '{"name":"V","__proto__":{"role":"admin"}}',
      '{"name":"V","constructor":{"prototype":{"role":"admin"}}}',
    ]) {
      const answer = await doors.http
        .patch(`/api/users/${id}`)
        .set(admin.headers())
        .type("json")
        .send(text);

      expect([200, 422]).to.include(answer.status);
      expect((await doors.access.users.get(id))?.role).to.equal("viewer");
      expect({}).to.not.have.property("role");
    }
    for (const name of ["__proto__", "constructor", "toString"])
      expect((await ask("GET /api/users/:id", admin, { id: name })).status).to.equal(404);
  });

  it("changes roles at once, for tokens and for open browsers", async () => {
    const { user, secret } = doors.people.editor;
    const browser = await signIn(doors, "editor");
    const list = (who: string | ApiCaller) => ask("GET /api/users", who);

    const before = [await list(secret), await list(browser)];
    await ask("PATCH /api/users/:id", admin, { id: user.id, body: { role: "admin" } });
    const raised = [await list(secret), await list(browser)];
    await ask("PATCH /api/users/:id", admin, { id: user.id, body: { role: "editor" } });
    const after = [await list(secret), await list(browser)];

    const statuses = [before, raised, after].map((both) => both.map(({ status }) => status));
    expect(statuses).to.deep.equal([
      [403, 403],
      [200, 200],
      [403, 403],
    ]);
  });

  it("lets nobody change their own role or when they leave", async () => {
    const { id } = doors.people.admin.user;
    const change = (body: object) => ask("PATCH /api/users/:id", admin, { id, body });

    const refused = [
      await change({ role: "viewer" }),
      await change({ role_from: "home" }),
      await change({ expires: "1d" }),
    ];
    const renamed = await change({ name: "The admin" });

    expect(refused.map(({ status }) => status)).to.deep.equal([403, 403, 403]);
    expect(renamed.reply).to.include({ name: "The admin", role: "admin" });
  });

  it("lets nobody delete themselves, last admin or not", async () => {
    await make("second", { role: "admin" });
    const { status, body } = await ask("DELETE /api/users/:id", admin, {
      id: doors.people.admin.user.id,
    });

    expect(status).to.equal(409);
    expect(body).to.have.nested.property("error.message", "Another admin has to do that.");
    expect((await ask("GET /api/auth/me", admin)).status).to.equal(200);
  });

  it("names nobody who was deleted by who deleted them", async () => {
    const { id } = await make("amal", { name: "Amal B." });

    const { reply } = await ask("DELETE /api/users/:id", admin, { id });

    const [entry] = await doors.journal();
    expect(entry).to.include({ tool: "user.delete", status: "completed", username: "admin" });
    expect(entry?.arguments).to.include(id);
    expect(entry?.arguments).to.not.match(/amal/i);
    expect(entry?.arguments).to.not.include(reply.pseudonym);
  });

  it("takes a role as said here from then on, or as Home Assistant has it", async () => {
    const { me } = await throughIngress(doors, "Robin");
    const change = async (body: object) =>
      (await ask("PATCH /api/users/:id", admin, { id: me.id, body })).reply;

    const said = await change({ role: "viewer" });
    const followed = await change({ role_from: "home" });

    expect(me).to.include({ role: "resident", role_from: "home" });
    expect(said).to.include({ role: "viewer", role_from: "here" });
    expect(followed).to.include({ role_from: "home" });
  });

  it("deletes somebody with their tokens and sessions, and writes of them under a pseudonym", async () => {
    const { id } = await make("noor");
    const browser = await signIn(doors, "noor", { password: "a long enough password" });
    const { secret } = await doors.access.tokens.create(id, {
      ...{ name: "phone", rights: "same", doors: ["rest"] },
    });
    await doors.http.post("/rest/whoami").auth(secret, { type: "bearer" });

    const { reply } = await ask("DELETE /api/users/:id", admin, { id });

    const call = await doors.http.post("/rest/whoami").auth(secret, { type: "bearer" });
    const me = await ask("GET /api/auth/me", browser);
    expect(reply.pseudonym).to.match(/^person-/);
    expect([call.status, me.status]).to.deep.equal([401, 401]);
    const journal = await doors.journal();
    expect(
      journal.filter((entry) => entry.user_id === id || entry.username === "noor"),
    ).to.deep.equal([]);
    expect(journal.map(({ username }) => username)).to.include(reply.pseudonym);
  });

  describe("of others", () => {
    it("do not exist for who is no admin, by token or in person", async () => {
      const { id } = doors.people.admin.user;
      const { secret } = doors.people.resident;

      const answers = [
        await ask("GET /api/users/:id", secret, { id }),
        await ask("GET /api/users/:id", resident, { id }),
        await ask("GET /api/users/:id/export", resident, { id }),
      ];
      const nobody = await ask("GET /api/users/:id", resident, { id: "nobody" });

      expect(answers.map(({ status }) => status)).to.deep.equal([404, 404, 404]);
      expect(answers[1]?.body)
        .to.have.nested.property("error.message")
        .that.equals((nobody.body as { error: { message: string } }).error.message);
    });

    it("are kept from a token that may less than its user, as its own user is", async () => {
      const { user } = doors.people.admin;
      const { secret } = await doors.access.tokens.create(user.id, {
        ...{ name: "narrow", rights: "none", doors: ["api"] },
      });

      const own = await ask("GET /api/users/:id", secret, { id: user.id });
      const other = await ask("GET /api/users/:id", secret, { id: doors.people.guest.user.id });

      expect([own.status, other.status]).to.deep.equal([404, 404]);
    });
  });

  describe("export", () => {
    it("holds everything that is stored about oneself", async () => {
      const { user } = doors.people.resident;
      await doors.http.post("/rest/whoami").auth(doors.people.resident.secret, { type: "bearer" });
      await doors.journal();

      const { reply } = await ask("GET /api/users/:id/export", resident, { id: user.id });

      expect(reply.user).to.include({ id: user.id, username: "resident" });
      expect(reply.permissions).to.deep.equal({ rules: [], scope: [], limits: [] });
      expect(reply.tokens.map(({ name }) => name)).to.include("laptop");
      expect(reply.sessions.map(({ current }) => current)).to.deep.equal([true]);
      expect(reply.audit.map(({ tool }) => tool)).to.include("whoami");
      expect(reply.audit_is_cut).to.equal(false);
      expect(JSON.stringify(reply)).to.not.match(/vs[tsr]_[0-9A-Za-z]{8}|\$2[aby]\$/);
    });

    it("is written down, also when an admin asks", async () => {
      const { user } = doors.people.resident;

      const { status, reply } = await ask("GET /api/users/:id/export", admin, { id: user.id });

      const [entry] = await doors.journal();
      expect(status).to.equal(200);
      expect(reply.sessions.map(({ current }) => current)).to.deep.equal([false]);
      expect(entry).to.include({ tool: "user.export", username: "admin", status: "completed" });
    });
  });
});
