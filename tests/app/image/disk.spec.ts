import { cp, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { runCommand } from "../../home/harness/run-command.ts";
import { callRest } from "../../process/settled.ts";
import { until } from "../../support/until.ts";
import { integrityOf } from "./harness/database-file.ts";
import { imageHouse, isReady, publicUrl, type ImageHouse } from "./harness/image-house.ts";

const diskMb = 8;
const patienceMs = 10_000;

describe("a container whose disk cannot be written", () => {
  let house: ImageHouse;
  let disk: string;

  before(async () => {
    house = await imageHouse();
  });
  after(() => house.close());

  beforeEach(async () => {
    disk = await mkdtemp(join(tmpdir(), "vestibule-disk-"));
    // In the suite's own mount namespace: it is gone with the suite.
    const argv = ["mount", "-t", "tmpfs", "-o", `size=${diskMb}m`, "tmpfs", disk];
    await runCommand({ argv, seconds: 10 });
    await cp(house.dataDir, disk, { recursive: true });
  });
  afterEach(async () => {
    await runCommand({ argv: ["umount", "--lazy", disk], seconds: 10 });
    await rm(disk, { recursive: true });
  });

  it("refuses to start on a full one in one clear line, and breaks nothing", async () => {
    await fill(disk);
    const container = await house.boot({ dataDir: disk });
    const code = await container.exited;
    await rm(join(disk, "filling"));

    expect(errorsOf(container.log()), container.log()).to.have.lengthOf(1);
    expect(errorsOf(container.log()).join()).to.match(/no space left for the database/);
    expect(code).to.equal(1);
    expect(await integrityOf(disk)).to.equal("ok");
  });

  it("keeps the database whole when the disk fills up under it, and serves again when it is freed", async () => {
    const container = await house.boot({ dataDir: disk });
    await isReady(container);
    await fill(disk);
    const whileFull = await callUntil(house.secret, (status) => status !== 200);
    await rm(join(disk, "filling"));
    const whenFreed = await callUntil(house.secret, (status) => status === 200);

    expect([whileFull, whenFreed]).to.deep.equal([500, 200]);
    expect(await integrityOf(disk)).to.equal("ok");
  });

  it("refuses to start on a read-only one in one clear line, and breaks nothing", async () => {
    const container = await house.boot({ dataDir: disk, dataMount: "ro" });
    expect(await container.exited).to.equal(1);
    expect(errorsOf(container.log()), container.log()).to.have.lengthOf(1);
    expect(container.log()).to.match(/read-only/);
    expect(await integrityOf(disk)).to.equal("ok");
  });
});

const errorsOf = (log: string) => log.split("\n").filter((line) => /ERROR|FATAL/i.test(line));

/** Takes all the room that is left. */
async function fill(disk: string): Promise<void> {
  const file = await open(join(disk, "filling"), "w");
  const block = Buffer.alloc(4096);
  try {
    for (;;) await file.write(block);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  } finally {
    await file.close();
  }
}

/** Lets the light be set again and again until the answer is as wished; the last status. */
async function callUntil(secret: string, isWished: (status: number) => boolean): Promise<number> {
  let last = 0;
  const args = { service: "light.turn_on", target: { entity_id: ["light.kitchen_ceiling"] } };
  const asked = async () => {
    last = (await callRest(publicUrl, secret, "call_service", args)).status;
    return isWished(last);
  };
  await until(`an answer other than ${last}`, asked, patienceMs);
  return last;
}
