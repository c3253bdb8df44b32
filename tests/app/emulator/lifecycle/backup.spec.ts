import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { Lifecycle } from "./lifecycle.ts";
import { madeUpApp, type MadeUpApp } from "./made-up-app.ts";
import type { Stage } from "./scripted-container.ts";

describe("a backup of an app", () => {
  const app = madeUpApp();
  let scene: Stage;
  let life: Lifecycle;
  const put = async (...wish: Parameters<MadeUpApp["put"]>): Promise<void> => {
    ({ scene, life } = await app.put(...wish));
  };

  const hot = {
    ...{ backup: "hot", backup_pre: "vestibule backup write" },
    ...{ backup_post: "vestibule backup done", backup_exclude: ["vestibule.db", "*-wal"] },
  };
  const archive = () => join(app.folder, "backup.tar");

  it("runs the commands before and after it, and the app goes on", async () => {
    await put({}, hot);
    await life.start();
    await life.backup(archive());

    expect(scene.last().commands).to.deep.equal([
      ["vestibule", "backup", "write"],
      ["vestibule", "backup", "done"],
    ]);
    expect(scene.last().stops).to.deep.equal([]);
  });

  it("is none when the command before it fails", async () => {
    await put({ exec: () => ({ code: 1, output: "disk full" }) }, hot);
    await life.start();
    const error = await life.backup(archive()).catch(String);

    expect(error).to.contain("ended with 1: disk full");
    expect(await readdir(app.folder)).to.deep.equal(["data"]);
  });

  it("runs no command while the app is stopped", async () => {
    await put({}, hot);
    await life.backup(archive());

    expect(scene.made).to.deep.equal([]);
  });

  it("that is cold stops the app, and starts it again", async () => {
    await put({}, { ...hot, backup: "cold" });
    await life.start();
    const { state } = await life.backup(archive());

    expect(scene.made.map(({ commands, stops }) => [commands.length, stops.length])).to.deep.equal([
      [0, 1],
      [0, 0],
    ]);
    expect(state).to.equal("started");
  });

  it("comes back elsewhere without what was left out, and with nothing of what was there", async () => {
    await put({}, hot);
    life.setOptions({ size: 2 });
    await life.start();
    await mkdir(app.at("backup"));
    for (const path of ["vestibule.db", "vestibule.db-wal", "backup/copy.sqlite", "notes"])
      await writeFile(app.at(path), path);
    const backup = await life.backup(archive());
    await life.uninstall();
    await put();
    await writeFile(app.at("later"), "");
    await life.restore(backup);

    const files = await readdir(app.at("."), { recursive: true });
    expect(files.sort()).to.deep.equal(["backup", "backup/copy.sqlite", "notes", "options.json"]);
    expect(await app.options()).to.deep.equal({ colour: "red", size: 2 });
    expect(life.app.state).to.equal("started");
  });
});
