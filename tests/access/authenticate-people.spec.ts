import { expect } from "chai";
import type { HomePerson } from "../../server/access/people/people.ts";
import { createSecret } from "../../server/access/tokens/secrets.ts";
import { startAccess, type TestAccess } from "../support/access.ts";
import { failureOf } from "../support/failure.ts";

const arrival = { door: "rest", address: "192.168.1.20", client: "curl/8" } as const;
const dayMs = 86_400_000;

describe("a token of somebody", () => {
  let house: TestAccess;
  beforeEach(async () => {
    house = await startAccess();
  });
  afterEach(() => house.close());

  const enter = () => house.access.authenticate(house.people.guest.secret, arrival);
  const guest = () => house.people.guest.user.id;

  it("whose time is over is refused, also while it is remembered, and ends what is open", async () => {
    const end = Date.now() + dayMs;
    await house.access.users.change(guest(), { expires_at: end });
    const principal = await enter();

    house.clock.now = () => end;

    expect(await failureOf(enter())).to.deep.include({
      code: "not_authenticated",
      message: "The time of this user in this home is over.",
    });
    expect(await house.access.isAlive(principal)).to.equal(false);
    expect(
      await failureOf(house.access.principalOf({ tokenId: house.people.guest.token.id })),
    ).to.have.property("code", "conflict");
  });

  it("whom Home Assistant lets in no more is refused, and ends what is open", async () => {
    const principal = await enter();

    await house.store.users.change(guest(), { is_active: false });
    await house.access.users.change(guest(), { name: "Gone" });

    expect(await failureOf(enter())).to.deep.include({
      code: "not_authenticated",
      message: "Home Assistant does not let this user in any more.",
    });
    expect(await house.access.isAlive(principal)).to.equal(false);
  });
});

describe("a browser session at the door", () => {
  let house: TestAccess;
  let secret: string;
  beforeEach(async () => {
    house = await startAccess();
    const credentials = { username: "resident", password: "correct horse" };
    ({ access: secret } = await house.access.signIn.withPassword(credentials, arrival));
  });
  afterEach(() => house.close());

  const { door: _door, ...browser } = arrival;
  const enter = () => house.access.authenticateSession(secret, browser);
  const resident = () => house.people.resident.user;

  it("says who is calling, without a token", async () => {
    const { id, username, name } = resident();
    const [session] = await house.access.sessions.list(id);

    const principal = await enter();

    expect(principal).to.deep.include({
      ...{ user: { id, username, name }, role: "resident", powers: [], ...browser },
      ...{ door: "dashboard", browserSession: session?.id },
    });
    expect(principal).to.not.have.any.keys("token");
  });

  it("is refused when nobody has it, or it is of another kind", async () => {
    for (const other of ["", createSecret(), createSecret("vss_"), house.people.admin.secret])
      expect(await failureOf(house.access.authenticateSession(other, browser))).to.have.property(
        "code",
        "not_authenticated",
      );
  });

  const ends: Record<string, () => Promise<unknown>> = {
    "is revoked": async () => house.access.sessions.revoke((await enter()).browserSession ?? ""),
    "is one of others that are revoked": () => house.access.sessions.revokeOthers(resident().id),
    "is of somebody who is deleted": () => house.access.users.delete(resident().id),
    "is of somebody whose time is over": async () => {
      await house.access.users.change(resident().id, { expires_at: Date.now() + 1000 });
      const later = Date.now() + 1000;
      house.clock.now = () => later;
    },
  };
  for (const [what, end] of Object.entries(ends))
    it(`is over when it ${what}, also what is open`, async () => {
      const principal = await enter();
      expect(await house.access.isAlive(principal)).to.equal(true);

      await end();

      expect(await failureOf(enter())).to.have.property("code", "not_authenticated");
      expect(await house.access.isAlive(principal)).to.equal(false);
    });

  it("is open for as long as it can be renewed, and lets in for a day", async () => {
    const principal = await enter();
    const later = Date.now() + 2 * dayMs;
    house.clock.now = () => later;

    expect(await failureOf(enter())).to.have.property("code", "not_authenticated");
    expect(await house.access.isAlive(principal)).to.equal(true);
    const muchLater = Date.now() + 31 * dayMs;
    house.clock.now = () => muchLater;
    expect(await house.access.isAlive(principal)).to.equal(false);
  });
});

