import { expect } from "chai";
import { openStore, type Store } from "../../server/store/store.ts";
import { silentLog } from "../support/access.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

const admin = {
  ...{ id: "u1", username: "owner", username_key: "owner", name: "Owner" },
  ...{ role: "admin", role_from: "here", is_active: true, created_at: 1 },
} as const;
const allowedBy = { name: "permit", value: "yes" };

describe("the first user of a role", () => {
  let folder: TemporaryFolder;
  let store: Store;
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await openStore({ dataDir: folder.path, log: silentLog, version: "1.0.0" });
    await store.settings.set("permit", "yes");
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  it("is added, and what allowed it is taken away", async () => {
    expect(await store.users.addFirst(admin, allowedBy)).to.equal(true);

    expect(await store.users.get("u1")).to.deep.equal(admin);
    expect(await store.settings.get("permit")).to.equal(undefined);
  });

  it("is not added when what allows it is another value by now", async () => {
    await store.settings.set("permit", "no");

    expect(await store.users.addFirst(admin, allowedBy)).to.equal(false);

    expect(await store.users.list()).to.deep.equal([]);
    expect(await store.settings.get("permit")).to.equal("no");
  });

  it("is not added when there is one, and what allows it stays", async () => {
    await store.users.add(admin);
    const second = { ...admin, id: "u2", username: "eve", username_key: "eve" };

    expect(await store.users.addFirst(second, allowedBy)).to.equal(false);

    expect(await store.users.list()).to.deep.equal([admin]);
    expect(await store.settings.get("permit")).to.equal("yes");
  });

  it("keeps what allowed it when the name is taken", async () => {
    await store.users.add({ ...admin, id: "u0", role: "guest" });

    const added = await store.users.addFirst(admin, allowedBy).catch((error: unknown) => error);

    expect(added).to.have.property("code", "conflict");
    expect(await store.settings.get("permit")).to.equal("yes");
  });
});
