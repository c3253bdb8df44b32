import { expect } from "chai";
import { openStore, type Store } from "../../server/store/store.ts";
import { silentLog } from "../support/access.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

describe("the store of failures to sign in", () => {
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

  const known = async (name: string, now = 100) => {
    let before: unknown;
    await store.signInFailures.update(
      name,
      (found) => {
        before = found;
        return undefined;
      },
      { now, keepMs: 50, atMost: 3 },
    );
    return before;
  };
  const fail = (name: string, now: number, locked_until?: number) =>
    store.signInFailures.update(
      name,
      (before) => ({
        ...{ failures: (before?.failures ?? 0) + 1, locks: 0, last_at: now },
        ...(locked_until === undefined ? {} : { locked_until }),
      }),
      { now, keepMs: 50, atMost: 3 },
    );

  it("knows what was made of what was known", async () => {
    await fail("a", 98);
    await fail("a", 99, 120);

    expect(await known("a")).to.deep.equal({
      ...{ failures: 2, locks: 0, last_at: 99, locked_until: 120 },
    });
    expect(await known("b")).to.equal(undefined);
  });

  it("counts each of those who fail at the same time", async () => {
    await Promise.all(Array.from({ length: 8 }, () => fail("a", 100)));

    expect(await known("a")).to.have.property("failures", 8);
  });

  it("forgets what was neither tried nor locked for so long", async () => {
    await fail("a", 10);
    await fail("b", 20, 90);
    await fail("c", 60);

    expect(await known("a", 100)).to.equal(undefined);
    expect(await known("b", 139)).to.have.property("locked_until", 90);
    expect(await known("b", 140)).to.equal(undefined);
    expect(await known("c", 109)).to.equal(undefined);
  });

  it("forgets the oldest when there are too many, locked or not", async () => {
    await fail("locked", 95, 1_000);
    for (const [index, name] of ["a", "b", "c"].entries()) await fail(name, 96 + index);

    const left = [];
    for (const name of ["locked", "a", "b", "c"])
      if ((await known(name)) !== undefined) left.push(name);

    expect(left).to.deep.equal(["a", "b", "c"]);
  });

  it("forgets a name on request", async () => {
    await fail("a", 99);

    await store.signInFailures.forget("a");

    expect(await known("a")).to.equal(undefined);
  });
});
