import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import type { IssuedTokenView } from "../../shared/views.ts";
import type { Person } from "../support/access.ts";
import { askApi, type Asked } from "../support/ask-api.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";

describe("API of tokens, over their lives", () => {
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

  promise("access.no-widening", "a token of one's own makes no other wider", async () => {
    const { secret } = doors.people.resident;
    const { id } = await issueFor(doors.people.resident, {
      ...{ name: "narrow", rights: "chosen", chosen: { rules: { "effect:read": "allow" } } },
      ...{ doors: ["rest"], expires: "1h" },
    });
    const change = async (body: Api["PATCH /api/tokens/:id"]["body"]) =>
      (await ask("PATCH /api/tokens/:id", secret, { id, body })).status;

    expect(await change({ rights: "same" })).to.equal(403);
    expect(await change({ doors: ["rest", "mcp"] })).to.equal(403);
    expect(await change({ expires: "never" })).to.equal(403);
    expect(await change({ calls_per_minute: 5, attended: false })).to.equal(200);
    expect(await change({ calls_per_minute: null })).to.equal(403);
    expect(await change({ name: "narrower" })).to.equal(200);
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

    it("have none of the powers of their user, and are told so", async () => {
      const { reply } = await ask("GET /api/auth/me", narrow.token);

      expect(reply).to.deep.include({ username: "admin", powers: [] });
    });

    it("are as wide as it is itself where nothing is said", async () => {
      const { status, reply } = await ask("POST /api/tokens", narrow.token, {
        body: { name: "as usual", rights: "chosen", chosen: narrowWish.chosen },
      });

      expect(status).to.equal(201);
      expect(reply).to.deep.include({ rights: "chosen", doors: ["rest"], calls_per_minute: 50 });
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
