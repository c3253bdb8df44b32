import { expect } from "chai";
import { compare } from "bcrypt";
import { startAccess, type TestAccess } from "../support/access.ts";
import { failureOf } from "../support/failure.ts";

const ada = { username: "Ada", password: "correct horse", role: "resident" } as const;

describe("a user", () => {
  let house: TestAccess;
  beforeEach(async () => {
    house = await startAccess();
  });
  afterEach(() => house.close());

  it("is what was said, and found by name in any spelling", async () => {
    const user = await house.access.users.create({
      ...ada,
      name: "Ada L.",
      email: "Ada@Example.org",
    });

    expect(user).to.deep.include({
      ...{ username: "Ada", name: "Ada L.", email: "ada@example.org", role: "resident" },
    });
    expect(await house.access.users.find("ADA")).to.deep.equal(user);
    expect(await house.access.users.get(user.id)).to.deep.equal(user);
    expect(await house.access.users.list()).to.deep.include(user);
  });

  it("is called by the username when there is no other name", async () => {
    expect(await house.access.users.create(ada)).to.have.property("name", "Ada");
  });

  it("is not there when nobody made it", async () => {
    expect(await house.access.users.find("nobody \0")).to.equal(undefined);
    expect(await house.access.users.get("nobody")).to.equal(undefined);
  });

  it("has a password of which only a bcrypt hash is kept, and shown to nobody", async () => {
    const user = await house.access.users.create(ada);

    const { password_hash = "" } = (await house.store.users.get(user.id)) ?? {};
    expect(password_hash).to.match(/^\$2b\$04\$/);
    expect(await compare(ada.password, password_hash)).to.equal(true);
    expect(JSON.stringify(await house.access.users.list())).to.not.contain("$2b$");
  });

  it("has a name of its own, however it is written", async () => {
    await house.access.users.create({ ...ada, username: "Élodie" });

    for (const username of ["élodie", "ÉLODIE", "E\u0301lodie", " Élodie "])
      expect(await failureOf(house.access.users.create({ ...ada, username }))).to.deep.include({
        code: "conflict",
        message: `There is already a user called "${username.trim().normalize("NFC")}".`,
      });
  });

  it("has an e-mail address of its own, if any", async () => {
    await house.access.users.create({ ...ada, email: "ada@example.org" });
    await house.access.users.create({ ...ada, username: "bob" });
    await house.access.users.create({ ...ada, username: "tom" });

    expect(
      await failureOf(
        house.access.users.create({ ...ada, username: "eve", email: "ADA@example.org" }),
      ),
    ).to.deep.include({ code: "conflict", message: "Another user has this e-mail address." });
  });

  it("is made once when two ask at the same time", async () => {
    const made = await Promise.allSettled([
      house.access.users.create(ada),
      house.access.users.create(ada),
    ]);

    expect(made.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
  });
});

describe("a user to be", () => {
  // One house for the whole table: nobody comes in.
  let house: TestAccess;
  before(async () => {
    house = await startAccess();
  });
  after(() => house.close());

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
    "a role that nobody has": { role: "king" },
    "the role of a prototype": { role: "constructor" },
    "a short password": { password: "1234567" },
    "a password beyond what bcrypt reads": { password: "a".repeat(73) },
    "a password beyond it in bytes": { password: "é".repeat(37) },
    "a password with a NUL": { password: "12345678\0" },
  }))
    it(`is refused with ${what}`, async () => {
      expect(await failureOf(house.access.users.create({ ...ada, ...wrong }))).to.have.property(
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
      expect(await house.access.users.create({ ...ada, ...right })).to.have.property("id");
    });
});
