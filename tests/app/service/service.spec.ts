import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ensurePrograms } from "../../support/debian-packages.ts";
import { readText } from "../../support/repository.ts";

const service = "rootfs/etc/s6-overlay/s6-rc.d/vestibule";

describe("The end of the service", function () {
  this.timeout(300_000);
  let root: string;

  // s6 may be installed first.
  before(() => {
    ensurePrograms({ "s6-supervise": "s6", "s6-permafailon": "s6" });
  });
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "vestibule-service-"));
    for (const folder of ["s6-linux-init-container-results", "s6/basedir/bin", "service"])
      mkdirSync(join(root, folder), { recursive: true });
    write("s6/basedir/bin/halt", `echo halted >> ${root}/halted`);
    write("service/finish", readText(`${service}/finish`).replaceAll("/run/", `${root}/`));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const write = (path: string, script: string) => {
    const text = script.startsWith("#!") ? script : `#!/bin/sh\n${script}\n`;
    writeFileSync(join(root, path), text, { mode: 0o755 });
  };
  const read = (path: string) =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8").trim() : undefined;

  /** Runs `finish` as s6 does, in the folder of a service that never died before. */
  const finish = (code: number, signal: number) => {
    const { status } = spawnSync("./finish", [String(code), String(signal)], {
      cwd: join(root, "service"),
    });
    const exitCode = read("s6-linux-init-container-results/exitcode");
    return { status, halted: read("halted") !== undefined, exitCode };
  };
  const leaves = { status: 0, halted: false, exitCode: undefined };
  const permanentFailure = 125;

  it("leaves the container alone after a clean stop", () => {
    expect(finish(0, 0)).to.deep.equal(leaves);
  });

  it("lets s6 start it again after a crash", () => {
    expect(finish(70, 0)).to.deep.equal(leaves);
  });

  it("lets s6 start it again when it was killed", () => {
    expect(finish(256, 9)).to.deep.equal(leaves);
  });

  it("stops the container when it refuses to start, and tries no second time", () => {
    expect(finish(1, 0)).to.deep.equal({
      ...{ status: permanentFailure, halted: true, exitCode: "1" },
    });
  });

  /** Lets s6 look after a service of ours until the container would be stopped. */
  async function supervise(script: string): Promise<readonly string[]> {
    write("service/run", `echo run >> ${root}/runs\n${script}`);
    const supervisor = spawn("s6-supervise", ["service"], { cwd: root, stdio: "ignore" });
    write("s6/basedir/bin/halt", `echo halted >> ${root}/halted; kill ${String(supervisor.pid)}`);
    await once(supervisor, "exit");
    return (read("runs") ?? "").split("\n");
  }

  it("is six crashes within a minute of any kind, and not one more", async () => {
    const runs = await supervise(`[ $(($(wc -l < ${root}/runs) % 2)) = 0 ] && kill -9 $$; exit 70`);

    expect(runs).to.have.length(6);
    expect(read("s6-linux-init-container-results/exitcode")).to.equal("137");
  });

  it("is the first start that is refused", async () => {
    const runs = await supervise("exit 1");

    expect(runs).to.have.length(1);
    expect(read("s6-linux-init-container-results/exitcode")).to.equal("1");
    expect(read("halted")).to.equal("halted");
  });
});
