import { expect } from "chai";
import { failureOf } from "../../support/failure.ts";
import { from, startPeople, type TestPeople } from "../../support/people.ts";

const ada = { username: "Ada", password: "correct horse", role: "resident" } as const;

describe("a password of one's own", () => {
  let people: TestPeople;
  let id: string;
  beforeEach(async () => {
    people = await startPeople();
    ({ id } = await people.users.create(ada));
  });
  afterEach(() => people.close());

  const enter = (password: string = ada.password) =>
    people.signIn.withPassword({ username: "ada", password }, from);
  const isLiving = async (secret: string) => (await people.sessions.find(secret)) !== undefined;

  it("is changed by who knows it, and ends every other session", async () => {
    const [mine, other] = [await enter(), await enter()];

    await people.users.changePassword(id, ada.password, "another horse", mine.session.id);

    expect(await isLiving(mine.access)).to.equal(true);
    expect(await isLiving(other.access)).to.equal(false);
    await enter("another horse");
    expect(await failureOf(enter())).to.have.property("code", "not_authenticated");
  });

  it("is changed with no session left when none is named", async () => {
    const { access } = await enter();

    await people.users.changePassword(id, ada.password, "another horse");

    expect(await isLiving(access)).to.equal(false);
  });

  it("is not changed by who does not, and their guesses lock the name", async () => {
    const { access } = await enter();
    for (let i = 0; i < 5; i += 1)
      expect(
        await failureOf(people.users.changePassword(id, "wrong horse", "another horse")),
      ).to.have.property("code", "not_allowed");

    for (const attempt of [
      () => people.users.changePassword(id, ada.password, "another horse"),
      () => enter(),
    ])
      expect(await failureOf(attempt())).to.have.property("code", "too_many_calls");
    expect(await isLiving(access)).to.equal(true);
  });

  it("stays after a new one that is none", async () => {
    expect(
      await failureOf(people.users.changePassword(id, ada.password, "short")),
    ).to.have.property("code", "invalid_input");

    await enter();
  });

  it("is nothing for who signs in with Home Assistant", async () => {
    const noah = await people.users.fromHome({ id: "h1", username: "noah" }, undefined, "guest");

    expect(await failureOf(people.users.changePassword(noah.id, "", "another horse"))).to.include({
      code: "conflict",
      message: "This user has no password here.",
    });
  });
});
