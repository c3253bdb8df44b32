import { readFile, readdir, writeFile } from "node:fs/promises";
import { expect } from "chai";
import { readManifest } from "../manifest.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { madeUp, madeUpApp, type MadeUpApp } from "./made-up-app.ts";
import { stage, type Stage } from "./scripted-container.ts";
import { eventually, settled } from "./settled.ts";

describe("the life of an app", () => {
  const app = madeUpApp();
  let scene: Stage;
  let life: Lifecycle;
  const put = async (...wish: Parameters<MadeUpApp["put"]>): Promise<void> => {
    ({ scene, life } = await app.put(...wish));
  };

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

      expect(await app.options()).to.deep.equal({ colour: "red", size: 3 });
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
      app.clock.advance(100_000);
      await settled();
      expect(life.app.state).to.equal("startup");

      scene.last().isFine(true);
      app.clock.advance(2_000);
      await starting;
      expect(life.app.state).to.equal("started");
    });

    it("is waited for two minutes, and runs on", async () => {
      await put({ isHealthy: false });
      const starting = life.start();
      await eventually(() => life.app.state === "startup");
      for (let seconds = 0; seconds < 120; seconds += 2) {
        await settled();
        app.clock.advance(2_000);
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
      it(`has the state ${state} when it ends ${ends}`, async () => {
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
        app.clock.advance(30_000);
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
        app.clock.advance(30_000);
        await settled();
      }

      expect(scene.made).to.have.length(1);
    });

    it("stays stopped when somebody stops it", async () => {
      await put({ stopCode: 143 });
      life.app.watchdog = true;
      await life.start();
      await life.stop();
      app.clock.advance(60_000);
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
      await writeFile(app.at("kept"), "yes");
      const next = stage();
      const manifest = readManifest({ ...madeUp, version: "1.1.0", options: { colour: "blue" } });
      await life.update({ manifest, makeContainer: next.make });

      expect(scene.last().stops).to.have.length(1);
      expect(next.made).to.have.length(1);
      expect(await readFile(app.at("kept"), "utf8")).to.equal("yes");
      expect(await app.options()).to.deep.equal({ colour: "blue", size: 2 });
      expect(life.app.manifest.version).to.equal("1.1.0");
    });

    it("stays stopped when it was", async () => {
      await put();
      const next = stage();
      await life.update({ manifest: life.app.manifest, makeContainer: next.make });

      expect(next.made).to.have.length(0);
    });
  });

  it("leaves nothing when it is uninstalled", async () => {
    await put();
    await life.start();
    await life.uninstall();

    expect(scene.last().stops).to.have.length(1);
    expect(await readdir(app.folder)).to.deep.equal([]);
  });
});
