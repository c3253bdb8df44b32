import { readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { openDatabase } from "../../server/store/database.ts";
import { migrations as ours, type Migration } from "../../server/store/migrations/index.ts";
import { openStore, type Store } from "../../server/store/store.ts";
import { silentLog } from "../support/access.ts";
import { failureOf } from "../support/failure.ts";
import { promise } from "../support/promise.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

const nextTables: Migration = {
  name: "9999-a-later-table",
  async up(queries, transaction) {
    await queries.sequelize.query("CREATE TABLE later (id TEXT)", { transaction });
  },
};

const brokenTables: Migration = {
  name: "9999-a-broken-table",
  async up(queries, transaction) {
    await queries.sequelize.query("CREATE TABLE half (id TEXT)", { transaction });
    await queries.sequelize.query("INSERT INTO nowhere VALUES (1)", { transaction });
  },
};

describe("the store's migrations", () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  const file = () => join(folder.path, "vestibule.db");
  const open = (version = "1.0.0", migrations: readonly Migration[] = ours): Promise<Store> =>
    openStore({ dataDir: folder.path, log: silentLog, version, migrations });
  const openAndClose = async (...args: Parameters<typeof open>) => (await open(...args)).close();

  async function select(path: string, sql: string): Promise<unknown[]> {
    const database = openDatabase({ file: path });
    const rows = await database.select<Record<string, unknown>>(sql);
    await database.close();
    return rows.flatMap((row) => Object.values(row));
  }

  it("make every table of a new data directory, in a file that nobody else reads", async () => {
    await openAndClose();

    expect(
      await select(file(), "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"),
    ).to.deep.equal([
      ...["acts", "answers", "audit", "catalogues", "homes", "hourly_statistics", "invitations"],
      ...["migrations", "permissions", "reviews", "revision", "roles", "sessions", "settings"],
      ...["sign_in_failures", "spent_refreshes", "token_usage", "tokens", "users"],
    ]);
    expect((await stat(file())).mode & 0o777).to.equal(0o600);
    expect(await readdir(folder.path)).to.deep.equal(["vestibule.db"]);
  });

  it("give space back bit by bit from the first table on", async () => {
    await openAndClose();

    expect(await select(file(), "PRAGMA auto_vacuum")).to.deep.equal([2]);
  });

  it("are made once, also when two processes start at the same time", async () => {
    await Promise.all([openAndClose(), openAndClose(), openAndClose()]);
    await openAndClose();

    expect(await select(file(), "SELECT name FROM migrations")).to.deep.equal([
      ...["0001-first-tables", "0002-acting", "0003-people-and-rules"],
    ]);
  });

  it("copy a database before they change it", async () => {
    const store = await open("1.0.0");
    await store.settings.set("greeting", "hello");
    await store.close();

    await openAndClose("1.1.0", [...ours, nextTables]);

    const snapshot = `${file()}.before-9999-a-later-table`;
    expect(await readdir(folder.path)).to.deep.equal(
      ["vestibule.db", "vestibule.db.before-9999-a-later-table"].sort(),
    );
    expect((await stat(snapshot)).mode & 0o777).to.equal(0o600);
    expect(await select(snapshot, "SELECT value FROM settings")).to.deep.equal(["hello"]);
    const last = "SELECT version FROM migrations ORDER BY name DESC LIMIT 1";
    expect(await select(snapshot, last)).to.deep.equal(["1.0.0"]);
    expect(await select(file(), last)).to.deep.equal(["1.1.0"]);
  });

  it("copy nothing when there is nothing to change", async () => {
    await openAndClose();
    await openAndClose("1.1.0");

    expect(await readdir(folder.path)).to.deep.equal(["vestibule.db"]);
  });

  it("refuse a database of a newer Vestibule with one line, and leave it as it is", async () => {
    await openAndClose("2.5.0", [...ours, nextTables]);
    await unlink(join(folder.path, "vestibule.db.before-9999-a-later-table")).catch(
      () => undefined,
    );

    const failure = await failureOf(open("1.0.0"));

    expect(failure).to.deep.include({
      code: "conflict",
      message: "The database was made by a newer Vestibule (2.5.0, 9999-a-later-table).",
    });
    expect(failure).to.have.property("hint").that.contains("2.5.0");
    expect(await readdir(folder.path)).to.deep.equal(["vestibule.db"]);
    expect(await select(file(), "SELECT count(*) FROM migrations")).to.deep.equal([
      ours.length + 1,
    ]);
  });

  it("leave a database as it was when one of them fails", async () => {
    const store = await open();
    await store.settings.set("greeting", "hello");
    await store.close();

    await failureOf(open("1.1.0", [...ours, nextTables, brokenTables]));

    expect(
      await select(file(), "SELECT name FROM sqlite_master WHERE name IN ('later', 'half')"),
    ).to.deep.equal([]);
    const again = await open("1.0.0");
    expect(await again.settings.get("greeting")).to.equal("hello");
    await again.close();
  });

  promise("access.update", "tokens from before acting", async () => {
    await openAndClose("1.0.0", ours.slice(0, 1));
    const database = openDatabase({ file: file() });
    for (const sql of [
      `INSERT INTO users (id, username, username_key, name, role, created_at)
       VALUES ('ada', 'ada', 'ada', 'Ada', 'resident', 1)`,
      `INSERT INTO tokens (id, user_id, name, secret_hash, rights, doors, attended, created_at)
       VALUES ('old', 'ada', 'n8n', 'hash', 'same', '["rest"]', 1, 1)`,
    ])
      await database.write(() => database.sequelize.query(sql));
    await database.close();

    const store = await open("1.1.0");
    const token = await store.tokens.get("old");
    const known = await store.catalogues.get(token?.catalogue_id ?? "");
    await store.close();

    expect(token).to.include({ name: "n8n", rights: "same", secret_hash: "hash", attended: true });
    expect([...known.tools]).to.deep.equal([
      ...["find_entities", "get_entity", "get_history", "home_overview", "list_services"],
      "whoami",
    ]);
    expect([...known.harmless]).to.deep.equal([]);
  });

  it("end with one readable line where no database can be", async () => {
    await openAndClose();

    const failure = await failureOf(
      openStore({ dataDir: file(), log: silentLog, version: "1.0.0" }),
    );

    expect(failure).to.deep.include({
      code: "internal",
      message: "The database cannot be opened.",
    });
  });
});
