import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { migrations } from "../../../server/store/migrations/index.ts";
import { openDatabase } from "../../../server/store/database.ts";
import { openStore } from "../../../server/store/store.ts";
import { callRest } from "../../process/settled.ts";
import { silentLog } from "../../support/access.ts";
import { until } from "../../support/until.ts";
import { pack, unpack } from "../emulator/lifecycle/backup.ts";
import { splitCommand } from "../emulator/lifecycle/split-command.ts";
import { readManifest } from "../emulator/manifest.ts";
import { integrityOf } from "./harness/database-file.ts";
import type { ImageContainer } from "./harness/image-container.ts";
import {
  imageHouse,
  isReady,
  publicUrl,
  writeOptions,
  type ImageHouse,
} from "./harness/image-house.ts";
import { killUntilGivenUp } from "./harness/kill.ts";

const { slug, backup, backup_pre = "", backup_post = "", backup_exclude } = readManifest();
const stopMs = 5_000;
const act = { service: "light.turn_on", target: { entity_id: ["light.kitchen_ceiling"] } };

describe("a data folder that moves into a container", () => {
  let house: ImageHouse;
  let folder: string;
  before(async () => {
    house = await imageHouse();
  });
  after(() => house.close());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "vestibule-moving-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  for (const [at, { name }] of migrations.slice(0, -1).entries())
    it(`is brought up to date from ${name}, with everybody in it`, async () => {
      const past = migrations.slice(0, at + 1);
      const of = { dataDir: folder, version: "0.0.1", migrations: past, log: silentLog };
      await (await openStore(of)).close();
      await addUser(folder, "grace");
      await writeOptions(folder, {});
      const container = await house.boot({ dataDir: folder });
      await isReady(container);
      const { output } = await container.exec(["vestibule", "user", "list"]);
      const code = await container.stop(stopMs);

      expect(output).to.include("grace");
      expect(code).to.equal(0);
      expect(await integrityOf(folder)).to.equal("ok");
    });

  it("is backed up under load, restored elsewhere, and serves there", async () => {
    expect(backup).to.equal("hot");
    const archive = `${folder}.tar`;
    const first = await house.boot();
    await isReady(first);
    const load = underLoad(house.secret);
    await until("it is under load", () => load.answered.length > 20);
    const before = [...load.answered];
    const pre = await first.exec(splitCommand(backup_pre));
    await pack({ dataDir: house.dataDir, archive, slug: `local_${slug}`, exclude: backup_exclude });
    const post = await first.exec(splitCommand(backup_post));
    const left = await readdir(join(house.dataDir, "backup")).catch(() => []);
    await load.end();
    const stopped = await first.stop(stopMs);
    await unpack(archive, folder);
    await rm(archive);
    const restored = await readdir(folder, { recursive: true });

    const second = await house.boot({ dataDir: folder });
    await isReady(second);
    const answer = await callRest(publicUrl, house.secret, "whoami");
    const moved = await second.stop(stopMs);

    const codes = [pre.code, post.code, stopped, moved];
    expect(codes, pre.output + post.output).to.deep.equal([0, 0, 0, 0]);
    expect(restored.filter((name) => name.includes("vestibule.db"))).to.deep.equal([]);
    expect(answer.status).to.equal(200);
    expect(await integrityOf(folder)).to.equal("ok");
    const journal = await idsIn(folder);
    expect(before.filter((id) => !journal.has(id))).to.deep.equal([]);
    expect(left).to.deep.equal([]);
  });

  const ends = [
    { how: "told to stop", code: 0, end: (container: ImageContainer) => container.stop(stopMs) },
    { how: "given up after six kills", code: 137, end: killUntilGivenUp },
  ];
  for (const { how, code, end } of ends)
    it(`is backed up when its server was ${how}, restored elsewhere, and has everything`, async () => {
      const archive = `${folder}.tar`;
      const first = await house.boot();
      await isReady(first);
      // What is only read may be written down a moment after the answer; an act is written before.
      const { status, callId } = await callRest(publicUrl, house.secret, "call_service", act);
      const ended = await end(first);
      await pack({
        dataDir: house.dataDir,
        archive,
        slug: `local_${slug}`,
        exclude: backup_exclude,
      });
      await unpack(archive, folder);
      await rm(archive);
      const restored = await readdir(folder, { recursive: true });

      const second = await house.boot({ dataDir: folder });
      await isReady(second);
      const answer = await callRest(publicUrl, house.secret, "whoami");
      const moved = await second.stop(stopMs);

      expect([ended, moved], first.log()).to.deep.equal([code, 0]);
      expect(status).to.equal(200);
      expect(restored.filter((name) => name.includes("vestibule.db"))).to.deep.equal([]);
      expect(answer.status).to.equal(200);
      expect(await integrityOf(folder)).to.equal("ok");
      expect(await idsIn(folder)).to.include(callId);
    });
});

async function addUser(dataDir: string, username: string): Promise<void> {
  const database = openDatabase({ file: join(dataDir, "vestibule.db") });
  const bind = { username };
  await database.write(async () => {
    await database.sequelize.query(
      `INSERT INTO users (id, username, username_key, name, role, created_at)
       VALUES ('01JZ0000000000000000000000', $username, $username, $username, 'resident', 1)`,
      { bind },
    );
  });
  await database.close();
}

/** The ids of all calls that are written down there. */
async function idsIn(dataDir: string): Promise<ReadonlySet<string>> {
  const database = openDatabase({ file: join(dataDir, "vestibule.db") });
  const rows = await database.select<{ id: string }>("SELECT id FROM audit");
  await database.close();
  return new Set(rows.map(({ id }) => id));
}

function underLoad(secret: string) {
  let goesOn = true;
  const answered: string[] = [];
  const caller = async () => {
    while (goesOn) {
      const { callId } = await callRest(publicUrl, secret, "whoami");
      if (callId !== null) answered.push(callId);
    }
  };
  const callers = Array.from({ length: 4 }, caller);
  return {
    answered,
    async end() {
      goesOn = false;
      await Promise.all(callers);
    },
  };
}
