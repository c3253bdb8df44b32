import { expect } from "chai";
import { DatabaseError, TimeoutError, UniqueConstraintError } from "sequelize";
import { AppError } from "../../server/errors.ts";
import { isTaken, storeError } from "../../server/store/store-error.ts";

const driverError = (code: string) => Object.assign(new Error(`${code}: as SQLite says`), { code });
const wrapped = (code: string) =>
  new DatabaseError(Object.assign(driverError(code), { sql: "SELECT 1" }));

describe("what the store says of a failure", () => {
  for (const [code, message] of [
    ["SQLITE_FULL", "There is no space left for the database."],
    ["SQLITE_READONLY", "The database cannot be written: it is read-only."],
    ["SQLITE_CANTOPEN", "The database cannot be opened."],
    ["SQLITE_IOERR", "The disk failed while the database was read or written."],
    ["SQLITE_CORRUPT", "The database file is damaged."],
    ["SQLITE_NOTADB", "The database file is not a database."],
    ["ENOSPC", "There is no space left for the database."],
    ["EROFS", "The database cannot be written: it is read-only."],
    ["EACCES", "The database may not be opened."],
    ["ENOTDIR", "The database cannot be opened."],
  ] as const)
    it(`is one sentence for ${code}, and what to do`, () => {
      for (const error of [driverError(code), wrapped(code)]) {
        const said = storeError(error);
        expect(said).to.be.instanceOf(AppError);
        expect(said).to.deep.include({ code: "internal", message, cause: error });
        expect(said).to.have.property("hint").that.is.not.empty;
      }
    });

  it("is that another process holds the database, when Sequelize gives up waiting", () => {
    expect(
      storeError(
        new TimeoutError(Object.assign(driverError("SQLITE_BUSY"), { sql: "BEGIN IMMEDIATE" })),
      ),
    ).to.have.property("message", "The database is held by another process.");
  });

  it("is the error itself when nobody knows it", () => {
    for (const error of [new Error("odd"), wrapped("SQLITE_ERROR"), "text", undefined])
      expect(storeError(error)).to.equal(error);
  });

  it("is that a value is taken for the column that says so alone", () => {
    expect(isTaken(new UniqueConstraintError({}), "name")).to.equal(false);
    expect(isTaken(new Error("name"), "name")).to.equal(false);
  });
});
