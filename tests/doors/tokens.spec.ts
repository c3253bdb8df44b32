import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import { askApi, type ApiCaller, type Asked } from "../support/ask-api.ts";
import { signIn } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";

describe("API of tokens", () => {
  let doors: Doors;
  let admin: ApiCaller;

  before(async () => {
    doors = await startDoors();
    admin = await signIn(doors, "admin");
  });
  after(() => doors.close());

  const ask = <Name extends keyof Api>(name: Name, who: string | ApiCaller, asked?: Asked<Name>) =>
    askApi(doors, name, who, asked);

  describe("what is newer than a token", () => {
    /** A token of an admin from the time when there was only whoami. */
    async function agedToken(name: string) {
      const known = await doors.store.catalogues.current({
        ...{ tools: ["whoami"], harmless: [], version: "0.0.1", at: 0 },
      });
      return doors.access.tokens.create(doors.people.admin.user.id, {
        ...{ name, rights: "same", doors: ["api", "rest"], known },
      });
    }
    const find = (secret: string) =>
      doors.http
        .post("/rest/find_entities")
        .auth(secret, { type: "bearer" })
        .send({ text: "lamp" });

    promise("access.update", "until somebody has looked", async () => {
      const { token, secret } = await agedToken("aged");

      const denied = await find(secret);
      const { reply: shown } = await ask("GET /api/tokens/:id", admin, { id: token.id });
      const { reply: accepted } = await ask("PATCH /api/tokens/:id", admin, {
        ...{ id: token.id, body: { catalogue: "current" } },
      });
      const allowed = await find(secret);

      expect(denied.status).to.equal(404);
      expect(shown.new_tools).to.include("find_entities").and.not.include("whoami");
      expect(shown.new_services).to.be.above(0);
      expect(shown).to.not.have.property("known");
      expect(accepted).to.not.have.any.keys("new_tools", "new_services");
      expect(allowed.status).to.equal(200);
    });

    it("is looked at by giving new rights, but not by another name", async () => {
      const { token } = await agedToken("to be renamed");
      const change = (body: object) => ask("PATCH /api/tokens/:id", admin, { id: token.id, body });

      const renamed = await change({ name: "renamed" });
      const given = await change({ rights: "chosen", chosen: { rules: { all: "allow" } } });

      expect(renamed.reply).to.include.keys("new_tools");
      expect(given.reply).to.not.have.any.keys("new_tools", "new_services");
    });

    promise("access.update", "no such token accepts it for itself", async () => {
      const aged = await agedToken("accepting");
      const other = await agedToken("accepted");
      const accept = (id: string, secret = aged.secret) =>
        ask("PATCH /api/tokens/:id", secret, { id, body: { catalogue: "current" } });

      const answers = [await accept(aged.token.id), await accept(other.token.id)];
      answers.push(await accept(aged.token.id, doors.people.admin.secret));
      const [entry] = await doors.journal();

      expect(answers.map(({ status }) => status)).to.deep.equal([403, 403, 403]);
      expect(entry).to.include({ tool: "token.change", status: "refused" });
    });

    it("is no more to the tokens that such a token makes or changes", async () => {
      const { secret } = await agedToken("making");
      const wish = { name: "made by an aged one", rights: "same", doors: ["rest", "api"] };

      const { reply: made } = await ask("POST /api/tokens", secret, { body: wish });
      const { reply: changed, status } = await ask("PATCH /api/tokens/:id", secret, {
        ...{ id: made.id, body: { rights: "chosen", chosen: { rules: { all: "allow" } } } },
      });

      expect(made.new_tools).to.include("find_entities");
      expect(status).to.equal(200);
      expect(changed.new_tools).to.include("find_entities");
      expect((await find(made.token)).status).to.equal(404);
    });

    it("stays new when a token that knows it all gives other rights", async () => {
      const aged = await agedToken("given by a token");

      const { reply } = await ask("PATCH /api/tokens/:id", doors.people.admin.secret, {
        ...{ id: aged.token.id, body: { rights: "chosen", chosen: { rules: { all: "allow" } } } },
      });

      expect(reply.rights).to.equal("chosen");
      expect(reply.new_tools).to.include("find_entities");
    });

    it("keeps the secret of a token that knows it from one that does not", async () => {
      const { secret } = await agedToken("rotating");
      const { token } = await doors.access.tokens.create(doors.people.admin.user.id, {
        ...{ name: "newer", rights: "same" },
      });

      const { status } = await ask("POST /api/tokens/:id/rotate", secret, {
        ...{ id: token.id, body: {} },
      });

      expect(status).to.equal(403);
    });
  });

  describe("chosen rights", () => {
    const make = async (who: string | ApiCaller, body: object) =>
      ask("POST /api/tokens", who, {
        body: { rights: "chosen", doors: ["api", "rest"], ...body },
      });
    const rest = (secret: string, tool: string, args: object) =>
      doors.http.post(`/rest/${tool}`).auth(secret, { type: "bearer" }).send(args);

    it("may be lists of rules, of places and of limits, which hold on the next call", async () => {
      const chosen = {
        rules: [{ target: "all", decision: "allow", until: Date.now() + 3_600_000 }],
        scope: [{ select: "area:kitchen", access: "control" }],
        limits: [{ name: "One at a time", service: "light.*", max_targets: 1 }],
      };

      const { reply, status } = await make(admin, { name: "kitchen", chosen });
      const kitchen = await rest(reply.token, "get_entity", {
        entities: ["light.kitchen_ceiling"],
      });
      const hall = await rest(reply.token, "get_entity", { entities: ["light.hall_ceiling"] });

      expect(status).to.equal(201);
      expect(reply.chosen).to.deep.equal(chosen);
      expect([kitchen.status, hall.status]).to.deep.equal([200, 404]);
    });

    for (const [what, chosen, path] of [
      ["a decision that is none", { rules: [{ target: "all", decision: "maybe" }] }, "rules.0"],
      ["a target that is none", { rules: [{ target: "tools", decision: "allow" }] }, "rules.0"],
      ["a place that is none", scoped({ select: "room:kitchen", access: "see" }), "scope.0"],
      ["a word beside", scoped({ select: "all", access: "see", sure: true }), "scope.0"],
      ["an hour that is none", timed({ hours: { from: "25:00", to: "26:00" } }), "rules.0.when"],
      ["a condition about nothing", timed({}), "rules.0.when"],
      ["a limit without a name", { rules: { all: "allow" }, limits: [{ service: "*" }] }, "limits"],
    ] as const)
      it(`refuse ${what}, and say where`, async () => {
        const { status, body } = await make(admin, { name: what, chosen });

        expect(status).to.equal(422);
        expect(body).to.have.nested.property("error.message").that.includes(path);
      });

    it("do no harm by the names of their rules", async () => {
      const answer = await doors.http
        .post("/api/tokens")
        .set(admin.headers())
        .type("json")
        .send(
          '{"name":"p","rights":"chosen","chosen":{"rules":{"__proto__":"allow","all":"deny"}}}',
        );
      const { status } = await make(admin, {
        name: "c",
        chosen: { rules: { constructor: "allow" } },
      });

      expect(answer.body).to.have.nested.property("chosen.rules").that.deep.equals({ all: "deny" });
      expect(status).to.equal(422);
    });
  });

  it("of others do not exist for who is no admin, in person either", async () => {
    const { id } = doors.people.admin.token;
    const viewer = await signIn(doors, "viewer");

    for (const name of [
      ...["GET /api/tokens/:id", "DELETE /api/tokens/:id", "PATCH /api/tokens/:id"],
      ...["POST /api/tokens/:id/revoke", "POST /api/tokens/:id/rotate"],
    ] as const)
      expect((await ask(name, viewer, { id, body: {} })).status, name).to.equal(404);
  });

  it("of others have no secret for an admin, in person either", async () => {
    const { id } = doors.people.guest.token;

    const { status } = await ask("POST /api/tokens/:id/rotate", admin, { id, body: {} });

    expect(status).to.equal(403);
  });
});

function scoped(rule: object) {
  return { rules: { all: "allow" }, scope: [rule] };
}

function timed(when: object) {
  return { rules: [{ target: "all", decision: "allow", when }] };
}
