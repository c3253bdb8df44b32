import { expect } from "chai";
import type { StoredRole } from "../../server/store/roles.ts";
import { openStore, type Store } from "../../server/store/store.ts";
import { silentLog } from "../support/access.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

const nanny: StoredRole = {
  ...{ name: "nanny", description: "Looks after the children.", powers: ["auditor"] },
  changed_at: 1,
};

describe("roles in the store", () => {
  let folder: TemporaryFolder;
  let store: Store;
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await openStore({ dataDir: folder.path, log: silentLog, version: "1.0.0" });
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  it("are found by name, each as it was written last", async () => {
    await store.roles.put(nanny, 10);
    await store.roles.put({ ...nanny, name: "cook" }, 10);
    await store.roles.put({ ...nanny, powers: [] }, 10);

    expect(await store.roles.list()).to.deep.equal([
      { ...nanny, name: "cook" },
      { ...nanny, powers: [] },
    ]);
  });

  it("are never more than so many, and those that there are can still be changed", async () => {
    await store.roles.put(nanny, 1);

    const refusal = await failureOf(store.roles.put({ ...nanny, name: "cook" }, 1));
    await store.roles.put({ ...nanny, description: "New" }, 1);

    expect(refusal).to.deep.include({ code: "conflict", message: "There are 1 roles already." });
    expect(await store.roles.list()).to.deep.equal([{ ...nanny, description: "New" }]);
  });

  it("go with what was written for them, and nothing else goes", async () => {
    const permissions = { rules: [], scope: [], limits: [] };
    const written = { permissions, changed_at: 1 };
    await store.roles.put(nanny, 10);
    await store.permissions.put([
      { subject_kind: "role", subject_id: "nanny", ...written },
      { subject_kind: "user", subject_id: "nanny", ...written },
      { subject_kind: "role", subject_id: "cook", ...written },
    ]);

    expect(await store.roles.remove("nanny")).to.equal(true);
    expect(await store.roles.remove("nanny")).to.equal(false);

    expect(await store.roles.list()).to.deep.equal([]);
    const left = await store.permissions.list();
    expect(left.map((item) => `${item.subject_kind} ${item.subject_id}`)).to.deep.equal([
      "role cook",
      "user nanny",
    ]);
  });

  it("count up the revision with whatever happens to them", async () => {
    const revisions = [await store.revision()];
    for (const change of [
      () => store.roles.put(nanny, 10),
      () => store.roles.put({ ...nanny, powers: [] }, 10),
      () => store.roles.remove("nanny"),
    ]) {
      await change();
      revisions.push(await store.revision());
    }

    expect(new Set(revisions).size).to.equal(4);
  });
});
