import { expect } from "chai";
import fc from "fast-check";
import type { HomePerson } from "../../../server/access/people/people.ts";
import { failureOf } from "../../support/failure.ts";
import { startPeople, type TestPeople } from "../../support/people.ts";
import { promise } from "../../support/promise.ts";

const noah: HomePerson = { id: "h1", name: "Noah", isAdmin: false, isActive: true };
const boss = { ...noah, isAdmin: true };
const gone = { ...noah, isActive: false };

describe("somebody from Home Assistant", () => {
  let people: TestPeople;
  beforeEach(async () => {
    people = await startPeople();
  });
  afterEach(() => people.close());

  const arrive = (person?: HomePerson, who: { username?: string; name?: string } = {}) =>
    people.users.fromHome({ id: "h1", ...who }, person, "resident");

  it("becomes a user the first time, and is the same one from then on", async () => {
    const user = await arrive(noah, { username: "noah", name: "Noah K." });

    expect(user).to.include({ username: "noah", name: "Noah", role: "resident" });
    expect(user).to.include({ role_from: "home", home_user_id: "h1", has_password: false });
    expect(await arrive(noah)).to.deep.equal(user);
    expect(await people.users.list()).to.deep.equal([user]);
  });

  it("becomes one user when they come twice at the same time", async () => {
    const both = await Promise.all([arrive(noah), arrive(noah), arrive(noah)]);

    expect(new Set(both.map(({ id }) => id))).to.have.property("size", 1);
  });

  it("is nobody who is here by the same name", async () => {
    const password = "correct horse";
    const local = await people.users.create({ username: "noah", password, role: "admin" });

    const user = await arrive(noah, { username: "Noah" });

    expect(user.id).to.not.equal(local.id);
    expect(user).to.include({ username: "Noah-2", role: "resident" });
  });

  it("has a name of their own among many of the same", async () => {
    const users = [];
    for (let i = 0; i < 11; i += 1)
      users.push(await people.users.fromHome({ id: `h${i}`, name: "Noah" }, undefined, "guest"));

    expect(users.slice(0, 3).map(({ username }) => username)).to.deep.equal([
      ...["Noah", "Noah-2", "Noah-3"],
    ]);
    expect(users[10]?.username).to.match(/^Noah-[0-9a-f]{8}$/);
  });

  it("has a username, whatever the home calls them", async () => {
    let id = 0;
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 60 }), async (name) => {
        id += 1;
        const user = await people.users.fromHome({ id: `h${id}`, name }, undefined, "guest");
        expect(user.username).to.match(/^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,49}$/u);
        expect(user.name).to.match(/^\P{Cc}{1,100}$/u);
      }),
      { numRuns: 40, examples: [[""], ["\0"], ["…"], ["Anne Marie"], ["x".repeat(60)]] },
    );
  });

  promise(
    "access.home-role",
    "is admin while the home says so, and not a moment longer",
    async () => {
      expect(await arrive(boss)).to.have.property("role", "admin");
      expect(await arrive(noah)).to.have.property("role", "resident");
      expect(await arrive(boss)).to.have.property("role", "admin");
    },
  );

  promise(
    "access.home-role",
    "is never admin by coming while the home cannot be asked",
    async () => {
      expect(await arrive()).to.have.property("role", "resident");
    },
  );

  it("is not admin by a setting", async () => {
    expect(await people.users.fromHome({ id: "h1" }, noah, "owner")).to.have.property(
      "role",
      "viewer",
    );
  });

  it("keeps what they had while the home cannot be asked", async () => {
    await arrive(boss);

    expect(await arrive()).to.have.property("role", "admin");
  });

  it("keeps a role that somebody here gave them", async () => {
    const { id } = await arrive(boss);
    await people.users.create({ username: "b", password: "correct horse", role: "admin" });
    await people.users.change(id, { role: "guest", role_from: "here" });

    expect(await arrive(boss)).to.have.property("role", "guest");
    await people.users.change(id, { role_from: "home" });
    expect(await arrive(boss)).to.have.property("role", "admin");
  });

  it("keeps a role of somebody's making that has the power already", async () => {
    const { id } = await arrive(boss);
    await people.users.change(id, { role: "owner" });

    expect(await arrive(boss)).to.have.property("role", "owner");
  });

  it("is called as the home calls them, under the same id and username", async () => {
    const user = await arrive(noah);

    const renamed = await arrive({ ...noah, name: "Noah\nKing" });

    expect(renamed).to.deep.equal({ ...user, name: "Noah King" });
    expect(await arrive(undefined, { name: "Noah Kay" })).to.have.property("name", "Noah Kay");
    expect(await arrive(undefined, { name: " " })).to.have.property("name", "Noah Kay");
  });

  it("is renamed in the home alone", async () => {
    const { id } = await arrive(noah);

    expect(await failureOf(people.users.change(id, { name: "King" }))).to.have.property(
      "code",
      "conflict",
    );
    expect(await people.users.change(id, { name: "Noah", language: "fr" })).to.include({
      ...{ name: "Noah", language: "fr" },
    });
  });

  it("is let in no more when the home lets them in no more, and again when it does", async () => {
    const user = await arrive(noah);

    expect(await failureOf(arrive(gone))).to.have.property("code", "not_authenticated");
    expect(await failureOf(arrive())).to.have.property("code", "not_authenticated");
    expect(await people.users.get(user.id)).to.have.property("is_active", false);
    expect(await arrive(noah)).to.deep.equal(user);
  });

  it("is not made a user when the home lets them in no more", async () => {
    expect(await failureOf(arrive(gone))).to.have.property("code", "not_authenticated");
    expect(await people.users.list()).to.deep.equal([]);
  });

  it("is let in no more when their time here is over", async () => {
    const { id } = await arrive(noah);
    await people.users.change(id, { expires_at: people.clock.now + 1 });
    people.clock.now += 1;

    expect(await failureOf(arrive(noah))).to.have.property("code", "not_authenticated");
  });
});

