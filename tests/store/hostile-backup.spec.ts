import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { copyOf, databaseOf, writeCopy } from "../../server/store/copy.ts";
import { openPlainFile } from "../../server/store/plain-file.ts";
import { openStore } from "../../server/store/store.ts";
import { leaveForBackups } from "../../server/upkeep/settle-backups.ts";
import { silentLog } from "../support/access.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const openAndDie = `
  import fs from "node:fs/promises";
  import { syncBuiltinESMExports } from "node:module";
  const { rename } = fs;
  fs.rename = async (...names) => {
    await rename(...names);
    process.kill(process.pid, "SIGKILL");
    await new Promise(() => setInterval(() => undefined, 1000));
  };
  syncBuiltinESMExports();
  const { openStore } = await import("./server/store/store.ts");
  await openStore({ dataDir: process.argv[1], version: "1", log: { info() {} } });
`;

describe("A backup that is brought back", () => {
  let folder: TemporaryFolder;
  let dataDir: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    dataDir = folder.path;
  });
  afterEach(() => folder.remove());

  const open = () => openStore({ dataDir, log: silentLog, version: "1" });
  /** Everything but what is left out of a backup. */
  const wipe = async () => {
    for (const name of await readdir(dataDir))
      if (name.startsWith("vestibule.db")) await rm(join(dataDir, name));
  };

  it("makes no file elsewhere the database by a link", async () => {
    await (await open()).close();
    await writeCopy(dataDir, Date.now());
    await wipe();
    const elsewhere = join(dataDir, "elsewhere.sqlite");
    await rename(copyOf(dataDir), elsewhere);
    await symlink(elsewhere, copyOf(dataDir));

    const failure = await failureOf(open());

    expect(failure).to.have.property("message").that.contains("in this backup is damaged");
    expect((await readdir(dataDir)).sort()).to.deep.equal(["backup", "elsewhere.sqlite"]);
  });

  it("does not let the start wait for a pipe in the place of the database", async () => {
    execFileSync("mkfifo", [databaseOf(dataDir)]);

    expect(await failureOf(open())).to.have.property("message", "The database cannot be opened.");
  });

  it("says who made it only in words that no terminal obeys", async () => {
    await (await open()).close();
    await writeCopy(dataDir, Date.now());
    await wipe();
    const copy = await openPlainFile(copyOf(dataDir));
    await copy.run(
      "INSERT INTO migrations VALUES ('9' || char(10) || 'forged', char(27) || '[2J')",
    );
    await copy.close();

    const failure = await failureOf(open());

    expect(failure).to.deep.include({
      code: "conflict",
      message: "The database of this backup was made by a newer Vestibule (unknown, unknown).",
      hint: "Start Vestibule unknown or later, or restore an older backup.",
    });
  });

  it("is known for one also when the first start is killed as soon as it has taken it", async function () {
    this.timeout(30_000);
    await (await open()).close();
    await leaveForBackups({ store: await closed(), log: silentLog });
    await wipe();
    const node = ["--import=tsx/esm", "--input-type=module", "-e", openAndDie, dataDir];
    const child = spawn(process.execPath, node, { cwd: root, stdio: "ignore" });
    const [, signal] = (await once(child, "exit")) as [unknown, string | null]; // as Node documents it

    const store = await open();
    const restored = await store.restores.endWhatCameBack(Date.now());
    await store.close();

    expect(signal).to.equal("SIGKILL");
    expect(restored).to.have.property("copied_at");
  });

  async function closed() {
    const store = await open();
    await store.close();
    return store;
  }
});
