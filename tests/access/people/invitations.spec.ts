import { expect } from "chai";
import type { NewInvitation, User } from "../../../server/access/people/people.ts";
import { createSecret } from "../../../server/access/tokens/secrets.ts";
import { failureOf } from "../../support/failure.ts";
import { from, startPeople, type TestPeople } from "../../support/people.ts";
import { promise } from "../../support/promise.ts";

const dayMs = 24 * 3_600_000;
const password = "correct horse";

describe("an invitation", () => {
  let people: TestPeople;
  let boss: User;
  beforeEach(async () => {
    people = await startPeople();
    boss = await people.users.create({ username: "boss", password, role: "admin" });
  });
  afterEach(() => people.close());

  const invite = (wish: NewInvitation = { role: "resident" }) =>
    people.invitations.create(boss.id, wish);
  const follow = (invitation: string, username = "ada") =>
    people.signIn.register({ invitation, username, password }, from);
  const codeOf = async (promise: Promise<unknown>) => {
    const error = await failureOf(promise);
    return error instanceof Error && "code" in error ? error.code : error;
  };

  it("makes a user of its role and signs them in, once", async () => {
    const { secret, invitation } = await invite({ role: "keeper", name: "For Ada" });

    const { user, session } = await follow(secret);

    expect(user).to.include({ username: "ada", role: "keeper", role_from: "here" });
    expect(session).to.have.property("signed_in_by", "invitation");
    expect(await codeOf(follow(secret, "eve"))).to.equal("not_allowed");
    expect(await people.invitations.list()).to.deep.equal([
      { ...invitation, used_at: people.clock.now },
    ]);
  });

  it("makes one user when two follow it at the same time", async () => {
    const { secret } = await invite();

    const both = await Promise.allSettled([follow(secret, "ada"), follow(secret, "eve")]);

    expect(both.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
    expect(await people.users.list()).to.have.length(2);
  });

  it("stays good after a name that is taken and a password that is refused", async () => {
    const { secret } = await invite();

    expect(await codeOf(follow(secret, "boss"))).to.equal("conflict");
    const short = { invitation: secret, username: "ada", password: "short" };
    expect(await codeOf(people.signIn.register(short, from))).to.equal("invalid_input");

    await follow(secret);
  });

  promise("access.hashes", "is kept as a hash", async () => {
    const { secret, invitation } = await invite();

    expect(secret).to.match(/^vsi_[0-9A-Za-z]{49}$/);
    expect(JSON.stringify(await people.store.invitations.list())).to.not.contain(secret);
    expect(invitation).to.not.have.property("secret_hash");
  });

  it("works for seven days unless it says otherwise", async () => {
    const { secret, invitation } = await invite();
    const short = await invite({ role: "guest", expires: "12h" });

    expect(invitation.expires_at).to.equal(people.clock.now + 7 * dayMs);
    people.clock.now += 7 * dayMs - 1;
    expect(await codeOf(follow(short.secret))).to.equal("not_allowed");
    people.clock.now += 1;
    expect(await codeOf(follow(secret))).to.equal("not_allowed");
  });

  it("is forgotten when its time is over and another one is made", async () => {
    await invite();
    people.clock.now += 7 * dayMs;

    const { invitation } = await invite();

    expect(await people.invitations.list()).to.deep.equal([invitation]);
  });

  it("is not good any more when it was deleted", async () => {
    const { secret, invitation } = await invite();

    await people.invitations.delete(invitation.id);

    expect(await codeOf(follow(secret))).to.equal("not_allowed");
    expect(await codeOf(people.invitations.delete(invitation.id))).to.equal("not_found");
  });

  for (const [what, end] of [
    ["is deleted", (people: TestPeople, id: string) => people.users.delete(id)],
    [
      "is admin no more",
      (people: TestPeople, id: string) => people.users.change(id, { role: "guest" }),
    ],
    [
      "is let in no more",
      (people: TestPeople, id: string) => people.store.users.change(id, { is_active: false }),
    ],
  ] as const)
    it(`is not good any more when whoever gave it ${what}`, async () => {
      await people.users.create({ username: "other", password, role: "admin" });
      const { secret } = await invite();

      await end(people, boss.id);

      expect(await codeOf(follow(secret))).to.equal("not_allowed");
    });

  it("is not good any more when the guest would have left already", async () => {
    const { secret } = await invite({ role: "guest", guest_until: "1d" });
    people.clock.now += dayMs;

    expect(await codeOf(follow(secret))).to.equal("not_allowed");
  });

  it("is no other secret", async () => {
    for (const secret of ["", "vsi_invented", createSecret("vsi_"), createSecret("vss_")])
      expect(await codeOf(follow(secret))).to.equal("not_allowed");
    expect(people.seen.comparisons).to.equal(0);
  });

  it("for somebody who is here sets their password and ends all their sessions", async () => {
    const { id } = await people.users.create({ username: "ada", password, role: "resident" });
    const old = await people.signIn.withPassword({ username: "ada", password }, from);
    const { secret, invitation } = await invite({ user_id: id });
    for (let i = 0; i < 5; i += 1)
      await failureOf(people.signIn.withPassword({ username: "ada", password: "wrong" }, from));

    const wish = { invitation: secret, password: "another horse" };
    const { user, access } = await people.signIn.register(wish, from);

    expect(invitation).to.include({ user_id: id, role: "resident" });
    expect(user).to.have.property("id", id);
    expect(await people.sessions.find(old.access)).to.equal(undefined);
    expect(await people.sessions.find(access)).to.have.property("userId", id);
    const again = { username: "ada", password: "another horse" };
    await people.signIn.withPassword(again, from);
    expect(await codeOf(people.signIn.register(wish, from))).to.equal("not_allowed");
  });

  for (const [what, happen] of [
    ["a newer one is made", (id) => invite({ user_id: id })],
    ["their password is changed", (id) => people.users.changePassword(id, password, "new horses")],
  ] satisfies readonly [string, (id: string) => Promise<unknown>][])
    it(`for somebody who is here is void when ${what}, and nobody else's is`, async () => {
      const make = (username: string) =>
        people.users.create({ username, password, role: "resident" });
      const [ada, bob] = [await make("ada"), await make("bob")];
      const old = await invite({ user_id: ada.id });
      const others = [await invite({ user_id: bob.id }), await invite()];

      await happen(ada.id);

      expect(await codeOf(people.signIn.openInvitation(old.secret))).to.equal("not_allowed");
      for (const { secret } of others) await people.signIn.openInvitation(secret);
    });

  it("for somebody who is here gives a password to who came from Home Assistant", async () => {
    const { id } = await people.users.fromHome({ id: "h1", username: "noah" }, undefined, "guest");
    const { secret } = await invite({ user_id: id });

    const { user } = await people.signIn.register({ invitation: secret, password }, from);

    expect(user).to.include({ id, has_password: true });
  });

  it("for somebody who is here changes nothing else", async () => {
    const { id } = await people.users.create({ username: "ada", password, role: "resident" });
    const { secret } = await invite({ user_id: id });

    for (const more of [{ username: "ada" }, { name: "Eve" }, { email: "eve@example.org" }])
      expect(
        await codeOf(people.signIn.register({ invitation: secret, password, ...more }, from)),
      ).to.equal("invalid_input");
  });

  it("for somebody who is let in no more lets nobody in", async () => {
    const { id } = await people.users.create({ username: "ada", password, role: "resident" });
    const { secret } = await invite({ user_id: id });
    await people.store.users.change(id, { is_active: false });

    expect(await codeOf(people.signIn.openInvitation(secret))).to.equal("not_allowed");
    expect(await codeOf(people.signIn.register({ invitation: secret, password }, from))).to.equal(
      "not_allowed",
    );
  });

  for (const [what, wish, code] of [
    ["a role that is not there", { role: "king" }, "invalid_input"],
    ["nobody in mind", {}, "invalid_input"],
    ["a user who is not there", { user_id: "nobody" }, "not_found"],
    ["more than 30 days", { role: "guest", expires: "31d" }, "invalid_input"],
    ["no end", { role: "guest", expires: "never" }, "invalid_input"],
    ["a time that is none", { role: "guest", expires: "soon" }, "invalid_input"],
    ["a guest who has left", { role: "guest", guest_until: "2020-01-01" }, "invalid_input"],
    ["a name of two lines", { role: "guest", name: "a\nb" }, "invalid_input"],
    ["a role for somebody who is here", { role: "guest", user_id: "x" }, "invalid_input"],
    ["an end for somebody who is here", { guest_until: "2d", user_id: "x" }, "invalid_input"],
  ] as const)
    it(`is not made with ${what}`, async () => {
      expect(await codeOf(invite(wish))).to.equal(code);
      expect(await people.invitations.list()).to.deep.equal([]);
    });

  it("may keep a guest for good", async () => {
    const { invitation } = await invite({ role: "guest", guest_until: "never", expires: "30d" });

    expect(invitation).to.not.have.property("guest_until");
  });
});
