import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { openDatabase } from "../../server/store/database.ts";
import { until } from "../support/until.ts";
import type { Ending, NodeProcess } from "../support/server-process.ts";
import { callRest, inStep, settle, type Settled } from "./settled.ts";

describe("A start that cannot succeed", function () {
  this.timeout(60_000);
  let settled: Settled;
  let taken: Server;

  before(async () => {
    settled = await settle();
    await settled.moveIn();
    taken = createServer();
    taken.listen(0, "127.0.0.1");
    await once(taken, "listening");
  });
  after(async () => {
    taken.close();
    await settled.close();
  });

  /** Fails with one line, which says this. */
  async function fails(server: NodeProcess, reason: RegExp): Promise<void> {
    const ending = await server.ended;
    expect(ending).to.deep.equal({ code: 1, signal: null } satisfies Ending);
    expect(server.errors).to.have.length(1);
    expect(server.errors[0])
      .to.match(reason)
      .and.match(/ ERROR /);
    expect(server.output.join("")).to.not.match(/listening|ERROR/);
  }

  it("names the option that is wrong", () =>
    fails(settled.start({ CALLS_PER_MINUTE: "many" }), /calls_per_minute .*whole number/));

  it("names the role that is not there, and those that are", () =>
    fails(
      settled.start({ NEWCOMER_ROLE: "boss" }),
      /newcomer_role .*"boss".* no such role.* Roles are admin, .*viewer/,
    ));

  it("names the token that is missing", () =>
    fails(settled.start({ HOME_TOKEN: "" }), /HOME_TOKEN is missing.* long-lived access token/));

  it("names the port that is taken", () => {
    const { port } = taken.address() as AddressInfo; // a listening TCP server always has one
    return fails(settled.start({ PORT: String(port) }), new RegExp(`Port ${port} .*PORT`));
  });

  it("names the file that is in the way of the data directory", async () => {
    const file = join(settled.dataDir, "a-file");
    await writeFile(file, "");

    await fails(settled.start({ DATA_DIR: join(file, "data") }), /a-file.* cannot be read/);
  });

  it("says what to check when the database cannot be opened", async () => {
    const folder = join(settled.dataDir, "elsewhere");
    await mkdir(join(folder, "vestibule.db"), { recursive: true });

    await fails(settled.start({ DATA_DIR: folder }), /cannot be opened.* data directory/);
  });

  it("refuses a database that a newer Vestibule has changed", async () => {
    const database = openDatabase({ file: join(settled.dataDir, "vestibule.db") });
    await database.write(() =>
      database.sequelize.query("INSERT INTO migrations VALUES ('9999-from-tomorrow', '99.0.0')"),
    );
    await database.close();

    await fails(settled.start(), /newer Vestibule .*99\.0\.0/);
  });
});

describe("The first start", function () {
  this.timeout(60_000);
  let settled: Settled;
  let server: NodeProcess;
  let url: string;
  const account = { username: "ada", password: "correct horse battery staple", token_name: "mine" };
  const setupLinks = ({ output }: NodeProcess) =>
    output.flatMap((line) => /\/setup\/([\w-]+)/.exec(line)?.[1] ?? []);

  before(async () => {
    settled = await settle();
    await settled.home.refuse("connection");
    server = settled.start();
    url = await server.listening();
    await until("the setup link is printed", () => setupLinks(server).length > 0, 20_000);
  });
  after(() => settled.close());

  it("prints one setup link, which works once", async () => {
    const [secret] = setupLinks(server);
    const setUp = () =>
      fetch(`${url}/api/setup`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...account, secret }),
      });

    const statuses = [(await setUp()).status, (await setUp()).status];

    expect(statuses).to.deep.equal([201, 403]);
    expect(setupLinks(server)).to.have.length(1);
  });

  it("does not wait for the home, and serves it as soon as it is there", async () => {
    const secret = await settled.moveIn("robin");
    const lamp = { entities: ["light.kitchen_ceiling"] };
    const away = await callRest(url, secret, "get_entity", lamp);
    const aboutMe = await callRest(url, secret, "whoami");

    await settled.home.refuse(false);
    await inStep(url);
    const there = await callRest(url, secret, "get_entity", lamp);

    expect([away.status, aboutMe.status, there.status]).to.deep.equal([503, 200, 200]);
  });

  it("is the last one that prints a setup link", async () => {
    server.kill("SIGTERM");
    await server.ended;

    const second = settled.start();
    const secondUrl = await second.listening();
    await inStep(secondUrl);

    expect(setupLinks(second)).to.deep.equal([]);
  });
});
