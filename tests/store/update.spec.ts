import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { openDatabase } from "../../server/store/database.ts";
import { migrations as ours } from "../../server/store/migrations/index.ts";
import { openStore } from "../../server/store/store.ts";
import { silentLog } from "../support/access.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

const lived = [
  `INSERT INTO users (id, username, username_key, name, role, created_at)
   VALUES ('ada', 'ada', 'ada', 'Ada', 'admin', 1)`,
  `INSERT INTO settings (name, value) VALUES ('greeting', 'hello')`,
  `INSERT INTO audit (id, kind, at, door, user_id, tool, status)
   VALUES ('vst-1-00000000', 'call', 1, 'rest', 'ada', 'whoami', 'completed')`,
];

for (const [count, next] of [
  [1, "0002-acting"],
  [2, "0003-people-and-rules"],
] as const)
  describe(`a data directory as of migration ${count}`, () => {
    let folder: TemporaryFolder;
    const open = (migrations = ours, version = "2.0.0") =>
      openStore({ dataDir: folder.path, log: silentLog, version, migrations });
    const file = () => join(folder.path, "vestibule.db");

    before(async () => {
      folder = await temporaryFolder();
      await (await open(ours.slice(0, count), "1.0.0")).close();
      const database = openDatabase({ file: file() });
      for (const sql of lived) await database.write(() => database.sequelize.query(sql));
      await database.close();
      await (await open()).close();
    });
    after(() => folder.remove());

    const remembered = async (migrations = ours) => {
      const store = await open(migrations);
      const found = {
        user: (await store.users.get("ada"))?.name,
        greeting: await store.settings.get("greeting"),
        entry: (await store.audit.get("vst-1-00000000"))?.status,
      };
      await store.close();
      return found;
    };
    const everything = { user: "Ada", greeting: "hello", entry: "completed" };

    it("is brought up to date, and has lost nothing", async () => {
      expect(await remembered()).to.deep.equal(everything);
      expect(await readdir(folder.path)).to.include(`vestibule.db.before-${next}`);
    });

    it("is refused by the older Vestibule, until the snapshot is put back as the hint says", async () => {
      const older = ours.slice(0, count);
      const failure = await failureOf(open(older, "1.0.0"));
      await rm(file());
      await rename(`${file()}.before-${next}`, file());
      await (await open(older, "1.0.0")).close();

      expect(failure).to.have.property("code", "conflict");
      expect(failure).to.have.property("hint").that.contains("snapshot beside the database");
      expect(await remembered()).to.deep.equal(everything);
    });
  });
