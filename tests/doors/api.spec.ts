import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import type { IssuedTokenView } from "../../shared/views.ts";
import type { Person } from "../support/access.ts";
import { askApi, type Asked } from "../support/ask-api.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";
import { inSession, openSession, post } from "../support/raw-mcp.ts";

describe("API", () => {
  let doors: Doors;

  before(async () => {
    doors = await startDoors({ trusted_proxies: ["127.0.0.1"] });
  });
  after(() => doors.close());

  const ask = <Name extends keyof Api>(
    name: Name,
    secret: string | undefined,
    asked?: Asked<Name>,
  ) => askApi(doors, name, secret, asked);

  async function issueFor(person: Person, body: Api["POST /api/tokens"]["body"]) {
    const { reply, status } = await ask("POST /api/tokens", person.secret, { body });
    expect(status).to.equal(201);
    return reply;
  }

  describe("tokens", () => {
    promise("access.hashes", "over a whole life of a token", async () => {
      const { secret } = doors.people.resident;

      const made = await issueFor(doors.people.resident, { name: "n8n", attended: false });
      const { id } = made;
      const listed = await ask("GET /api/tokens", secret);
      const changed = await ask("PATCH /api/tokens/:id", secret, {
        ...{ id, body: { name: "automations", calls_per_minute: 5 } },
      });
      const rotated = await ask("POST /api/tokens/:id/rotate", secret, { id, body: {} });
      const revoked = await ask("POST /api/tokens/:id/revoke", secret, { id });
      const deleted = await ask("DELETE /api/tokens/:id", secret, { id });
      const gone = await ask("GET /api/tokens/:id", secret, { id });

      expect(made).to.include({ name: "n8n", rights: "none", attended: false, status: "active" });
      expect(made.token).to.match(/^vst_/);
      expect(listed.reply.tokens.map(({ name }) => name)).to.include("n8n");
      expect(JSON.stringify(listed.reply)).not.to.include(made.token);
      expect(changed.reply).to.include({ name: "automations", calls_per_minute: 5 });
      expect(rotated.reply.token).to.match(/^vst_/).and.not.equal(made.token);
      expect(revoked.reply.status).to.equal("revoked");
      expect(deleted.reply).to.deep.equal({ deleted: true });
      expect(gone.status).to.equal(404);
    });

    it("write down everything that happened to them, without the secret", async () => {
      const { secret } = doors.people.editor;
      const { id, token } = await issueFor(doors.people.editor, { name: "witness" });
      await ask("POST /api/tokens/introspect", secret, { body: { token } });
      await ask("POST /api/tokens/:id/revoke", secret, { id });

      const entries = (await doors.journal()).slice(0, 3);

      expect(entries.map(({ tool, status }) => `${tool} ${status}`)).to.deep.equal([
        ...["token.revoke completed", "token.introspect completed", "token.create completed"],
      ]);
      expect(JSON.stringify(entries)).not.to.include(token);
    });

    it("have a name that their user has not used yet", async () => {
      await issueFor(doors.people.resident, { name: "twice" });

      const again = await ask("POST /api/tokens", doors.people.resident.secret, {
        body: { name: "twice" },
      });

      expect(again.status).to.equal(409);
      expect(again).to.have.nested.property("body.error.code", "conflict");
    });

    it("of others do not exist for who is not an admin", async () => {
      const { id, token } = await issueFor(doors.people.admin, { name: "private" });
      const { secret } = doors.people.resident;

      const listed = await ask("GET /api/tokens", secret, {
        query: { user_id: doors.people.admin.user.id },
      });
      const known = await ask("POST /api/tokens/introspect", secret, { body: { token } });

      expect(listed.reply.tokens.map(({ username }) => username)).not.to.include("admin");
      expect(known.reply).to.deep.equal({ active: true });
      for (const name of [
        ...["GET /api/tokens/:id", "DELETE /api/tokens/:id"],
        ...["POST /api/tokens/:id/revoke", "POST /api/tokens/:id/rotate", "PATCH /api/tokens/:id"],
      ] as const)
        expect((await ask(name, secret, { id, body: {} })).status, name).to.equal(404);
    });

    it("of others are an admin's to see and to end, but not to have", async () => {
      const { id } = await issueFor(doors.people.resident, { name: "of a resident" });
      const { secret } = doors.people.admin;

      const listed = await ask("GET /api/tokens", secret);
      const rotated = await ask("POST /api/tokens/:id/rotate", secret, { id, body: {} });
      const revoked = await ask("POST /api/tokens/:id/revoke", secret, { id });

      expect(listed.reply.tokens.map(({ username }) => username)).to.include("resident");
      expect(rotated.status).to.equal(403);
      expect(revoked.reply.status).to.equal("revoked");
    });

    describe("made by a token", () => {
      let narrow: IssuedTokenView;

      before(async () => {
        narrow = await issueFor(doors.people.admin, {
          name: "backend",
          rights: "chosen",
          chosen: { rules: { "effect:read": "allow" }, scope: "exposed" },
          doors: ["api", "rest"],
          calls_per_minute: 50,
        });
      });

      const wider: [string, Partial<Api["POST /api/tokens"]["body"]>][] = [
        ["the rights of its user", { rights: "same" }],
        ["more tools", { chosen: { rules: { all: "allow" }, scope: "exposed" } }],
        ["a wider scope", { chosen: { rules: { "effect:read": "allow" }, scope: "all" } }],
        ["another door", { doors: ["mcp"] }],
        ["more calls", { calls_per_minute: 51 }],
      ];
      for (const [what, wish] of wider)
        it(`do not get ${what}`, async () => {
          const { status, reply } = await ask("POST /api/tokens", narrow.token, {
            body: { ...narrowWish, name: what, ...wish },
          });

          expect(status).to.equal(403);
          expect(reply).to.have.nested.property("error.hint");
        });

      it("may be as wide or narrower, and work", async () => {
        const { status, reply } = await ask("POST /api/tokens", narrow.token, {
          body: { ...narrowWish, name: "for a visitor" },
        });
        const call = await doors.http.post("/rest/whoami").auth(reply.token, { type: "bearer" });

        expect(status).to.equal(201);
        expect(call.body).to.include({ user: "admin", scope: "exposed" });
      });

      it("cannot be widened by it later, nor can it take over wider ones", async () => {
        const { id } = await issueFor(doors.people.admin, { name: "wide", rights: "same" });
        const own = { id: narrow.id };

        const changes = [
          await ask("PATCH /api/tokens/:id", narrow.token, { ...own, body: { rights: "same" } }),
          await ask("PATCH /api/tokens/:id", narrow.token, {
            ...own,
            body: { calls_per_minute: null },
          }),
          await ask("POST /api/tokens/:id/rotate", narrow.token, { id, body: {} }),
        ];

        expect(changes.map(({ status }) => status)).to.deep.equal([403, 403, 404]);
      });

      it("is no admin, though its user is", async () => {
        const listed = await ask("GET /api/tokens", narrow.token, {});
        const { reply } = await ask("GET /api/status", narrow.token);

        const names = listed.reply.tokens.map(({ username }) => username);
        expect(new Set(names)).to.deep.equal(new Set(["admin"]));
        expect(reply).not.to.have.property("settings");
      });
    });

    const narrowWish = {
      rights: "chosen" as const,
      chosen: { rules: { "effect:read": "allow" as const }, scope: "exposed" as const },
      doors: ["rest" as const],
      calls_per_minute: 50,
    };

    it("may have rules for services and risks, and for nothing else in the home", async () => {
      const wish = (target: string) => ({
        ...{ name: `rule for ${target}`, rights: "chosen" as const },
        chosen: { rules: { "effect:read": "allow" as const, [target]: "deny" as const } },
      });
      const statuses = await Promise.all(
        ["service:lock.unlock", "risk:unlock", "sensitive", "risk:rain", "service:lock"].map(
          async (target) =>
            (await ask("POST /api/tokens", doors.people.resident.secret, { body: wish(target) }))
              .status,
        ),
      );

      expect(statuses).to.deep.equal([201, 201, 201, 422, 422]);
    });

    it("are introspected in every state they can be in", async () => {
      const { secret, user } = doors.people.resident;
      const { tokens } = doors.access;
      const active = await tokens.create(user.id, { name: "active" });
      const revoked = await tokens.create(user.id, { name: "revoked" });
      await tokens.revoke(revoked.token.id);
      const deleted = await tokens.create(user.id, { name: "deleted" });
      await tokens.delete(deleted.token.id);
      const expired = await tokens.create(user.id, { name: "expired", expires: "1h" });

      const introspect = async (token: string) =>
        (await ask("POST /api/tokens/introspect", secret, { body: { token } })).reply;
      const now = [active, revoked, deleted].map(({ secret: raw }) => introspect(raw));
      const answers = [...(await Promise.all(now)), await introspect("vst_nonsense")];
      doors.clock.now = () => Date.now() + 2 * 3600_000;
      answers.push(await introspect(expired.secret));
      doors.clock.now = Date.now;

      expect(answers.map(({ active: isActive, reason }) => reason ?? isActive)).to.deep.equal([
        ...[true, "revoked", "unknown", "malformed", "expired"],
      ]);
      expect(answers[0]?.token).to.include({ name: "active", username: "resident" });
    });
  });

  describe("audit", () => {
    it("shows an admin everybody's entries, filtered and in pages", async () => {
      await doors.http.post("/rest/whoami").auth(doors.people.guest.secret, { type: "bearer" });
      await doors.journal();
      const { secret } = doors.people.admin;

      const first = await ask("GET /api/audit", secret, { query: { tool: "whoami", limit: 1 } });
      const mine = await ask("GET /api/audit", secret, {
        query: { user_id: doors.people.guest.user.id, kind: "call", status: "completed" },
      });
      const security = await ask("GET /api/audit", secret, {
        query: { kind: "security", limit: 1 },
      });
      const second = await ask("GET /api/audit", secret, {
        query: { kind: "security", limit: 1, cursor: security.reply.next },
      });

      expect(first.reply.entries).to.have.lengthOf(1);
      expect(mine.reply.entries.map(({ username }) => username)).to.include("guest");
      expect(second.reply.entries[0]?.id).not.to.equal(security.reply.entries[0]?.id);
    });

    it("shows others only their own, whatever they ask for", async () => {
      const { secret } = doors.people.resident;

      const { reply } = await ask("GET /api/audit", secret);
      const others = await ask("GET /api/audit", secret, {
        query: { user_id: doors.people.admin.user.id },
      });

      expect(others.reply.entries).to.be.empty;
      expect(reply.entries).not.to.be.empty;
      expect(new Set(reply.entries.map(({ username }) => username))).to.deep.equal(
        new Set(["resident"]),
      );
    });

    it("shows a token that may less than its user only what it did itself", async () => {
      const { id, token } = await issueFor(doors.people.resident, {
        ...{ name: "auditor", doors: ["api", "rest"] },
      });
      await doors.http.post("/rest/whoami").auth(token, { type: "bearer" });
      await doors.journal();

      const { reply } = await ask("GET /api/audit", token);

      expect(reply.entries.map(({ token_id }) => token_id)).to.deep.equal([id]);
    });

    it("refuses a filter or a page that is not there", async () => {
      for (const query of [
        { limit: 0 },
        { limit: 1000 },
        { nonsense: 1 },
        { status: "fine" },
        { cursor: "x" },
      ]) {
        const { status } = await ask("GET /api/audit", doors.people.admin.secret, { query });

        expect(status, JSON.stringify(query)).to.equal(422);
      }
    });
  });

  describe("MCP sessions", () => {
    it("are listed to their user and to admins, and closed by them alone", async () => {
      const { resident, editor, admin } = doors.people;
      const own = await openSession(doors.url, resident.secret);
      const ids = async (secret: string) => {
        const { reply } = await ask("GET /api/sessions/mcp", secret);
        return reply.sessions.map(({ id }) => id);
      };

      expect(await ids(resident.secret)).to.include(own);
      expect(await ids(admin.secret)).to.include(own);
      expect(await ids(editor.secret)).to.not.include(own);

      const weak = await doors.access.tokens.create(resident.user.id, {
        ...{ name: "weak", rights: "none", doors: ["api"] },
      });
      expect(await ids(weak.secret)).to.deep.equal([]);
      const foreign = await ask("DELETE /api/sessions/mcp/:id", editor.secret, { id: own });
      const closed = await ask("DELETE /api/sessions/mcp/:id", resident.secret, { id: own });

      expect(foreign.status).to.equal(404);
      expect(closed.status).to.equal(200);
      const late = await post(doors.url, inSession(resident.secret, own, "tools/list", {}));
      expect(late.status).to.equal(404);
      const entry = (await doors.journal()).find(({ tool }) => tool === "session.close");
      expect(entry).to.include({ username: "resident" });
    });
  });

  describe("status", () => {
    it("tells an admin about homes, settings, sizes and memory", async () => {
      const { reply } = await ask("GET /api/status", doors.people.admin.secret);

      expect(reply).to.include.keys(
        "version",
        "uptime_s",
        "settings",
        "sizes",
        "memory",
        "sessions",
      );
      expect(reply.homes[0]).to.include({ id: "default", state: "ready", breaker: "closed" });
      expect(reply.homes[0]).to.have.nested.property("queue.waiting", 0);
      expect(reply.homes[0]?.age_ms).to.be.at.least(0);
    });

    it("tells others little", async () => {
      const { reply } = await ask("GET /api/status", doors.people.resident.secret);

      expect(reply).to.have.all.keys("version", "uptime_s", "homes");
      expect(reply.homes[0]).to.have.all.keys("id", "name", "state", "age_ms");
    });
  });

  describe("bad input", () => {
    for (const [what, body, status] of [
      ["what is not JSON", "{", 400],
      ["a list", "[]", 422],
      ["an unknown field", '{"name":"x","admin":true}', 422],
      ["a wrong type", '{"name":7}', 422],
      ["a wrong choice", '{"name":"x","rights":"all"}', 422],
      ["a wrong network", '{"name":"x","addresses":["10.0.0.0/99"]}', 422],
      ["a time that is none", '{"name":"x","expires":"soon"}', 422],
      ["deep nesting", `{"name":${"[".repeat(100)}${"]".repeat(100)}}`, 422],
      ["five megabytes", `{"name":"${"a".repeat(5_000_000)}"}`, 413],
    ] as const)
      it(`is refused: ${what}, with ${status}, a hint and an entry`, async () => {
        const answer = await doors.http
          .post("/api/tokens")
          .auth(doors.people.resident.secret, { type: "bearer" })
          .type("json")
          .send(body);

        expect(answer.status).to.equal(status);
        expect(answer).to.have.nested.property("body.error.hint").that.is.a("string");
        const [entry] = await doors.journal();
        expect(entry?.id).to.equal(answer.headers["x-call-id"]);
        expect(entry).to.include({ tool: "token.create", error_code: "invalid_input" });
      });
  });
});
