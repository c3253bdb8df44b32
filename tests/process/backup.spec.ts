import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { callRest, inStep, settle, type Settled } from "./settled.ts";

const start = promisify(execFile);

describe("A backup beside a running server", function () {
  this.timeout(60_000);
  let settled: Settled;
  let secret: string;

  beforeEach(async () => {
    settled = await settle();
    secret = await settled.moveIn();
  });
  afterEach(() => settled.close());

  const command = (...args: readonly string[]) =>
    start(process.execPath, [join(settled.compiled, "cli/main.js"), "backup", ...args], {
      env: { DATA_DIR: settled.dataDir },
    });
  const copy = () => join(settled.dataDir, "backup/copy.sqlite");
  /** What the Supervisor leaves out of the backup, and wipes before it restores. */
  async function restore(): Promise<void> {
    for (const name of await readdir(settled.dataDir))
      if (name.startsWith("vestibule.db")) await rm(join(settled.dataDir, name));
  }

  it("brings back every call that was answered before it, under load", async () => {
    const server = settled.start({ CALLS_PER_MINUTE: "100000" });
    const url = await server.listening();
    const answered: string[] = [];
    const made = { copied: false };
    const caller = async () => {
      while (!made.copied) {
        const { callId } = await callRest(url, secret, "whoami", { wrong: 1 });
        if (callId !== null) answered.push(callId);
      }
    };
    const load = Promise.all([caller(), caller(), caller(), caller()]);
    while (answered.length < 50) await callRest(url, secret, "whoami");
    const before = [...answered];
    await command("write");
    made.copied = true;
    await load;
    server.kill("SIGKILL");
    await server.ended;
    await restore();

    await settled.start().listening();

    const journal = await settled.journal();
    expect(before.filter((id) => !journal.has(id))).to.deep.equal([]);
    expect([...journal.values()].filter(({ tool }) => tool === "backup.restored")).to.have.length(
      1,
    );
    expect(existsSync(copy())).to.equal(false);
  });

  it("finds everything also when it is made while nothing runs", async () => {
    const server = settled.start();
    const { callId } = await callRest(await server.listening(), secret, "whoami", { wrong: 1 });
    server.kill("SIGTERM");
    await server.ended;
    await restore();

    await settled.start().listening();

    expect([...(await settled.journal()).keys()]).to.include(callId);
  });

  it("is written down beside the server, and leaves nothing when it is done", async () => {
    await settled.start().listening();

    const written = JSON.parse((await command("write", "--json")).stdout) as unknown; // as it is just seen
    const { size } = await stat(copy());
    const done = (await command("done")).stdout;
    const again = (await command("done")).stdout;

    expect(written).to.deep.equal({ file: copy(), bytes: size });
    expect([done, again]).to.deep.equal(["The copy is removed.\n", "There was no copy.\n"]);
    const events = [...(await settled.journal()).values()].filter(
      ({ tool }) => tool === "backup.written",
    );
    expect(events).to.have.length(1);
    expect(events[0]).to.include({ door: "cli", status: "completed" });
  });

  it("fails with one line where there is no database", async () => {
    await restore();

    const failure: unknown = await command("write").catch((error: unknown) => error);

    expect(failure).to.include({ code: 1, stdout: "" });
    expect(failure)
      .to.have.property("stderr")
      .that.matches(/^vestibule: There is no database in .*\nSet DATA_DIR .*\n$/);
    expect(await readdir(settled.dataDir)).to.deep.equal([]);
  });

  it("is adopted whole by a start that was killed and tried again", async () => {
    await command("write");
    await restore();
    for (const afterMs of [60, 240, 400]) {
      const server = settled.start();
      setTimeout(() => server.kill("SIGKILL"), afterMs);
      await server.ended;
    }

    const url = await settled.start().listening();
    await inStep(url);

    expect((await callRest(url, secret, "whoami")).status).to.equal(200);
  });
});
