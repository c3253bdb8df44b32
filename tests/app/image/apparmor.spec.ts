import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { runCommand } from "../../home/harness/run-command.ts";
import { callRest } from "../../process/settled.ts";
import { pathOf } from "../../support/repository.ts";
import { imageHouse, isReady, publicUrl, type ImageHouse } from "./harness/image-house.ts";
import { allows, patternOf, readProfile, type Profile } from "./harness/profile.ts";
import { readTrace, type Done } from "./harness/trace.ts";

/** strace makes everything some times slower. */
const tracedMs = 60_000;
const profile = readProfile();
const node = profile.child;
if (node === undefined) throw new Error("The profile has no child for Node.");

describe("the AppArmor profile", () => {
  it("is one that AppArmor can read, with a child for Node", async () => {
    const parser = ["apparmor_parser", "--skip-kernel-load", "--skip-cache"];
    await runCommand({ argv: [...parser, pathOf("apparmor.txt")], seconds: 30 });
    const argv = ["apparmor_parser", "-N", pathOf("apparmor.txt")];
    const names = await runCommand({ argv, seconds: 30 });
    expect(names.split("\n").filter((line) => line.startsWith("vestibule"))).to.deep.equal([
      "vestibule",
      "vestibule//node",
    ]);
  });

  it("lets Node execute nothing and write nowhere but to its data and temporary files", () => {
    const writable = node.rules.filter(({ allows: modes, path }) => {
      const isDevice = path.test("/dev/null");
      return modes.includes("w") && !isDevice;
    });
    expect(node.rules.filter(({ allows: modes }) => modes.includes("x"))).to.deep.equal([]);
    expect(writable.map(({ path }) => path.source)).to.deep.equal(
      ["/data/{,**}", "/tmp/{,**}"].map((glob) => patternOf(glob).source),
    );
  });

  it("names no capability", () => {
    expect([...profile.capabilities, ...node.capabilities]).to.deep.equal([]);
  });

  it("reads AppArmor's globs as AppArmor does", () => {
    expect(patternOf("/run/{s6,s6-rc*}/**").test("/run/s6-rc:a/servicedirs/x")).to.equal(true);
    expect(patternOf("/run/{s6,s6-rc*}/**").test("/run/s7/x")).to.equal(false);
    expect(patternOf("/app/**.node").test("/app/node_modules/a/b.node")).to.equal(true);
    expect(patternOf("/data/*").test("/data/a/b")).to.equal(false);
  });
});

describe("a container under the rules of its profile", () => {
  let house: ImageHouse;
  let done: readonly Done[];
  let folder: string;

  before(async () => {
    house = await imageHouse();
    folder = await mkdtemp(join(tmpdir(), "vestibule-trace-"));
    const file = join(folder, "trace");
    const watched = "execve,open,openat,mmap,unlink,rename,mkdir,chmod,clone,clone3,fork,vfork";
    const strace = ["strace", "-f", "-y", "--decode-pids=pidns", "-s", "400", "-o", file];
    const container = await house.boot({ under: [...strace, "-e", `trace=${watched}`] });
    await isReady(container, tracedMs);
    await callRest(publicUrl, house.secret, "whoami");
    await fetch(`${publicUrl}/docs`).catch(() => undefined);
    await container.stop(tracedMs);
    done = readTrace(await readFile(file, "utf8"));
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await house.close();
  });

  const byNode = () => done.filter(({ program }) => program === "/usr/bin/node");
  // AppArmor writes a slash after a folder's name, which strace does not.
  const isAllowed = (by: Profile, { path, mode }: Done) =>
    allows(by, path, mode) || (mode === "r" && allows(by, `${path}/`, mode));
  const refused = (what: readonly Done[], by: Profile) => [
    ...new Set(
      what.filter((each) => !isAllowed(by, each)).map(({ mode, path }) => `${mode} ${path}`),
    ),
  ];

  it("does nothing as Node that its rules refuse", () => {
    expect(byNode()).to.have.length.above(100);
    expect(refused(byNode(), node)).to.deep.equal([]);
  });

  it("does nothing as s6 that its rules refuse", () => {
    const others = done.filter(({ program }) => program !== "/usr/bin/node" && program !== "");
    expect(others).to.have.length.above(20);
    expect(refused(others, profile)).to.deep.equal([]);
  });

  it("is ready without a single capability", async () => {
    const container = await house.boot({ capabilities: "none" });
    await isReady(container);
    expect(await container.stop(tracedMs)).to.equal(0);
  });
});
