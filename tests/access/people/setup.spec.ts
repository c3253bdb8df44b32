import { expect } from "chai";
import { createAccess } from "../../../server/access/create-access.ts";
import type { Access } from "../../../server/access/access.ts";
import { currentCatalogue } from "../../../server/current-catalogue.ts";
import { openStore, type Store } from "../../../server/store/store.ts";
import { silentLog } from "../../support/access.ts";
import { failureOf } from "../../support/failure.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/temporary.ts";

const admin = { username: "owner", password: "correct horse" } as const;

describe("the setup of a new house", () => {
  let folder: TemporaryFolder;
  let store: Store;
  let access: Access;
  const start = async () => {
    const catalogue = await currentCatalogue(store, "0.0.0-test");
    return createAccess({ store, catalogue, log: silentLog, bcryptCost: 4 });
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await openStore({ dataDir: folder.path, log: silentLog, version: "1.0.0" });
    access = await start();
  });
  afterEach(async () => {
    await access.close();
    await store.close();
    await folder.remove();
  });

  const secretOf = async (of = access) => (await of.setup.secret()) ?? "";

  it("makes the first admin with the secret, once", async () => {
    const secret = await secretOf();

    const user = await access.setup.complete(secret, { ...admin, name: "The Owner" });

    expect(user).to.deep.include({ username: "owner", name: "The Owner", role: "admin" });
    expect(await access.users.list()).to.deep.equal([user]);
    expect(await failureOf(access.setup.complete(secret, { ...admin, username: "eve" })))
      .to //
      .have.property("code", "not_allowed");
  });

  it("has the same secret until it is used, and then none", async () => {
    const secret = await secretOf();

    expect(secret).to.match(/^[\w-]{43}$/);
    expect(await secretOf()).to.equal(secret);
    await access.setup.complete(secret, admin);
    expect(await access.setup.secret()).to.equal(undefined);
  });

  it("has another secret after a restart, and the last one is void", async () => {
    const old = await secretOf();
    const restarted = await start();

    const secret = await secretOf(restarted);

    expect(secret).to.not.equal(old);
    expect(await failureOf(restarted.setup.complete(old, admin))).to.have.property(
      "code",
      "not_allowed",
    );
    expect(await restarted.setup.complete(secret, admin)).to.have.property("role", "admin");
    await restarted.close();
  });

  it("makes one admin when two ask at the same time", async () => {
    const secret = await secretOf();

    const made = await Promise.allSettled(
      ["one", "other"].map((username) => access.setup.complete(secret, { ...admin, username })),
    );

    expect(made.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
    expect(await access.users.list()).to.have.length(1);
  });

  it("is refused with any other secret, also before there is one", async () => {
    for (const secret of ["", "wrong", "\0"])
      expect(await failureOf(access.setup.complete(secret, admin))).to.have.property(
        "code",
        "not_allowed",
      );
    await secretOf();
    expect(await failureOf(access.setup.complete("wrong", admin))).to.have.property(
      "code",
      "not_allowed",
    );
    expect(await access.users.list()).to.deep.equal([]);
  });

  it("is over when somebody made an admin in another way", async () => {
    const secret = await secretOf();
    await access.users.create({ ...admin, role: "admin" });

    expect(await access.setup.secret()).to.equal(undefined);
    expect(
      await failureOf(access.setup.complete(secret, { ...admin, username: "eve" })),
    ).to.have.property("code", "not_allowed");
  });

  it("goes on after a password that was refused", async () => {
    const secret = await secretOf();

    expect(
      await failureOf(access.setup.complete(secret, { ...admin, password: "short" })),
    ).to.have.property("code", "invalid_input");

    expect(await access.setup.complete(secret, admin)).to.have.property("role", "admin");
  });

  it("keeps the secret's hash alone", async () => {
    const secret = await secretOf();

    expect(await store.settings.get("setup_secret_hash")).to.match(/^[0-9a-f]{64}$/);
    expect(await store.settings.get("setup_secret_hash")).to.not.contain(secret);
  });
});
