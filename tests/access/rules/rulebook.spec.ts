import { expect } from "chai";
import { openRules } from "../../../server/access/rules/rulebook.ts";
import { openStore, type Store } from "../../../server/store/store.ts";
import { silentLog } from "../../support/access.ts";
import { failureOf } from "../../support/failure.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/temporary.ts";

const defaults = {
  ...{ calls_per_minute: 100, registration: false, registration_role: "viewer" },
  ...{ newcomer_role: "resident", home_sign_in: true },
};

describe("the rules of the house in memory", () => {
  let folder: TemporaryFolder;
  let store: Store;
  /** What happens to a reading of the settings between the database and who reads. */
  let onTheWay: (found: ReadonlyMap<string, string>) => Promise<ReadonlyMap<string, string>>;
  let warnings: number;
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await openStore({ dataDir: folder.path, log: silentLog, version: "1.0.0" });
    onTheWay = (found) => Promise.resolve(found);
    warnings = 0;
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  const open = () =>
    openRules({
      store: {
        ...store,
        settings: {
          ...store.settings,
          getAll: async (names) => onTheWay(await store.settings.getAll(names)),
        },
      },
      defaults,
      log: { warn: () => (warnings += 1) },
    });
  const write = (calls: number) =>
    store.settings.set("run_settings", JSON.stringify({ calls_per_minute: calls }));

  it("are read once, and again when that is said", async () => {
    const rules = await open();
    const before = await rules.now();
    await write(7);

    expect(await rules.now()).to.equal(before);
    await rules.readAgain();

    expect((await rules.now()).settings).to.deep.include({ calls_per_minute: 7 });
    expect(rules.settings()).to.deep.include({ calls_per_minute: 7 });
  });

  it("are those of the last change, when a reading of one before comes late", async () => {
    const rules = await open();
    let arrive: () => void = () => undefined;
    const left = new Promise<void>((resolve) => {
      onTheWay = (found) => {
        resolve();
        return new Promise((arrived) => (arrive = () => arrived(found)));
      };
    });
    await write(7);
    const late = rules.readAgain();
    await left;
    onTheWay = (found) => Promise.resolve(found);
    await write(8);

    await rules.readAgain();
    arrive();
    await late;

    expect(rules.settings()).to.deep.include({ calls_per_minute: 8 });
    expect((await rules.now()).settings).to.deep.include({ calls_per_minute: 8 });
  });

  it("let nobody in while they cannot be read, and are read again by who asks next", async () => {
    const rules = await open();
    onTheWay = () => Promise.reject(new Error("disk"));

    await rules.readAgain();

    expect(warnings).to.equal(1);
    expect(rules.settings()).to.deep.equal(defaults);
    expect(await failureOf(rules.now())).to.have.property("message", "disk");
    onTheWay = (found) => Promise.resolve(found);
    expect((await rules.now()).settings).to.deep.equal(defaults);
  });
});
