import { expect } from "chai";
import type { StoredPermissions } from "../../server/store/permissions.ts";
import { openStore, type Store } from "../../server/store/store.ts";
import { silentLog } from "../support/access.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

const allowed: StoredPermissions = {
  ...{ subject_kind: "user", subject_id: "ada", changed_at: 1, changed_by: "eve" },
  permissions: {
    rules: [{ target: "effect:read", decision: "allow", until: 5 }],
    scope: [{ select: "area:kitchen", access: "see", when: { weekdays: ["mon"] } }],
    limits: [{ name: "Dim", service: "light.turn_on", field: "brightness_pct", max: 60 }],
  },
};
const nothing = { rules: [], scope: [], limits: [] };

describe("permissions in the store", () => {
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

  it("are what was written last for a subject", async () => {
    const everybody: StoredPermissions = {
      ...{ subject_kind: "everybody", subject_id: "", permissions: nothing, changed_at: 2 },
    };
    await store.permissions.put([{ ...allowed, permissions: nothing }, everybody]);
    await store.permissions.put([allowed]);

    expect(await store.permissions.list()).to.deep.equal([everybody, allowed]);
  });

  it("are taken away for one subject alone", async () => {
    const ofRole: StoredPermissions = { ...allowed, subject_kind: "role" };
    await store.permissions.put([allowed, ofRole]);

    expect(await store.permissions.remove(allowed)).to.equal(true);
    expect(await store.permissions.remove(allowed)).to.equal(false);

    expect(await store.permissions.list()).to.deep.equal([ofRole]);
  });

  it("are written by none of several when one of them cannot be", async () => {
    const broken = { ...allowed, subject_id: "bob", changed_at: Number.NaN };

    const failed = await store.permissions.put([allowed, broken]).then(
      () => false,
      () => true,
    );

    expect(failed).to.equal(true);
    expect(await store.permissions.list()).to.deep.equal([]);
  });

  it("count up the revision with whatever happens to them", async () => {
    const revisions = [await store.revision()];
    for (const change of [
      () => store.permissions.put([allowed]),
      () => store.permissions.put([{ ...allowed, permissions: nothing }]),
      () => store.permissions.remove(allowed),
    ]) {
      await change();
      revisions.push(await store.revision());
    }

    expect(new Set(revisions).size).to.equal(4);
  });
});
