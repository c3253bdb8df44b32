import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { installFromFolder, type FolderApp } from "./folder-app.ts";

describe("the app from its folder, as the Supervisor runs it", function () {
  this.timeout(60_000);
  let app: FolderApp;
  let secret: string;

  before(async () => {
    app = await installFromFolder();
    await app.life.start();
    secret = await app.alex.issueToken();
  });
  after(() => app.close());

  const turn = async (on: boolean): Promise<unknown> => {
    const model = await app.model(secret);
    const target = "light.living_room_ceiling";
    const { isError, text } = await model.call("set_light", { targets: [target], on });
    expect(isError, text).to.equal(false);
    return app.home.state(target).state;
  };
  const isThere = (path: string) => existsSync(join(app.folder, "data", path));
  const calls = async () => (await app.alex.ask("GET /api/audit")).entries.length;

  it("is started when its health command passes", () => {
    expect(app.life.app.state).to.equal("started");
    expect(app.life.said).to.deep.equal([]);
  });

  it("lets a model act in the home, through the Supervisor's own token", async () => {
    expect(await turn(true)).to.equal("on");
  });

  it("takes a changed option at the next start, with another token", async () => {
    const { token } = app.life.app;
    app.life.setOptions({ calls_per_minute: 77 });
    await app.life.restart();
    await app.alex.enter();

    expect(app.life.app.token).not.to.equal(token);
    expect((await app.alex.ask("GET /api/settings")).calls_per_minute).to.equal(77);
    expect(await turn(false)).to.equal("off");
  });

  it("stops with 0 when it is told to", async () => {
    await app.life.stop();

    expect(app.life.app.state).to.equal("stopped");
    expect(app.life.said).to.deep.equal([]);
    await app.life.start();
  });

  it("has what it had after an update", async () => {
    await app.life.update(app.release);

    expect(await turn(true)).to.equal("on");
  });

  it("is backed up while models use it, and is the same elsewhere", async () => {
    const model = await app.model(secret);
    const enough = new AbortController();
    const use = (async () => {
      while (!enough.signal.aborted) await model.call("home_overview");
    })();
    const backup = await app.life.backup(join(app.folder, "backup.tar"));
    enough.abort();
    await use;
    const before = await calls();
    const other = await installFromFolder();
    try {
      await other.life.restore(backup);
      await other.alex.enter();
      const restored = await other.alex.ask("GET /api/audit");

      expect(restored.entries.length).to.be.within(1, before + 1);
      const elsewhere = await other.model(secret);
      expect((await elsewhere.call("home_overview")).isError).to.equal(false);
    } finally {
      await other.close();
    }
    expect(isThere("backup/copy.sqlite")).to.equal(false);
  });

  it("is started again by the watchdog after a crash", async () => {
    app.life.app.watchdog = true;
    const first = app.life.container();
    await first?.killServer("SIGKILL");
    expect(await first?.exited).to.equal(137);
    while (app.life.app.state !== "started") await new Promise((next) => setTimeout(next, 20));

    expect(app.life.container()).not.to.equal(first);
    expect(await turn(false)).to.equal("off");
  });

  it("leaves nothing when it is uninstalled", async () => {
    await app.life.uninstall();

    expect(existsSync(join(app.folder, "data"))).to.equal(false);
  });
});
