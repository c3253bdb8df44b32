import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { until } from "../../support/until.ts";
import { callRest, inStep, settle, type Answered, type Settled } from "../../process/settled.ts";

/** A disk of 8 MB in memory, with the data directory on it, or the data directory itself, read-only. */
const disks = {
  small: `mount -t tmpfs -o size=8m tmpfs "$DISK" && cp -a "$DATA_DIR"/vestibule.db "$DISK"/`,
  full: `mount -t tmpfs -o size=8m tmpfs "$DISK" && { cat /dev/zero > "$DISK"/ballast 2>/dev/null; true; }`,
  fullWithUs: `mount -t tmpfs -o size=8m tmpfs "$DISK" && cp -a "$DATA_DIR"/vestibule.db "$DISK"/ && { cat /dev/zero > "$DISK"/ballast 2>/dev/null; true; }`,
  readOnly: `mount --bind "$DATA_DIR" "$DISK" && mount -o remount,ro,bind "$DISK"`,
} as const;

describe("A disk that cannot be written", function () {
  this.timeout(120_000);
  let settled: Settled;
  let secret: string;
  let server: ChildProcess | undefined;
  let said: string[];

  beforeEach(async () => {
    settled = await settle();
    secret = await settled.moveIn();
    await mkdir(join(settled.dataDir, "disk"));
  });
  afterEach(async () => {
    if (server?.exitCode === null && server.signalCode === null) {
      server.kill("SIGKILL");
      await once(server, "exit");
    }
    await settled.close();
  });

  /** A server that has a disk of its own, which nobody else sees but through its process. */
  function startOn(disk: keyof typeof disks): ChildProcess {
    const DISK = join(settled.dataDir, "disk");
    const { url: HOME_URL, token: HOME_TOKEN } = settled.home;
    const script = `${disks[disk]} && DATA_DIR="$DISK" exec "$0" "$1"`;
    const main = join(settled.compiled, "server/main.js");
    const child = spawn("unshare", ["--mount", "sh", "-c", script, process.execPath, main], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...{ PATH: process.env["PATH"], DATA_DIR: settled.dataDir, DISK, HOST: "127.0.0.1" },
        ...{ PORT: "0", INGRESS_PORT: "0", HOME_URL, HOME_TOKEN, LOG_FORMAT: "json" },
      },
    });
    said = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    server = child;
    return child;
  }

  /** @throws Error with what it said, also that no mount is permitted here. */
  async function addressOf(child: ChildProcess): Promise<string> {
    const port = () => /"port":(\d+).*"msg":"listening"/.exec(said.join(""))?.[1];
    await until(
      "it listens",
      () => {
        if (child.exitCode !== null) throw new Error(`It needs root, for mounts: ${said.join("")}`);
        return port() !== undefined;
      },
      30_000,
    );
    return `http://127.0.0.1:${port() ?? ""}`;
  }

  async function refusal(child: ChildProcess): Promise<string> {
    await once(child, "close");
    expect(child.exitCode).to.equal(1);
    const lines = said.join("").split("\n");
    const errors = lines.filter((line) => line.includes(" ERROR "));
    expect(errors, said.join("")).to.have.length(1);
    return errors[0] ?? "";
  }

  it("stops the start with one line when it is full", async () => {
    expect(await refusal(startOn("full"))).to.match(/no space left for the database.*Free some/);
  });

  it("is full, and not failing, when a server finds its database there and no room beside it", async () => {
    expect(await refusal(startOn("fullWithUs"))).to.match(
      /no space left for the database.*Free some/,
    );
  });

  it("stops the start with one line when it is read-only, and the database is whole", async () => {
    expect(await refusal(startOn("readOnly"))).to.match(/read-only.*writable/);
    expect((await settled.journal()).size).to.equal(0);
  });

  it("stops acts while it is full, but no reading of its health, and all is well when there is room", async () => {
    const child = startOn("small");
    const url = await addressOf(child);
    await inStep(url);
    const disk = `/proc/${String(child.pid)}/root${join(settled.dataDir, "disk")}`;
    const act = (): Promise<Answered> =>
      callRest(url, secret, "call_service", {
        ...{ service: "light.turn_on", target: { entity_id: ["light.kitchen_ceiling"] } },
      });
    const before = await act();

    await writeFile(join(disk, "ballast"), Buffer.alloc(16_000_000)).catch(() => undefined);
    const sent = () => settled.home.received("call_service");
    let refused = await act();
    for (let left = 200; refused.status === 200 && left > 0; left--) refused = await act();
    const sentThen = sent();
    const again = await act();
    const health = await fetch(`${url}/health`);

    expect([before.status, refused.status, again.status]).to.deep.equal([200, 500, 500]);
    expect(sent()).to.equal(sentThen);
    expect(health.status).to.equal(200);
    expect(child.exitCode).to.equal(null);

    await rm(join(disk, "ballast"));
    await until("acts are let in again", async () => (await act()).status === 200, 20_000);
    child.kill("SIGTERM");
    await once(child, "exit");
    expect(child.exitCode).to.equal(0);
  });

  it("has no room for a copy, which says so in one line and leaves nothing of it", () => {
    const DISK = join(settled.dataDir, "disk");
    // Room for what SQLite puts beside a database that it opens, and no more.
    const fill = `head -c 128k /dev/zero > "$DISK"/spare; cat /dev/zero > "$DISK"/ballast 2>/dev/null; rm "$DISK"/spare`;
    const script = `${disks.small} && ${fill} && DATA_DIR="$DISK" "$0" "$1" backup write; echo $?; ls "$DISK"/backup`;
    const main = join(settled.compiled, "cli/main.js");
    const { stdout, stderr } = spawnSync(
      "unshare",
      ["--mount", "sh", "-c", script, process.execPath, main],
      {
        encoding: "utf8",
        env: { PATH: process.env["PATH"], DATA_DIR: settled.dataDir, DISK },
      },
    );

    expect(stderr).to.equal(
      "vestibule: There is no space left for the database.\nFree some disk space; nothing that was stored is lost.\n",
    );
    expect(stdout).to.equal("1\n");
  });
});