describe("somebody whom Home Assistant vouches for", () => {
  let house: TestAccess;
  let people: readonly HomePerson[] | undefined;
  const ada = { id: "ha-ada", name: "Ada", isAdmin: true, isActive: true };
  beforeEach(async () => {
    people = [ada];
    house = await startAccess({
      homePeople: () =>
        people === undefined ? Promise.reject(new Error("away")) : Promise.resolve(people),
    });
  });
  afterEach(() => house.close());

  const enter = (id = "ha-ada") =>
    house.access.authenticateHomeUser({ id, username: "ada" }, { address: "172.30.32.2" });
  /** The home says by itself who its people are. */
  const tell = (...now: readonly HomePerson[]) => {
    people = now;
    return house.access.users.followHome(now);
  };

  it("becomes a user the first time, and is the same one then", async () => {
    const first = await enter();

    expect(first).to.deep.include({
      ...{ role: "admin", powers: ["admin"], door: "dashboard", address: "172.30.32.2" },
      user: { id: first.user.id, username: "ada", name: "Ada", homeUserId: "ha-ada" },
    });
    expect(first).to.not.have.any.keys("token", "browserSession");
    expect((await enter()).user.id).to.equal(first.user.id);
    expect(first.rights.scope.self).to.equal("ha-ada");
  });

  it("is nobody when the home, asked just now, does not know them", async () => {
    await enter();

    expect(await failureOf(enter("ha-bob"))).to.include({
      code: "not_authenticated",
      message: "Home Assistant knows nobody with this id.",
    });
    const users = await house.access.users.list();
    expect(users.filter(({ home_user_id }) => home_user_id !== undefined)).to.have.length(1);
    const later = Date.now() + 5_000;
    house.clock.now = () => later;
    people = [ada, { ...ada, id: "ha-bob", name: "Bob", isAdmin: false }];
    expect(await enter("ha-bob")).to.include({ role: "resident" });
  });

  it("is never an admin by coming while the home cannot be asked", async () => {
    people = undefined;

    expect(await enter()).to.include({ role: "resident" });
  });

  it("keeps what they had while the home cannot be asked", async () => {
    await enter();
    people = undefined;
    const later = Date.now() + 60_000;
    house.clock.now = () => later;

    expect(await enter()).to.include({ role: "admin" });
  });

  it("is no admin any more as soon as the home says so, also by tokens", async () => {
    const { user } = await enter();
    const { secret } = await house.access.tokens.create(user.id, { name: "n8n", rights: "same" });
    await house.access.authenticate(secret, arrival);

    await tell({ ...ada, isAdmin: false });

    expect(await enter()).to.deep.include({ role: "resident", powers: [] });
    expect(await house.access.authenticate(secret, arrival)).to.deep.include({ powers: [] });
  });

  it("is let in no more as soon as the home lets them in no more, nor is what is open", async () => {
    const principal = await enter();
    expect(await house.access.isAlive(principal)).to.equal(true);

    await tell({ ...ada, isActive: false });

    expect(await failureOf(enter())).to.have.property("code", "not_authenticated");
    expect(await house.access.isAlive(principal)).to.equal(false);
  });

  it("is let in no more when they are gone from the home", async () => {
    await enter();

    await tell({ ...ada, id: "ha-other" });

    expect(await failureOf(enter())).to.have.property("code", "not_authenticated");
  });

  it("is found out to be no admin any more within 30 seconds when the home says nothing", async () => {
    await enter();
    people = [{ ...ada, isAdmin: false }];
    const later = Date.now() + 30_000;
    house.clock.now = () => later;

    expect(await enter()).to.include({ role: "resident" });
  });
});
