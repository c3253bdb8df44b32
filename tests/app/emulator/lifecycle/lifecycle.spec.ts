import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { temporaryFolder, type TemporaryFolder } from "../../../support/temporary.ts";
import { manualClock, type ManualClock } from "../clock.ts";
import { readManifest } from "../manifest.ts";
import { install, type Lifecycle } from "./lifecycle.ts";
import { stage, type Script, type Stage } from "./scripted-container.ts";
import { eventually, settled } from "./settled.ts";

const made = {
  ...{ name: "Made up", description: "For specs", version: "1.0.0", slug: "vestibule" },
  ...{ arch: ["amd64"], timeout: 30, options: { colour: "red", size: 1 } },
  schema: { colour: "list(red|blue)", size: "int" },
};

describe("the life of an app", () => {
  let folder: TemporaryFolder;
  let clock: ManualClock;
  let scene: Stage;
  let life: Lifecycle;

  const put = async (script: Script = {}, more: object = {}): Promise<void> => {
    scene = stage(script);
    life = await install({
      manifest: readManifest({ ...made, ...more }),
      makeContainer: scene.make,
      dataDir: join(folder.path, "data"),
      clock,
    });
  };
  const at = (path: string) => join(folder.path, "data", path);
  const options = async (): Promise<unknown> =>
    JSON.parse(await readFile(at("options.json"), "utf8"));

  beforeEach(async () => {
    folder = await temporaryFolder();
    clock = manualClock();
  });
  afterEach(async () => {
    await life.close();
    await folder.remove();
  });

  describe("when it is started", () => {
    it("gets a new token each time, by both names", async () => {
      await put();
      await life.start();
      await life.restart();

      const [first, second] = scene.made.map(({ environment }) => environment["SUPERVISOR_TOKEN"]);
      expect(first).to.match(/^[0-9a-f]{112}$/);
      expect(second)
        .to.match(/^[0-9a-f]{112}$/)
        .and.not.equal(first);
      expect(scene.last().environment["HASSIO_TOKEN"]).to.equal(second);
      expect(life.app.token).to.equal(second);
    });

    it("finds the manifest's options under the user's own", async () => {
      await put();
      life.setOptions({ size: 3 });
      await life.start();

      expect(await options()).to.deep.equal({ colour: "red", size: 3 });
    });

    it("takes no wrong option from its user", async () => {
      await put();

      expect(() => life.setOptions({ colour: "plaid" })).to.throw("has invalid options");
      expect(life.app.options).to.deep.equal({});
    });

    it("does not start with a wrong option, and says which", async () => {
      await put({}, { options: { colour: "plaid" } });
      const error = await life.start().catch(String);

      expect(error).to.contain("App local_vestibule has invalid options").and.contain("colour");
      expect(scene.made).to.have.length(0);
    });

    it("is in its startup until it is healthy", async () => {
      await put({ isHealthy: false });
      const starting = life.start();
      await eventually(() => life.app.state === "startup");
      await settled();
      clock.advance(100_000);
      await settled();
      expect(life.app.state).to.equal("startup");

      scene.last().isFine(true);
      clock.advance(2_000);
      await starting;
      expect(life.app.state).to.equal("started");
    });

    it("is waited for two minutes, and runs on", async () => {
      await put({ isHealthy: false });
      const starting = life.start();
      await eventually(() => life.app.state === "startup");
      for (let seconds = 0; seconds < 120; seconds += 2) {
        await settled();
        clock.advance(2_000);
      }
      await starting;

      expect(life.app.state).to.equal("startup");
      expect(life.said.at(-1)).to.contain("took more than 120 seconds");
    });

    it("is in error when it ends by itself", async () => {
      await put({ endsWith: 1 });
      const error = await life.start().catch(String);

      expect(error).to.contain("ended while it started");
      expect(life.app).to.include({ state: "error", token: undefined, address: undefined });
    });
  });

  describe("when it is stopped", () => {
    const endings = [
      { ends: "with 0", script: { stopCode: 0 }, state: "stopped", said: undefined },
      {
        ...{ ends: "by SIGTERM itself", script: { stopCode: 143 }, state: "error" },
        said: "did not handle SIGTERM",
      },
      { ends: "with 70", script: { stopCode: 70 }, state: "error", said: "exited with code 70" },
      {
        ...{ ends: "by SIGKILL", script: { stopCode: undefined }, state: "error" },
        said: "exited with code 137",
      },
    ];
    for (const { ends, script, state, said } of endings)
      it(`is ${state} when it ends ${ends}`, async () => {
        await put(script);
        await life.start();
        await life.stop();

        expect(life.app.state).to.equal(state);
        if (said === undefined) expect(life.said).to.deep.equal([]);
        else expect(life.said.at(-1)).to.contain(said);
      });

    it("is given the time of its manifest", async () => {
      await put();
      await life.start();
      await life.stop();

      expect(scene.last().stops).to.deep.equal([30_000]);
    });

    it("has no token and no address any more", async () => {
      await put();
      await life.start();
      await life.stop();

      expect(life.app).to.include({ token: undefined, address: undefined });
    });
  });

  describe("that is watched", () => {
    const hasRisenAgain = () => scene.made.length === 2 && life.app.state === "started";

    for (const code of [0, 1, 137])
      it(`starts again after it ended with ${code}`, async () => {
        await put();
        life.app.watchdog = true;
        await life.start();
        scene.last().end(code);

        await eventually(hasRisenAgain);
        expect(life.app.token).to.equal(scene.last().environment["SUPERVISOR_TOKEN"]);
      });

    it("starts again when three health checks in a row fail", async () => {
      await put();
      life.app.watchdog = true;
      await life.start();
      const [first] = scene.made;
      first?.isFine(false);
      for (let times = 0; times < 3; times += 1) {
        clock.advance(30_000);
        await settled();
      }

      await eventually(hasRisenAgain);
      expect(first?.stops).to.deep.equal([30_000]);
    });

    it("stays when two health checks fail and the third does not", async () => {
      await put();
      life.app.watchdog = true;
      await life.start();
      for (const healthy of [false, false, true, false, false]) {
        scene.last().isFine(healthy);
        clock.advance(30_000);
        await settled();
      }

      expect(scene.made).to.have.length(1);
    });

    it("stays stopped when somebody stops it", async () => {
      await put({ stopCode: 143 });
      life.app.watchdog = true;
      await life.start();
      await life.stop();
      clock.advance(60_000);
      await settled();

      expect(scene.made).to.have.length(1);
    });

    it("stays down after a crash when nobody wants it watched", async () => {
      await put();
      await life.start();
      scene.last().end(137);
      await settled();

      expect(scene.made).to.have.length(1);
      expect(life.app.state).to.equal("error");
    });
  });

  describe("that is updated", () => {
    it("has its old files and its user's options, and runs again", async () => {
      await put();
      life.setOptions({ size: 2 });
      await life.start();
      await writeFile(at("kept"), "yes");
      const next = stage();
      const manifest = readManifest({ ...made, version: "1.1.0", options: { colour: "blue" } });
      await life.update({ manifest, makeContainer: next.make });

      expect(scene.last().stops).to.have.length(1);
      expect(next.made).to.have.length(1);
      expect(await readFile(at("kept"), "utf8")).to.equal("yes");
      expect(await options()).to.deep.equal({ colour: "blue", size: 2 });
      expect(life.app.manifest.version).to.equal("1.1.0");
    });

    it("stays stopped when it was", async () => {
      await put();
      const next = stage();
      await life.update({ manifest: life.app.manifest, makeContainer: next.make });

      expect(next.made).to.have.length(0);
    });
  });

  describe("that is backed up", () => {
    const hot = {
      ...{ backup: "hot", backup_pre: "vestibule backup write" },
      ...{ backup_post: "vestibule backup done", backup_exclude: ["vestibule.db", "*-wal"] },
    };
    const archive = () => join(folder.path, "backup.tar");

    it("runs its commands before and after, and goes on", async () => {
      await put({}, hot);
      await life.start();
      await life.backup(archive());

      expect(scene.last().commands).to.deep.equal([
        ["vestibule", "backup", "write"],
        ["vestibule", "backup", "done"],
      ]);
      expect(scene.last().stops).to.deep.equal([]);
    });

    it("is not backed up when the command before fails", async () => {
      await put({ exec: () => ({ code: 1, output: "disk full" }) }, hot);
      await life.start();
      const error = await life.backup(archive()).catch(String);

      expect(error).to.contain("ended with 1: disk full");
      expect(await readdir(folder.path)).to.deep.equal(["data"]);
    });

    it("runs no command while it is stopped", async () => {
      await put({}, hot);
      await life.backup(archive());

      expect(scene.made).to.deep.equal([]);
    });

    it("is stopped for a cold backup, and started again", async () => {
      await put({}, { ...hot, backup: "cold" });
      await life.start();
      const { state } = await life.backup(archive());

      expect(
        scene.made.map(({ commands, stops }) => [commands.length, stops.length]),
      ).to.deep.equal([
        [0, 1],
        [0, 0],
      ]);
      expect(state).to.equal("started");
    });

    it("comes back elsewhere without what was left out, and with nothing of what was there", async () => {
      await put({}, hot);
      life.setOptions({ size: 2 });
      await life.start();
      await mkdir(at("backup"));
      for (const path of ["vestibule.db", "vestibule.db-wal", "backup/snapshot.sqlite", "notes"])
        await writeFile(at(path), path);
      const backup = await life.backup(archive());
      await life.uninstall();
      await put();
      await writeFile(at("later"), "");
      await life.restore(backup);

      const files = await readdir(at("."), { recursive: true });
      expect(files.sort()).to.deep.equal([
        "backup",
        "backup/snapshot.sqlite",
        "notes",
        "options.json",
      ]);
      expect(await options()).to.deep.equal({ colour: "red", size: 2 });
      expect(life.app.state).to.equal("started");
    });
  });

  it("leaves nothing when it is uninstalled", async () => {
    await put();
    await life.start();
    await life.uninstall();

    expect(scene.last().stops).to.have.length(1);
    expect(await readdir(folder.path)).to.deep.equal([]);
  });
});
