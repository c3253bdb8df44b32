import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import { askApi, type Asked } from "../support/ask-api.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";

describe("API of permissions", () => {
  let doors: Doors;

  before(async () => {
    doors = await startDoors();
  });
  after(() => doors.close());

  const ask = <Name extends keyof Api>(name: Name, secret: string, asked?: Asked<Name>) =>
    askApi(doors, name, secret, asked);

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
      const { secret: admin } = doors.people.admin;

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
      const change = (body: object) =>
        ask("PATCH /api/tokens/:id", doors.people.admin.secret, { id: token.id, body });

      const renamed = await change({ name: "renamed" });
      const given = await change({ rights: "chosen", chosen: { rules: { all: "allow" } } });

      expect(renamed.reply).to.include.keys("new_tools");
      expect(given.reply).to.not.have.any.keys("new_tools", "new_services");
    });

    promise("access.update", "no such token accepts it for itself", async () => {
      const aged = await agedToken("accepting");
      const other = await agedToken("accepted");
      const accept = (id: string) =>
        ask("PATCH /api/tokens/:id", aged.secret, { id, body: { catalogue: "current" } });

      const answers = [await accept(aged.token.id), await accept(other.token.id)];
      const [entry] = await doors.journal();

      expect(answers.map(({ status }) => status)).to.deep.equal([403, 403]);
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

  describe("explaining", () => {
    const question = { tool: "find_entities", args: { text: "lamp" } };
    const explain = (secret: string, body: object) =>
      ask("POST /api/permissions/explain", secret, { body });

    it("tells anybody what would come of their own call, and does nothing", async () => {
      const { status, reply } = await explain(doors.people.resident.secret, question);

      expect(status).to.equal(200);
      expect(reply).to.include({ tool: "find_entities", decision: "allow", rule: "role resident" });
      const entries = await doors.journal();
      expect(entries[0]).to.include({ tool: "permissions.explain", status: "completed" });
      const ofResident = entries.filter(({ username }) => username === "resident");
      expect(ofResident.map(({ tool }) => tool)).to.deep.equal(["permissions.explain"]);
    });

    it("tells an admin what another user or token may", async () => {
      const { people } = doors;
      const poor = await doors.access.tokens.create(people.resident.user.id, { name: "poor one" });

      const ofToken = await explain(people.admin.secret, { ...question, token_id: poor.token.id });
      const ofUser = await explain(people.admin.secret, {
        ...{ ...question, user_id: people.viewer.user.id },
      });

      expect(ofToken.reply).to.include({ decision: "deny", rule: "token: it has no rights" });
      expect(ofUser.reply).to.include({ decision: "allow", rule: "role viewer" });
    });

    it("tells who is no admin nothing of others, whether they are there or not", async () => {
      const { resident, admin } = doors.people;
      const answers = [
        await explain(resident.secret, { ...question, user_id: admin.user.id }),
        await explain(resident.secret, { ...question, user_id: "nobody" }),
        await explain(resident.secret, { ...question, token_id: admin.token.id }),
        await explain(resident.secret, { ...question, user_id: resident.user.id }),
      ];
      const own = await explain(resident.secret, { ...question, token_id: resident.token.id });

      expect(answers.map(({ status }) => status)).to.deep.equal([403, 403, 403, 403]);
      expect(own.status).to.equal(200);
    });

    it("keeps a token of some homes to them, also when it asks about others", async () => {
      const { people } = doors;
      const { secret } = await doors.access.tokens.create(people.admin.user.id, {
        ...{ name: "of one home", rights: "same", doors: ["api"], homes: ["default"] },
      });
      const about = { ...question, user_id: people.viewer.user.id };

      const answers = [
        await explain(secret, about),
        await explain(secret, { ...about, home: "cabin" }),
        await explain(secret, { ...about, home: "default" }),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([403, 403, 200]);
    });

    it("does not know who is not there or let in no more, nor whom it is asked about twice", async () => {
      const { secret, user, token } = doors.people.admin;
      const revoked = await doors.access.tokens.create(user.id, { name: "revoked for this" });
      await doors.access.tokens.revoke(revoked.token.id);

      const answers = [
        await explain(secret, { ...question, user_id: "nobody" }),
        await explain(secret, { ...question, token_id: "nobody" }),
        await explain(secret, { ...question, token_id: revoked.token.id }),
        await explain(secret, { ...question, user_id: user.id, token_id: token.id }),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([404, 404, 409, 422]);
    });
  });

  describe("reviews", () => {
    const list = async () =>
      (await ask("GET /api/reviews", doors.people.admin.secret)).reply.reviews;

    async function firstToReview() {
      const [first] = await list();
      if (first === undefined) throw new Error("The demo home has nothing to look at.");
      return first;
    }

    it("are a list of what cannot be read, with what an admin says of it until it is taken back", async () => {
      const { secret, user } = doors.people.admin;
      const before = await list();
      const first = await firstToReview();
      const { kind, id, home } = first;

      const put = await ask("POST /api/reviews", secret, {
        body: { items: [{ kind, id, verdict: "harmless" }] },
      });
      const kept = await doors.store.reviews.list();
      const gone = await ask("DELETE /api/reviews/:kind/:id", secret, { id, kind });
      const again = await ask("DELETE /api/reviews/:kind/:id", secret, { id, kind });

      expect(before.filter(({ verdict }) => verdict !== undefined)).to.deep.equal([]);
      expect(first.why).to.be.a("string");
      const after = put.reply.reviews.find((one) => one.kind === kind && one.id === id);
      expect(after).to.include({ ...first, verdict: "harmless", by: user.id });
      expect(kept.map((one) => [one.home, one.id])).to.deep.equal([[home, id]]);
      expect(gone.reply).to.deep.equal({ deleted: true });
      expect(again.status).to.equal(404);
      expect(await list()).to.deep.equal(before);
      const events = (await doors.journal()).map(({ tool, status }) => `${tool} ${status}`);
      expect(events.slice(0, 3)).to.deep.equal([
        ...["review.delete refused", "review.delete completed", "review.put completed"],
      ]);
    });

    it("say nothing of a thing as it is now when they were of another", async () => {
      const first = await firstToReview();
      const other = {
        ...{ home: first.home, kind: first.kind, id: first.id, platform: "another" },
        ...{ verdict: "harmless" as const, by: doors.people.admin.user.id, at: 1 },
      };
      const lost = { ...other, kind: "entity" as const, id: "light.gone" };
      await doors.store.reviews.put([other, lost]);

      const now = await list();
      for (const key of [other, lost]) await doors.store.reviews.remove(key);

      expect(now.find(({ id }) => id === first.id)).to.deep.equal(first);
      expect(now.find(({ id }) => id === lost.id)).to.include({
        verdict: "harmless",
        name: lost.id,
      });
    });

    it("are of what is there, all of a request or nothing", async () => {
      const { kind, id } = await firstToReview();
      const items = [id, "light.no_such"].map((each) => ({
        ...{ kind, id: each, verdict: "harmless" },
      }));

      const { status } = await ask("POST /api/reviews", doors.people.admin.secret, {
        body: { items },
      });

      expect(status).to.equal(404);
      expect(await doors.store.reviews.list()).to.deep.equal([]);
    });

    it("are closed to a token of other homes", async () => {
      const { secret } = await doors.access.tokens.create(doors.people.admin.user.id, {
        ...{ name: "of the cabin", rights: "same", doors: ["api"], homes: ["cabin"] },
      });

      expect((await ask("GET /api/reviews", secret)).reply).to.deep.equal({ reviews: [] });
    });
  });
});
