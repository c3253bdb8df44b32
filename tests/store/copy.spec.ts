import { existsSync } from "node:fs";
import {
  copyFile,
  cp,
  mkdir,
  readdir,
  rename,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { copyOf, databaseOf, removeCopy, writeCopy } from "../../server/store/copy.ts";
import { openDatabase } from "../../server/store/database.ts";
import { migrations as ours, type Migration } from "../../server/store/migrations/index.ts";
import { openStore, type Store } from "../../server/store/store.ts";
import { leaveForBackups, settleBackups } from "../../server/upkeep/settle-backups.ts";
import { silentLog, startAccess, type TestAccess } from "../support/access.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

const nextTables: Migration = {
  name: "9999-a-later-table",
  async up(queries, transaction) {
    await queries.sequelize.query("CREATE TABLE later (id TEXT)", { transaction });
  },
};
const copiedAt = Date.UTC(2026, 10, 20, 12);
const version = "1.0.0";

describe("the copy of a database", () => {
  let folder: TemporaryFolder;
  let dataDir: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    dataDir = folder.path;
  });
  afterEach(() => folder.remove());

  const open = (migrations = ours) => openStore({ dataDir, log: silentLog, version, migrations });
  const withGreeting = async (migrations?: readonly Migration[]) => {
    const store = await open(migrations);
    await store.settings.set("greeting", "hello");
    return store;
  };
  const greeting = async (migrations?: readonly Migration[]) => {
    const store = await open(migrations);
    const found = await store.settings.get("greeting");
    await store.close();
    return found;
  };
  const inBackup = () => readdir(dirname(copyOf(dataDir)));
  /** As the Supervisor restores: everything but what is left out. */
  const restored = async (migrations?: readonly Migration[]) => {
    const store = await withGreeting(migrations);
    await store.close();
    await writeCopy(dataDir, copiedAt);
    for (const name of await readdir(dataDir))
      if (name.startsWith("vestibule.db")) await rm(join(dataDir, name));
  };

  it("is made while somebody writes, whole, and for nobody else to read", async () => {
    const store = await withGreeting();
    let written = 0;
    const made = { copied: false };
    const writing = (async () => {
      while (!made.copied) await store.settings.set(`count-${written}`, String(written++));
    })();

    const copy = await writeCopy(dataDir, copiedAt);
    made.copied = true;
    await writing;
    await store.close();

    expect(copy).to.deep.equal({ file: copyOf(dataDir), bytes: (await stat(copy.file)).size });
    expect((await stat(copy.file)).mode & 0o777).to.equal(0o600);
    expect((await stat(dirname(copy.file))).mode & 0o777).to.equal(0o700);
    expect(await inBackup()).to.deep.equal(["copy.sqlite"]);
    const database = openDatabase({ file: copy.file });
    const check = await database.select("PRAGMA integrity_check");
    const counts = await database.select<{ value: string }>(
      "SELECT value FROM settings WHERE name LIKE 'count-%' ORDER BY CAST(value AS INTEGER)",
    );
    await database.close();
    expect(check).to.deep.equal([{ integrity_check: "ok" }]);
    expect(counts.map(({ value }) => value)).to.deep.equal(counts.map((_, at) => String(at)));
  });

  it("takes the place of an older one, and goes with what was never finished", async () => {
    await (await withGreeting()).close();
    await writeCopy(dataDir, copiedAt);
    await writeFile(`${copyOf(dataDir)}.4711.draft`, "half");
    await writeFile(join(dirname(copyOf(dataDir)), "letter.txt"), "not ours");
    await writeCopy(dataDir, copiedAt);

    expect([await removeCopy(dataDir), await removeCopy(dataDir)]).to.deep.equal([true, false]);
    expect(await inBackup()).to.deep.equal(["letter.txt"]);
  });

  it("is not made of nothing, and nothing is left of the attempt", async () => {
    const failure = await failureOf(writeCopy(dataDir, copiedAt));

    expect(failure).to.have.property("message", `There is no database in ${dataDir}.`);
    expect(await readdir(dataDir)).to.deep.equal([]);
  });

  it("is not made of what is no database, and an older copy stays", async () => {
    await mkdir(dirname(copyOf(dataDir)));
    await writeFile(copyOf(dataDir), "the older one");
    await writeFile(databaseOf(dataDir), "Dear Ada, ".repeat(1000));

    const failure = await failureOf(writeCopy(dataDir, copiedAt));

    expect(failure).to.have.property("message", "The database file is not a database.");
    expect(await inBackup()).to.deep.equal(["copy.sqlite"]);
  });

  it("is not removed when it is all there is", async () => {
    await restored();

    expect(await failureOf(removeCopy(dataDir))).to.have.property("code", "conflict");
    expect(await inBackup()).to.deep.equal(["copy.sqlite"]);
  });

  it("becomes the database where there is none, also when two processes start at once", async () => {
    await restored();
    await writeFile(`${databaseOf(dataDir)}-wal`, "of a database that is gone");

    const found = await Promise.all([greeting(), greeting()]);

    expect(found).to.deep.equal(["hello", "hello"]);
    expect(existsSync(copyOf(dataDir))).to.equal(false);
    expect((await stat(databaseOf(dataDir))).mode & 0o777).to.equal(0o600);
  });

  it("of an older Vestibule is brought up to date", async () => {
    await restored();

    expect(await greeting([...ours, nextTables])).to.equal("hello");
  });

  it("of a newer Vestibule is refused, and stays as it is", async () => {
    await restored([...ours, nextTables]);

    const failure = await failureOf(open());

    expect(failure).to.deep.include({
      code: "conflict",
      message:
        "The database of this backup was made by a newer Vestibule (1.0.0, 9999-a-later-table).",
      hint: "Start Vestibule 1.0.0 or later, or restore an older backup.",
    });
    expect(await readdir(dataDir)).to.deep.equal(["backup"]);
    expect(await greeting([...ours, nextTables])).to.equal("hello");
  });

  for (const [what, damage] of [
    ["cut off", (copy: string) => truncate(copy, 20_000)],
    ["empty", (copy: string) => truncate(copy, 0)],
    ["no database", (copy: string) => writeFile(copy, "Dear Ada, ".repeat(1000))],
  ] as const)
    it(`that is ${what} is refused with one line, and nothing is put in its place`, async () => {
      await restored();
      await damage(copyOf(dataDir));
      const { size } = await stat(copyOf(dataDir));

      const failure = await failureOf(open());

      expect(failure).to.deep.include({
        code: "internal",
        message: `The copy of the database in this backup is damaged: ${copyOf(dataDir)}.`,
      });
      expect(failure).to.have.property("hint").that.contains("another backup");
      expect(await readdir(dataDir)).to.deep.equal(["backup"]);
      expect((await stat(copyOf(dataDir))).size).to.equal(size);
    });

  it("is no database while there is one", async () => {
    await restored();
    await copyFile(copyOf(dataDir), join(dataDir, "kept"));
    await greeting();
    await rename(join(dataDir, "kept"), copyOf(dataDir));
    await utimes(copyOf(dataDir), copiedAt / 1000, copiedAt / 1000);
    const store = await open();
    await store.settings.set("greeting", "newer");
    const told: unknown[] = [];
    const log = { info: (line: unknown) => told.push(line), warn: () => undefined };

    await settleBackups({ store, clock: Date.now, log });
    await store.close();

    expect(await greeting()).to.equal("newer");
    expect(await inBackup()).to.deep.equal([]);
    expect(told).to.deep.equal(["a copy that a backup left behind is removed"]);
  });
});

