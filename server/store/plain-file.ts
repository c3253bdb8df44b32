import sqlite3 from "sqlite3";

/** A database file as it lies there: opening it tunes nothing and writes nothing. */
export interface PlainFile {
  run(sql: string): Promise<void>;
  rows<Row extends object>(sql: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

const patienceMs = 15_000;

export async function openPlainFile(path: string): Promise<PlainFile> {
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened = new sqlite3.Database(path, sqlite3.OPEN_READWRITE, (error) => {
      if (error === null) resolve(opened);
      else reject(error);
    });
  });
  database.configure("busyTimeout", patienceMs);
  const done = (start: (answer: (error: Error | null) => void) => unknown) =>
    new Promise<void>((resolve, reject) => {
      start((error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });

  return {
    rows: <Row extends object>(sql: string) =>
      new Promise<readonly Row[]>((resolve, reject) => {
        database.all<Row>(sql, (error, found) => {
          if (error === null) resolve(found);
          else reject(error);
        });
      }),
    run: (sql) => done((answer) => database.exec(sql, answer)),
    close: () =>
      done((answer) => {
        database.close(answer);
      }),
  };
}
