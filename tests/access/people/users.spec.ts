import { expect } from "chai";
import { compare } from "bcrypt";
import { failureOf } from "../../support/failure.ts";
import { startPeople, type TestPeople } from "../../support/people.ts";

const ada = { username: "Ada", password: "correct horse", role: "resident" } as const;

describe("a user", () => {
  let people: TestPeople;
  beforeEach(async () => {
    people = await startPeople();
  });
  afterEach(() => people.close());

  it("is what was said, and found by name in any spelling", async () => {
    const user = await people.users.create({
      ...ada,
      name: "Ada L.",
      email: "Ada@Example.org",
    });

    expect(user).to.deep.include({
      ...{ username: "Ada", name: "Ada L.", email: "ada@example.org", role: "resident" },
    });
    expect(await people.users.find("ADA")).to.deep.equal(user);
    expect(await people.users.get(user.id)).to.deep.equal(user);
    expect(await people.users.list()).to.deep.include(user);
  });

  it("is called by the username when there is no other name", async () => {
    expect(await people.users.create(ada)).to.have.property("name", "Ada");
  });

  it("is not there when nobody made it", async () => {
    expect(await people.users.find("nobody \0")).to.equal(undefined);
    expect(await people.users.get("nobody")).to.equal(undefined);
  });

  it("has a password of which only a bcrypt hash is kept, and shown to nobody", async () => {
    const user = await people.users.create(ada);

    const { password_hash = "" } = (await people.store.users.get(user.id)) ?? {};
    expect(password_hash).to.match(/^\$2b\$04\$/);
    expect(await compare(ada.password, password_hash)).to.equal(true);
    expect(JSON.stringify(await people.users.list())).to.not.contain("$2b$");
  });

  it("has a name of its own, however it is written", async () => {
    await people.users.create({ ...ada, username: "Élodie" });

    for (const username of ["élodie", "ÉLODIE", "E\u0301lodie", " Élodie "])
      expect(await failureOf(people.users.create({ ...ada, username }))).to.deep.include({
        code: "conflict",
        message: `There is already a user called "${username.trim().normalize("NFC")}".`,
      });
  });

  it("has an e-mail address of its own, if any", async () => {
    await people.users.create({ ...ada, email: "ada@example.org" });
    await people.users.create({ ...ada, username: "bob" });
    await people.users.create({ ...ada, username: "tom" });

    expect(
      await failureOf(people.users.create({ ...ada, username: "eve", email: "ADA@example.org" })),
    ).to.deep.include({ code: "conflict", message: "Another user has this e-mail address." });
  });

  it("is made once when two ask at the same time", async () => {
    const made = await Promise.allSettled([people.users.create(ada), people.users.create(ada)]);

    expect(made.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
  });
});

describe("a user to be", () => {
  // One store for the whole table: nobody comes in.
  let people: TestPeople;
  before(async () => {
    people = await startPeople();
  });
  after(() => people.close());

  for (const [what, wrong] of Object.entries({
    "no username": { username: "" },
    "a username of 51 letters": { username: "a".repeat(51) },
    "a username with a space": { username: "ada l" },
    "a username with a line break": { username: "ada\n" + "l" },
    "a username with a NUL": { username: "ada\0" },
    "a username that begins with a hyphen": { username: "-ada" },
    "an empty name": { name: " " },
    "a name of 101 letters": { name: "a".repeat(101) },
    "a name with a line break": { name: "Ada\nL." },
    "an e-mail address without @": { email: "ada" },
    "a language that is none": { language: "la langue" },
    "an end that is past": { expires_at: 1 },
    "a role that nobody has": { role: "king" },
    "the role of a prototype": { role: "constructor" },
    "a short password": { password: "1234567" },
    "a password beyond what bcrypt reads": { password: "a".repeat(73) },
    "a password beyond it in bytes": { password: "é".repeat(37) },
    "a password with a NUL": { password: "12345678\0" },
  }))
    it(`is refused with ${what}`, async () => {
      expect(await failureOf(people.users.create({ ...ada, ...wrong }))).to.have.property(
        "code",
        "invalid_input",
      );
    });

  for (const [what, right] of Object.entries({
    "a username of 50 letters": { username: "a".repeat(50) },
    "an e-mail address for a username": { username: "ada@example.org" },
    "a password of 72 bytes": { username: "long", password: "é".repeat(36) },
    "a password of 8": { username: "short", password: "12345678" },
  }))
    it(`may have ${what}`, async () => {
      expect(await people.users.create({ ...ada, ...right })).to.have.property("id");
    });
});

describe("a change of a user", () => {
  let people: TestPeople;
  let id: string;
  beforeEach(async () => {
    people = await startPeople();
    ({ id } = await people.users.create({ ...ada, email: "ada@example.org", language: "fr" }));
  });
  afterEach(() => people.close());

  it("is of what it names, and null takes away", async () => {
    const later = people.clock.now + 1;
    const changed = await people.users.change(id, {
      ...{ name: "Ada L.", email: null, language: null },
      ...{ role: "keeper", expires_at: later },
    });

    expect(changed).to.deep.equal(await people.users.get(id));
    expect(changed).to.include({ username: "Ada", name: "Ada L.", role: "keeper" });
    expect(changed).to.include({ expires_at: later, role_from: "here", has_password: true });
    expect(changed).to.not.have.any.keys("email", "language");
    expect(await people.users.change(id, { expires_at: null })).to.not.have.property("expires_at");
    const moved = await people.users.change(id, { email: "Ada@Example.com", language: "en" });
    expect(moved).to.include({ email: "ada@example.com", language: "en" });
  });

  it("is nothing when it names nothing", async () => {
    const revision = await people.store.revision();

    expect(await people.users.change(id, {})).to.deep.equal(await people.users.get(id));
    expect(await people.store.revision()).to.equal(revision);
  });

  for (const [what, change, code] of [
    ["a role that nobody has", { role: "king" }, "invalid_input"],
    ["an empty name", { name: " " }, "invalid_input"],
    ["an e-mail address that is none", { email: "ada" }, "invalid_input"],
    ["a language that is none", { language: "?" }, "invalid_input"],
    ["an end that is past", { expires_at: 1 }, "invalid_input"],
    ["an end that is no time", { expires_at: 1e300 }, "invalid_input"],
    ["somebody else's e-mail address", { email: "eve@example.org" }, "conflict"],
    ["a role from a home that does not know them", { role_from: "home" }, "conflict"],
  ] as const)
    it(`is refused with ${what}`, async () => {
      await people.users.create({ ...ada, username: "eve", email: "eve@example.org" });

      expect(await failureOf(people.users.change(id, change))).to.have.property("code", code);
      expect(await people.users.get(id)).to.include({ name: "Ada", email: "ada@example.org" });
    });

  it("is of nobody when nobody is there", async () => {
    for (const attempt of [
      () => people.users.change("nobody", { name: "Eve" }),
      () => people.users.delete("nobody"),
      () => people.users.changePassword("nobody", "correct horse", "another horse"),
    ])
      expect(await failureOf(attempt())).to.have.property("code", "not_found");
  });
});

describe("the last admin", () => {
  let people: TestPeople;
  beforeEach(async () => {
    people = await startPeople();
  });
  afterEach(() => people.close());

  const make = async (username: string, role: string) =>
    (await people.users.create({ ...ada, username, role })).id;
  const isRefused = async (attempt: Promise<unknown>) => {
    expect(await failureOf(attempt)).to.deep.include({
      code: "conflict",
      message: "Nobody would be admin any more.",
    });
  };

  it("stays: neither deleted, nor demoted, nor a guest", async () => {
    const boss = await make("boss", "admin");
    await make("ada", "resident");

    await isRefused(people.users.delete(boss));
    await isRefused(people.users.change(boss, { role: "resident" }));
    await isRefused(people.users.change(boss, { expires_at: people.clock.now + 1 }));
    await people.users.change(boss, { role: "owner" });
    await isRefused(people.users.change(boss, { role: "keeper" }));
  });

  it("is whoever no other admin is left beside for good", async () => {
    const boss = await make("boss", "admin");
    const guest = await make("guest", "admin");
    const gone = await make("gone", "owner");
    await people.users.change(guest, { expires_at: people.clock.now + 1 });
    await people.store.users.change(gone, { is_active: false });

    await isRefused(people.users.delete(boss));
    await people.users.delete(guest);
    await people.users.delete(gone);
    await make("owner", "owner");
    await people.users.delete(boss);
  });

  it("is not whoever is none", async () => {
    const resident = await make("ada", "resident");

    await people.users.change(resident, { role: "guest" });
    await people.users.delete(resident);
  });

  for (const [what, leave] of [
    ["demoted", (id) => people.users.change(id, { role: "guest" })],
    ["deleted", (id) => people.users.delete(id)],
  ] satisfies [string, (id: string) => Promise<unknown>][])
    it(`stays when the last two are ${what} at the same time`, async () => {
      const both = await Promise.all([make("one", "admin"), make("other", "owner")]);

      const left = await Promise.allSettled(both.map((id): Promise<unknown> => leave(id)));

      expect(left.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
    });
});