describe("the home's people", () => {
  let people: TestPeople;
  beforeEach(async () => {
    people = await startPeople();
    await people.users.fromHome({ id: "h1" }, boss, "resident");
    await people.users.create({ username: "ada", password: "correct horse", role: "admin" });
    people.seen.changes = 0;
  });
  afterEach(() => people.close());

  const known = async () =>
    (await people.users.list()).find(({ home_user_id }) => home_user_id === "h1");

  promise(
    "access.home-role",
    "lose here at once what they lose there, the last admin too",
    async () => {
      const ada = await people.users.find("ada");
      await people.users.delete(ada?.id ?? "");

      await people.users.followHome([noah]);

      expect(await known()).to.include({ role: "resident", is_active: true });
    },
  );

  it("are let in no more when they are removed there, and again when they are back", async () => {
    await people.users.followHome([{ ...noah, id: "h2" }]);
    expect(await known()).to.include({ is_active: false, role: "admin" });

    await people.users.followHome([noah]);
    expect(await known()).to.include({ is_active: true, role: "resident" });
  });

  it("are let in no more when they are deactivated there", async () => {
    await people.users.followHome([gone]);

    expect(await known()).to.include({ is_active: false, role: "resident" });
    expect(people.seen.changes).to.equal(1);
  });

  it("change nobody who is only here, and make nobody a user", async () => {
    await people.users.followHome([boss, { ...noah, id: "h2", name: "Eve" }]);

    expect(await people.users.list()).to.have.length(2);
    expect(await people.users.find("ada")).to.include({ role: "admin", is_active: true });
    expect(people.seen.changes).to.equal(0);
  });

  it("are not gone because the home names nobody at all", async () => {
    await people.users.followHome([]);

    expect(await known()).to.have.property("is_active", true);
  });
});
