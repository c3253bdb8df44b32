import { expect } from "chai";
import type { NewSession } from "../../server/store/sessions.ts";
import { openStore, type Store } from "../../server/store/store.ts";
import { silentLog } from "../support/access.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

const user = {
  ...{ id: "u1", username: "ada", username_key: "ada", name: "Ada", role: "guest" },
  ...{ role_from: "here" as const, is_active: true, created_at: 1 },
};

describe("the store of sessions", () => {
  let folder: TemporaryFolder;
  let store: Store;
  let other: Store;
  beforeEach(async () => {
    folder = await temporaryFolder();
    const options = { dataDir: folder.path, log: silentLog, version: "1.0.0" };
    store = await openStore(options);
    other = await openStore(options);
    await store.users.add(user);
  });
  afterEach(async () => {
    await store.close();
    await other.close();
    await folder.remove();
  });

  const session = (id: string, created_at = 1): NewSession => ({
    ...{ id, user_id: "u1", signed_in_by: "password", created_at, last_used_at: created_at },
    ...{ access_hash: `a-${id}`, access_expires_at: 50, address: "10.0.0.1" },
    ...{ refresh_hash: `r-${id}`, refresh_expires_at: 100 },
  });
  const renewed = (name: string) => ({
    ...{ access_hash: `a-${name}`, access_expires_at: 60 },
    ...{ refresh_hash: `r-${name}`, refresh_expires_at: 110 },
  });
  const use = { at: 2, address: "10.0.0.2" };

  it("gives back a session with the name of its user", async () => {
    await store.sessions.add({ ...session("s1"), client: "Firefox" }, 9);

    expect(await store.sessions.get("s1")).to.deep.equal({
      ...session("s1"),
      ...{ client: "Firefox", username: "ada" },
    });
    expect(await store.sessions.findByAccess("a-s1")).to.have.property("id", "s1");
    expect(await store.sessions.findByAccess("a-s2")).to.equal(undefined);
  });

  it("lets one of two processes renew a session, and ends it for the other", async () => {
    await store.sessions.add(session("s1"), 9);

    const both = await Promise.all([
      store.sessions.refresh("r-s1", renewed("one"), use),
      other.sessions.refresh("r-s1", renewed("other"), use),
    ]);

    expect(both.map(({ was }) => was).sort()).to.deep.equal(["renewed", "reused"]);
    expect(await store.sessions.get("s1")).to.have.property("revoked_at", 2);
  });

  it("remembers every spent secret as long as the session, and no longer", async () => {
    await store.sessions.add(session("s1"), 9);
    await store.sessions.refresh("r-s1", renewed("one"), use);
    await store.sessions.refresh("r-one", renewed("two"), use);
    await store.sessions.refresh("r-s1", renewed("three"), use);
    expect(await store.sessions.refresh("r-one", renewed("four"), use)).to.have.property(
      "was",
      "reused",
    );

    await store.sessions.add(session("s2", 110), 9);

    expect(await store.sessions.refresh("r-one", renewed("five"), use)).to.deep.equal({
      was: "unknown",
    });
  });

  it("tells every process of an end, and of nothing else", async () => {
    const before = await other.revision();
    await store.sessions.add(session("s1"), 9);
    await store.sessions.refresh("r-s1", renewed("one"), use);
    await store.sessions.used("s1", { ...use, at: 90 }, 1);
    expect(await other.revision()).to.equal(before);

    expect(await store.sessions.end("s1", 3)).to.equal(true);

    expect(await other.revision()).to.equal(before + 1);
    expect(await store.sessions.end("s1", 4)).to.equal(false);
  });

  it("ends the oldest beyond so many, of the same user alone", async () => {
    await store.users.add({ ...user, id: "u2", username_key: "eve" });
    await store.sessions.add({ ...session("eve"), user_id: "u2" }, 2);
    await store.sessions.add(session("s1"), 2);
    await store.sessions.add(session("s2"), 2);

    expect(await store.sessions.add(session("s3"), 2)).to.equal(1);

    const ids = (await store.sessions.list(5)).map(({ id }) => id);
    expect(ids).to.deep.equal(["s3", "s2", "eve"]);
  });
});
