import { expect } from "chai";
import { openStore, type Store } from "../../server/store/store.ts";
import { silentLog } from "../support/access.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

describe("settings in the store", () => {
  let folder: TemporaryFolder;
  let store: Store;
  const open = () => openStore({ dataDir: folder.path, log: silentLog, version: "1.0.0" });
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  it("are read by name, one or several", async () => {
    await store.settings.set("one", "1");
    await store.settings.set("two", "2");
    await store.settings.set("three", "3");
    await store.settings.set("two", "zwei");

    expect(await store.settings.get("two")).to.equal("zwei");
    expect(await store.settings.get("four")).to.equal(undefined);
    expect(await store.settings.getAll(["one", "two", "four"])).to.deep.equal(
      new Map([
        ["one", "1"],
        ["two", "zwei"],
      ]),
    );
  });

  it("are removed, and there is nothing to remove then", async () => {
    await store.settings.set("one", "1");

    expect(await store.settings.remove("one")).to.equal(true);
    expect(await store.settings.remove("one")).to.equal(false);
    expect(await store.settings.get("one")).to.equal(undefined);
  });

  it("lose nothing when two processes change one at the same time", async () => {
    const other = await open();
    const count = (value = "0") => String(Number(value) + 1);

    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        (index % 2 === 0 ? store : other).settings.change("counter", count),
      ),
    );
    await other.close();

    expect(await store.settings.get("counter")).to.equal("10");
  });

  it("stay as they are when their change is refused", async () => {
    await store.settings.set("one", "1");

    const refused = await store.settings
      .change("one", () => {
        throw new Error("no");
      })
      .catch((error: unknown) => String(error));

    expect(refused).to.equal("Error: no");
    expect(await store.settings.get("one")).to.equal("1");
  });
});
