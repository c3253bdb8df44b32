import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import { createAccess } from "../../server/access/create-access.ts";
import { currentCatalogue } from "../../server/current-catalogue.ts";
import { openStore } from "../../server/store/store.ts";
import { silentLog } from "../support/access.ts";
import { openDoors, type Inside, type OpenDoors } from "../support/doors.ts";
import { temporaryFolder } from "../support/temporary.ts";

describe("First setup", () => {
  let doors: OpenDoors & Inside;
  let secret: string;

  beforeEach(async () => {
    doors = await openDoors(await emptyHouse());
    secret = (await doors.access.setup.secret()) ?? "";
  });
  afterEach(() => doors.close());

  const complete = (body: object) => doors.http.post("/api/setup").send(body);
  const ada = { username: "ada", password: "a long enough password" };

  it("makes the first admin and, if asked, a first token that works at once", async () => {
    const page = await doors.http.get(`/setup/${secret}`);
    const answer = await complete({ secret, ...ada, token_name: "first" });
    const reply = answer.body as Api["POST /api/setup"]["reply"];
    const call = await doors.http
      .post("/rest/whoami")
      .auth(reply.token?.token ?? "", { type: "bearer" });

    expect(page.status).to.equal(200);
    expect(page.text).to.include('<form id="form"');
    expect(answer.status).to.equal(201);
    expect(reply.user).to.include({ username: "ada", role: "admin" });
    expect(call.body).to.include({ user: "ada", role: "admin" });
  });

  it("works once", async () => {
    await complete({ secret, ...ada });

    const again = await complete({ secret, ...ada, username: "eve" });
    const page = await doors.http.get(`/setup/${secret}`);

    expect(again.status).to.equal(403);
    expect(page.status).to.equal(404);
    expect(page.text).not.to.include("<form");
  });

  it("shows the page to nobody without the secret, and spends nothing on them", async () => {
    const guess = await doors.http.get("/setup/guess");
    const wrong = await complete({ secret: "guess", ...ada });
    const right = await complete({ secret, ...ada });

    expect(guess.status).to.equal(404);
    expect(wrong.status).to.equal(403);
    expect(right.status).to.equal(201);
  });

  it("writes every attempt down, without secret or password", async () => {
    await complete({ secret: "guess", ...ada });
    await complete({ secret, username: "ada", password: "short" });
    await doors.http.post("/api/setup").type("json").send("{");
    await complete({ secret, ...ada });

    const entries = await doors.journal();

    expect(entries.map(({ tool, status }) => `${tool} ${status}`)).to.deep.equal([
      "setup.complete completed",
      ...Array<string>(3).fill("setup.complete refused"),
    ]);
    const written = JSON.stringify(entries) + doors.lines.join("");
    expect(written).not.to.include(secret).and.not.include(ada.password);
  });

  it("is tried ten times a minute from one address, and no more", async () => {
    for (let i = 0; i < 10; i++) await complete({ secret: "guess", ...ada });

    const late = await complete({ secret, ...ada });

    expect(late.status).to.equal(429);
    expect(Number(late.headers["retry-after"])).to.be.within(1, 60);
  });
});

async function emptyHouse(): Promise<Inside> {
  const folder = await temporaryFolder();
  const store = await openStore({ dataDir: folder.path, log: silentLog, version: "0.0.0-test" });
  const catalogue = await currentCatalogue(store, "0.0.0-test");
  const access = await createAccess({ store, catalogue, log: silentLog, bcryptCost: 4 });
  return {
    ...{ store, access },
    async close() {
      await access.close();
      await store.close();
      await folder.remove();
    },
  };
}
