import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { QueryTypes } from "sequelize";
import { AppError } from "../../server/errors.ts";
import { openDatabase, type Database } from "../../server/store/database.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";
import { failureOf } from "../support/failure.ts";

describe("the database", () => {
  let folder: TemporaryFolder;
  let file: string;
  let database: Database;

  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, "test.db");
    database = openDatabase({ file });
    await database.write(() => run("CREATE TABLE notes (text TEXT PRIMARY KEY)"));
  });
  afterEach(async () => {
    await database.close();
    await folder.remove();
  });

  const run = (sql: string, options = {}) => database.sequelize.query(sql, options);
  const note = (text: string, options = {}) =>
    run("INSERT INTO notes VALUES ($text)", { bind: { text }, ...options });
  const notes = async (of = database) =>
    (await of.select<{ text: string }>("SELECT text FROM notes ORDER BY text")).map(
      ({ text }) => text,
    );

  it("tunes every connection, those of transactions too", async () => {
    const pragmas = {
      auto_vacuum: 2,
      journal_mode: "wal",
      synchronous: 1,
      foreign_keys: 1,
      busy_timeout: 5000,
    };

    const valuesOf = async (options: object) => {
      const values: unknown[] = [];
      for (const name of Object.keys(pragmas)) {
        const rows = await database.sequelize.query<Record<string, unknown>>(`PRAGMA ${name}`, {
          type: QueryTypes.SELECT,
          ...options,
        });
        values.push(...rows.flatMap((row) => Object.values(row)));
      }
      return values;
    };

    const outside = await valuesOf({});
    const inTransaction = await database.transaction((transaction) => valuesOf({ transaction }));

    expect(inTransaction).to.deep.equal(Object.values(pragmas));
    expect(outside).to.deep.equal(Object.values(pragmas));
  });

  it("lets a write wait for an open transaction instead of for the busy timeout", async () => {
    const order: string[] = [];
    let entered: () => void = () => undefined;
    const inside = new Promise<void>((resolve) => (entered = resolve));
    let leave: () => void = () => undefined;
    const left = new Promise<void>((resolve) => (leave = resolve));

    const transaction = database.transaction(async (tx) => {
      await note("first", { transaction: tx });
      entered();
      await left;
      order.push("transaction");
    });
    await inside;
    const write = database.write(async () => {
      order.push("write");
      await note("second");
    });
    leave();
    await Promise.all([transaction, write]);

    expect(order).to.deep.equal(["transaction", "write"]);
    expect(await notes()).to.deep.equal(["first", "second"]);
  });

  it("outlives a power cut with what it writes durably, and with nothing slower than that", async () => {
    const levelOf = async () =>
      (await database.select<{ synchronous: number }>("PRAGMA synchronous"))[0]?.synchronous;
    const levels: unknown[] = [];

    await database.writeDurably(async () => {
      levels.push(await levelOf());
      await note("kept");
    });
    const failed = database.writeDurably(() => note("kept"));
    expect(await failureOf(failed)).to.be.instanceOf(Error);
    levels.push(await levelOf());

    expect(levels).to.deep.equal([2, 1]);
    expect(await notes()).to.deep.equal(["kept"]);
  });

  it("loses none of many writes and transactions at once", async () => {
    const texts = Array.from({ length: 60 }, (_, index) => String(index).padStart(3, "0"));

    await Promise.all(
      texts.map((text, index) =>
        index % 2 === 0
          ? database.write(() => note(text))
          : database.transaction((transaction) => note(text, { transaction })),
      ),
    );

    expect(await notes()).to.deep.equal(texts);
  });

  it("goes on after a write that failed", async () => {
    await database.write(() => note("once"));

    expect(await failureOf(database.write(() => note("once")))).to.be.instanceOf(Error);

    await database.write(() => note("twice"));
    expect(await notes()).to.deep.equal(["once", "twice"]);
  });

  it("keeps nothing of a transaction that failed", async () => {
    const failing = database.transaction(async (transaction) => {
      await note("gone", { transaction });
      throw new AppError("conflict", "Changed my mind.");
    });

    expect(await failureOf(failing)).to.have.property("code", "conflict");
    expect(await notes()).to.deep.equal([]);
  });

  it("lets a transaction write what it read while another process wants to write", async () => {
    const other = openDatabase({ file });
    let theirs: Promise<unknown> = Promise.resolve();

    await database.transaction(async (transaction) => {
      await run("SELECT count(*) FROM notes", { transaction });
      theirs = other.write(() => other.sequelize.query("INSERT INTO notes VALUES ('theirs')"));
      // Without a lock from the beginning, theirs would be in before ours.
      await Promise.race([theirs, delay(100)]);
      await note("ours", { transaction });
    });
    await theirs;

    expect(await notes(other)).to.deep.equal(["ours", "theirs"]);
    await other.close();
  });

  it("is one file when it is closed, and answers no more", async () => {
    await database.write(() => note("kept"));

    await database.close();

    expect(await readdir(folder.path)).to.deep.equal(["test.db"]);
    expect(await failureOf(database.select("SELECT 1"))).to.have.property("code", "internal");
    expect(await failureOf(database.write(() => note("late")))).to.have.property(
      "code",
      "internal",
    );
  });

  it("says that the disk is full, and stays whole", async () => {
    await database.close();
    database = openDatabase({ file, maxPages: 8 });
    const filling = (async () => {
      for (let index = 0; index < 100; index += 1)
        await database.write(() => note(`${index} ${"x".repeat(2000)}`));
    })();

    const failure = await failureOf(filling);

    expect(failure).to.deep.include({
      code: "internal",
      message: "There is no space left for the database.",
    });
    expect(await database.select("PRAGMA integrity_check")).to.deep.equal([
      { integrity_check: "ok" },
    ]);
    expect(await notes()).to.not.be.empty;
  });

  it("says that a file is no database, and leaves it as it is", async () => {
    const other = join(folder.path, "letter.db");
    await writeFile(other, "Dear Ada, ".repeat(100));
    const wrong = openDatabase({ file: other });

    expect(await failureOf(wrong.select("SELECT 1 FROM sqlite_master"))).to.have.property(
      "message",
      "The database file is not a database.",
    );
    await wrong.close();
  });

  it("says that the database cannot be opened where there is a folder", async () => {
    const wrong = openDatabase({ file: folder.path });

    expect(await failureOf(wrong.select("SELECT 1"))).to.have.property(
      "message",
      "The database cannot be opened.",
    );
    await wrong.close();
  });
});
