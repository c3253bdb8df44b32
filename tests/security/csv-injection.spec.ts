import { expect } from "chai";
import { askApi } from "../support/ask-api.ts";
import { dressedAs, signIn, type Browser } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

const call = "=cmd|'/C calc'!A0";

describe("A formula in an exported file", () => {
  let doors: Doors;
  let admin: Browser;
  let csv: string;

  before(async () => {
    doors = await startDoors({ trusted_proxies: ["127.0.0.1"] });
    const attempt = (username: string, from: string) =>
      askApi(doors, "POST /api/auth/login", undefined, {
        ...{ from, body: { username, password: "x" } },
      });
    for (const [at, username] of [
      ...[call, `x;${call};y`, `x\t${call}`, `x\n${call}`, `x\r\n${call}\r\n`, `";${call}`],
      ...[
        `x","${call}`,
        `"\n${call}`,
        `\t${call}`,
        `;;${call}`,
        "＝1+1",
        "x;＝1+1",
        "-2+3",
        "@SUM(1)",
      ],
    ].entries())
      await attempt(username, `10.1.0.${at}`);
    await doors.http
      .get("/api/auth/me")
      .set({ "User-Agent": `;${call}`, Authorization: "Bearer x" });
    await askApi(doors, "GET /api/auth/me", dressedAs({ id: "nobody-at-home", displayName: call }));
    await doors.http
      .post(`/rest/${encodeURIComponent(`;${call}`)}`)
      .auth(doors.people.guest.secret, { type: "bearer" });
    const { secret } = await doors.access.tokens.create(doors.people.viewer.user.id, {
      ...{ name: `;${call}`, rights: "same", doors: ["rest"] },
    });
    await doors.http
      .post("/rest/whoami")
      .auth(secret, { type: "bearer" })
      .send({ x: `;${call}` });
    admin = await signIn(doors, "admin", { from: "10.1.1.1" });
    csv = (await askApi(doors, "GET /api/audit/export", admin, { query: { format: "csv" } })).text;
  });
  after(() => doors.close());

  it("is there in every place that a stranger can write to", () => {
    expect(csv.split(call).length).to.be.above(12);
  });

  it("begins no cell where a comma ends one", () => {
    expect(cellsOf(csv).filter((cell) => /^[=+\-@\t\r＝＋－＠]/.test(cell))).to.deep.equal([]);
  });

  it("begins no cell where a semicolon, a tab or a line does, and quotes are signs like others", () => {
    expect(csv.split(/[;\t\r\n]/).filter((cell) => /^"*[=+\-@＝＋－＠]/.test(cell))).to.deep.equal(
      [],
    );
  });

  it("stays what it was where nobody opens it as a table", async () => {
    const { text } = await askApi(doors, "GET /api/audit/export", admin, {
      query: { format: "json" },
    });

    expect(text).to.include(JSON.stringify(`x;${call};y`));
  });
});

/** The cells of a file as RFC 4180 has them. */
function cellsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?<=^|,|\n)(?:"((?:[^"]|"")*)"|([^",\n]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}
