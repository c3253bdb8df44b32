import { expect } from "chai";
import { failureOf } from "../../support/failure.ts";
import { from, startPeople, type TestPeople } from "../../support/people.ts";
import { promise } from "../../support/promise.ts";

const ada = { username: "ada", password: "correct horse" } as const;
const dayMs = 24 * 3_600_000;

describe("signing in", () => {
  let people: TestPeople;
  beforeEach(async () => {
    people = await startPeople();
    await people.users.create({ ...ada, role: "resident" });
  });
  afterEach(() => people.close());

  const enter = (username: string, password: string) =>
    people.signIn.withPassword({ username, password }, from);

  it("opens a session for the right password, in any spelling of the name", async () => {
    const { session, user, access, refresh } = await enter(" ADA ", ada.password);

    expect(user).to.include({ username: "ada", has_password: true });
    expect(session).to.include({ ...from, username: "ada", signed_in_by: "password" });
    expect(access).to.match(/^vss_/);
    expect(refresh).to.match(/^vsr_/);
    expect(await people.sessions.find(access)).to.have.property("userId", user.id);
  });

  promise("access.sessions", "gives other secrets each time", async () => {
    const one = await enter("ada", ada.password);
    const other = await enter("ada", ada.password);

    expect(new Set([one.access, one.refresh, other.access, other.refresh])).to.have.property(
      "size",
      4,
    );
    expect(one.session.id).to.not.equal(other.session.id);
  });

  describe("in vain", () => {
    beforeEach(async () => {
      await people.users.fromHome({ id: "h1", username: "noah" }, undefined, "resident");
      const users = [
        { ...ada, username: "guest", expires_at: people.clock.now + 1 },
        { ...ada, username: "gone" },
      ];
      for (const user of users) await people.users.create({ ...user, role: "guest" });
      const gone = await people.users.find("gone");
      await people.store.users.change(gone?.id ?? "", { is_active: false });
      people.clock.now += 1;
    });

    for (const [what, username, password] of [
      ["a wrong password", "ada", "wrong horse"],
      ["a name that nobody has", "nobody", ada.password],
      ["an account without a password", "noah", ada.password],
      ["an account that has expired", "guest", ada.password],
      ["an account that is let in no more", "gone", ada.password],
      ["a name that is none", "\0", ada.password],
    ] as const)
      promise("access.lock-out", `answers the same for ${what}, after as much work`, async () => {
        const failure = await failureOf(enter(username, password));

        expect(failure).to.deep.include({
          code: "not_authenticated",
          message: "The username or the password is wrong.",
        });
        expect(people.seen.comparisons).to.equal(1);
      });

    for (const username of ["ada", "nobody", "noah", "guest"])
      promise(
        "access.lock-out",
        `locks the name ${username} after five times, and compares no more`,
        async () => {
          for (let i = 0; i < 5; i += 1) await failureOf(enter(username, "wrong horse"));

          expect(await failureOf(enter(username, ada.password))).to.deep.include({
            code: "too_many_calls",
            message: "Too many failures to sign in with this name.",
          });
          expect(people.seen.comparisons).to.equal(5);
        },
      );
  });

  it("compares five times, however many guess at the same time", async () => {
    await Promise.allSettled(Array.from({ length: 12 }, () => enter("ada", "wrong horse")));

    expect(people.seen.comparisons).to.equal(5);
  });

  it("forgives earlier failures when it succeeds", async () => {
    for (let i = 0; i < 4; i += 1) await failureOf(enter("ada", "wrong horse"));
    await enter("ada", ada.password);
    for (let i = 0; i < 4; i += 1) await failureOf(enter("ada", "wrong horse"));

    await enter("ada", ada.password);
  });

  it("lets in whom Home Assistant vouches for, and makes them a user", async () => {
    people.home.set("h1", { id: "h1", name: "Noah", isAdmin: true, isActive: true });

    const { user, session } = await people.signIn.fromHome({ id: "h1" }, from);

    expect(user).to.include({ username: "Noah", role: "admin", has_password: false });
    expect(session).to.have.property("signed_in_by", "home");
  });

  it("lets in nobody whom Home Assistant lets in no more", async () => {
    await people.signIn.fromHome({ id: "h1" }, from);
    people.home.set("h1", { id: "h1", name: "Noah", isAdmin: false, isActive: false });

    expect(await failureOf(people.signIn.fromHome({ id: "h1" }, from))).to.have.property(
      "code",
      "not_authenticated",
    );
  });
});

describe("registering", () => {
  let people: TestPeople;
  beforeEach(async () => {
    people = await startPeople();
  });
  afterEach(() => people.close());

  const register = (wish: Partial<Parameters<TestPeople["signIn"]["register"]>[0]> = {}) =>
    people.signIn.register({ ...ada, ...wish }, from);

  it("is for nobody without an invitation, unless the setting allows it", async () => {
    expect(await failureOf(register())).to.have.property("code", "not_allowed");
    expect(await people.users.list()).to.deep.equal([]);

    people.settings.registration = true;

    const { user, session } = await register({ name: "Ada L.", email: "ada@example.org" });
    expect(user).to.include({ username: "ada", name: "Ada L.", role: "guest" });
    expect(session).to.include({ user_id: user.id, signed_in_by: "password" });
  });

  for (const role of ["admin", "keeper"])
    it(`is for nobody when the setting would give them the powers of the role ${role}`, async () => {
      Object.assign(people.settings, { registration: true, registration_role: role });

      expect(await failureOf(register())).to.have.property("code", "not_allowed");
    });

  it("takes no name, no e-mail address that somebody has", async () => {
    people.settings.registration = true;
    await register({ email: "ada@example.org" });

    expect(await failureOf(register())).to.have.property("code", "conflict");
    expect(
      await failureOf(register({ username: "eve", email: "ADA@example.org" })),
    ).to.have.property("code", "conflict");
  });

  it("asks for a username", async () => {
    people.settings.registration = true;

    expect(await failureOf(people.signIn.register({ password: "correct horse" }, from)))
      .to //
      .have.property("code", "invalid_input");
  });

  it("keeps a guest as long as the invitation said", async () => {
    const { id } = await people.users.create({ ...ada, username: "boss", role: "admin" });
    const wish = { role: "guest", guest_until: "2d" };
    const { secret } = await people.invitations.create(id, wish);

    const { user, access } = await register({ invitation: secret });

    expect(user).to.include({ role: "guest", expires_at: people.clock.now + 2 * dayMs });
    expect(await people.sessions.find(access)).to.not.equal(undefined);
  });
});