describe("a database that nobody has open", () => {
  let folder: TemporaryFolder;
  let dataDir: string;
  const told: unknown[] = [];
  const log = { info: () => undefined, warn: (...line: unknown[]) => told.push(...line) };
  beforeEach(async () => {
    folder = await temporaryFolder();
    dataDir = folder.path;
    told.length = 0;
  });
  afterEach(() => folder.remove());

  const open = (where = dataDir) => openStore({ dataDir: where, log: silentLog, version });
  const start = async () => {
    const store = await open();
    await settleBackups({ store, clock: Date.now, log });
    return store;
  };
  const leave = (store: Store) => leaveForBackups({ store, log });
  const isNamed = async () => {
    const [database, copy] = await Promise.all([
      stat(databaseOf(dataDir)),
      stat(copyOf(dataDir)).catch(() => undefined),
    ]);
    return copy?.ino === database.ino;
  };

  it("has the name of its copy too, for a backup that is made while nothing runs", async () => {
    const store = await start();
    await store.settings.set("greeting", "hello");
    await store.close();
    await leave(store);

    // As the Supervisor does it: everything but what is left out, into another house.
    const elsewhere = join(dataDir, "elsewhere");
    await cp(dirname(copyOf(dataDir)), dirname(copyOf(elsewhere)), { recursive: true });
    const restored = await open(elsewhere);
    const greeting = await restored.settings.get("greeting");
    await restored.close();

    expect(await isNamed()).to.equal(true);
    expect(greeting).to.equal("hello");
    expect(told).to.deep.equal([]);
  });

  it("gives up that name when it is opened again, and keeps what was written then", async () => {
    const before = await start();
    await before.close();
    await leave(before);
    const store = await start();
    await store.settings.set("greeting", "hello");

    expect(await isNamed()).to.equal(false);
    expect(await store.settings.get("greeting")).to.equal("hello");
    await store.close();
  });

  it("is not named while another process has it open", async () => {
    const other = await start();
    await other.settings.set("greeting", "hello");
    const command = await open();
    await command.close();
    await leave(command);

    expect(await isNamed()).to.equal(false);
    await other.close();
  });

  it("leaves alone a copy that a backup may still be reading, at its start", async () => {
    const store = await start();
    await store.close();
    await writeCopy(dataDir, Date.now());
    const { ino } = await stat(copyOf(dataDir));
    await (await start()).close();

    expect((await stat(copyOf(dataDir))).ino).to.equal(ino);
  });

  it("takes the name from a copy that lacks what was written since", async () => {
    const store = await start();
    await writeCopy(dataDir, Date.now());
    await store.settings.set("greeting", "hello");
    await store.close();
    await leave(store);

    expect(await isNamed()).to.equal(true);
  });

  it("gives up a copy that a wrong clock has dated in the future", async () => {
    await (await start()).close();
    await writeCopy(dataDir, Date.now());
    const inTenYears = Date.now() / 1000 + 315_360_000;
    await utimes(copyOf(dataDir), inTenYears, inTenYears);
    await (await start()).close();

    expect(existsSync(copyOf(dataDir))).to.equal(false);
  });

  it("is closed also where it can be given no other name, which is said", async () => {
    const store = await start();
    await store.close();
    await writeFile(dirname(copyOf(dataDir)), "in the way");
    await leave(store);

    expect(told).to.include("a backup that is made while nothing runs will lack the database");
  });
});

