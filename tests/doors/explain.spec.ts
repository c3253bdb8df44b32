import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import { askApi, type Asked } from "../support/ask-api.ts";
import { startDoors, type Doors } from "../support/doors.ts";

describe("API of explaining", () => {
  let doors: Doors;

  before(async () => {
    doors = await startDoors();
  });
  after(() => doors.close());

  const ask = <Name extends keyof Api>(name: Name, secret: string, asked?: Asked<Name>) =>
    askApi(doors, name, secret, asked);

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
