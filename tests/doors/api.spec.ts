import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import { askApi, type Asked } from "../support/ask-api.ts";
import { startDoors, type Doors } from "../support/doors.ts";
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

  describe("audit", () => {
    it("shows an admin everybody's entries, filtered and in pages", async () => {
      await doors.http.post("/rest/whoami").auth(doors.people.guest.secret, { type: "bearer" });
      for (const name of ["GET /api/users", "GET /api/roles"] as const)
        await ask(name, doors.people.guest.secret);
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

    it("tells the settings that are in force, whatever the options began with", async () => {
      const { access, people } = doors;
      const { calls_per_minute } = access.settings.now();
      try {
        await access.settings.change({ calls_per_minute: 77_777 });
        const { reply } = await ask("GET /api/status", people.admin.secret);

        expect(reply)
          .to.have.property("settings")
          .that.includes({ calls_per_minute: 77_777, log_level: "info" });
      } finally {
        await access.settings.change({ calls_per_minute });
      }
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