describe("a database that was restored", () => {
  const now = copiedAt + 86_400_000;
  let house: TestAccess;
  let told: { facts: object; message: string }[];
  before(async () => {
    house = await startAccess();
    const { store, people, dataDir } = house;
    await store.sessions.add(
      {
        ...{ id: "browser", user_id: people.admin.user.id, signed_in_by: "password" as const },
        ...{ access_hash: "a", access_expires_at: now * 2, refresh_hash: "r" },
        ...{ refresh_expires_at: now * 2, created_at: 1, last_used_at: 1, address: "::1" },
      },
      5,
      (await store.users.get(people.admin.user.id))?.password_hash,
    );
    await store.invitations.add({
      ...{ id: "invited", secret_hash: "i", role: "guest" },
      ...{ created_at: 1, expires_at: now * 2 },
    });
    await writeCopy(dataDir, copiedAt);
    await mkdir(join(dataDir, "elsewhere", "backup"), { recursive: true });
    await rename(copyOf(dataDir), copyOf(join(dataDir, "elsewhere")));
  });
  after(() => house.close());

  const settle = async () => {
    told = [];
    const dataDir = join(house.dataDir, "elsewhere");
    const store = await openStore({ dataDir, log: silentLog, version: "1.0.0" });
    const log = {
      info: () => undefined,
      warn: (facts: object | string, message = "") =>
        void told.push({ facts: Object(facts) as object, message }), // a string has no facts
    };
    await settleBackups({ store, clock: () => now, log });
    const found = {
      sessions: await store.sessions.list(now),
      invitations: await store.invitations.list(),
      events: (await store.audit.find({ tool: "backup.restored" })).entries,
    };
    await store.close();
    return found;
  };

  it("brings back no session and no invitation, and says what comes back: tokens", async () => {
    const { sessions, invitations, events } = await settle();

    const facts = {
      ...{ copied_at: "2026-11-20T12:00:00.000Z", sessions_ended: 1, invitations_voided: 1 },
    };
    const active = Object.keys(house.people).length;
    expect([sessions, invitations]).to.deep.equal([[], []]);
    expect(told).to.have.length(1);
    expect(told[0]?.facts).to.deep.equal(Object.assign({ active_tokens: active }, facts));
    expect(told[0]?.message).to.contain("tokens revoked since then count again");
    expect(events).to.have.length(1);
    expect(events[0]).to.include({ at: now, door: "start", status: "completed" });
    expect(JSON.parse(events[0]?.arguments ?? "")).to.deep.equal(
      Object.assign({ left_active: active }, facts),
    );
  });

  it("is a database like any other from then on", async () => {
    const { events } = await settle();

    expect(told).to.deep.equal([]);
    expect(events).to.have.length(1);
  });
});
