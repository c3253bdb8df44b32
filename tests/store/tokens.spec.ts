import { expect } from "chai";
import { openDatabase } from "../../server/store/database.ts";
import { openStore, type Store } from "../../server/store/store.ts";
import type { NewToken } from "../../server/store/tokens.ts";
import { silentLog } from "../support/access.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

const token: NewToken = {
  ...{ id: "t1", user_id: "u1", name: "n8n", secret_hash: "aa", rights: "same", created_at: 1 },
  ...{ doors: ["mcp"], attended: true, catalogue_id: "c" },
};

describe("tokens in the store", () => {
  let folder: TemporaryFolder;
  let store: Store;

  async function run(...statements: readonly string[]): Promise<void> {
    const database = openDatabase({ file: `${folder.path}/vestibule.db` });
    for (const sql of statements) await database.write(() => database.sequelize.query(sql));
    await database.close();
  }

  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await openStore({ dataDir: folder.path, log: silentLog, version: "1.0.0" });
    await run(
      `INSERT INTO users (id, username, username_key, name, role, created_at)
       VALUES ('u1', 'ada', 'ada', 'Ada', 'resident', 1), ('u2', 'bob', 'bob', 'Bob', 'guest', 1)`,
    );
    await store.tokens.add(token);
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  it("are frozen and thawed, and say by whom", async () => {
    await store.tokens.change("t1", { frozen_at: 7, frozen_by: "u2" });
    expect(await store.tokens.get("t1")).to.deep.include({ frozen_at: 7, frozen_by: "u2" });

    await store.tokens.change("t1", { frozen_at: null, frozen_by: null });
    expect(await store.tokens.get("t1")).to.not.have.any.keys("frozen_at", "frozen_by");
  });

  it("go with their user, with what is known of their use, and nobody else's go", async () => {
    await store.tokens.add({ ...token, id: "t2", user_id: "u2", secret_hash: "bb" });
    await store.tokens.countUse([{ token_id: "t1", calls: 1, at: 1, address: "::1" }]);

    await run("DELETE FROM users WHERE id = 'u1'");

    expect(await store.tokens.findByHash("aa")).to.equal(undefined);
    expect((await store.tokens.list()).map(({ id }) => id)).to.deep.equal(["t2"]);
    const database = openDatabase({ file: `${folder.path}/vestibule.db` });
    const uses = await database.select("SELECT token_id FROM token_usage");
    await database.close();
    expect(uses).to.deep.equal([]);
  });

  it("are not alone: sessions and rules go with the user too", async () => {
    await run(
      `INSERT INTO sessions (id, user_id, signed_in_by, access_hash, access_expires_at, refresh_hash,
         refresh_expires_at, created_at, last_used_at, address)
       VALUES ('s1', 'u1', 'password', 'a', 9, 'b', 9, 1, 1, '::1')`,
      `INSERT INTO permissions (subject_kind, subject_id, rules, scope, limits, changed_at)
       VALUES ('user', 'u1', '[]', '[]', '[]', 1), ('role', 'u1', '[]', '[]', '[]', 1)`,
      "DELETE FROM users WHERE id = 'u1'",
    );

    const database = openDatabase({ file: `${folder.path}/vestibule.db` });
    const sessions = await database.select("SELECT id FROM sessions");
    await database.close();
    expect(sessions).to.deep.equal([]);
    expect((await store.permissions.list()).map((item) => item.subject_kind)).to.deep.equal([
      "role",
    ]);
  });
});
