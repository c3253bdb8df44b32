// Installs a real Home Assistant Core: a small Debian with the Python that Core needs, and in it a
// virtual environment with Core and all that the tests' home loads.
import { copyFile, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  certificatesInside,
  certificatesOfThisMachine,
  environmentInside,
  inChroot,
} from "./chroot.ts";
import { whileLocked } from "./lock.ts";
import {
  coreVersion,
  debianSuite,
  places,
  pythonName,
  requirementsFile,
  uvVersion,
} from "./recipe.ts";
import { oneAtATime } from "../../support/debian-packages.ts";
import { CannotRun, runCommand } from "./run-command.ts";

const installSeconds = 900;

/** The root folder of a whole installation: the kept one, else a new one. @throws CannotRun */
export async function ensureInstalled(say: (line: string) => void): Promise<string> {
  const { cache, root, lock } = places();
  await requireRights();
  if (existsSync(root)) return root;
  await mkdir(cache, { recursive: true });
  return await whileLocked(lock, installSeconds, async () => {
    if (existsSync(root)) return root;
    await removeUnfinished(cache);
    const building = join(cache, `building-${process.pid}`);
    await build(building, say);
    // Only what is whole ever has the final name.
    await rename(building, root);
    return root;
  });
}

async function requireRights(): Promise<void> {
  if (process.platform !== "linux") throw new CannotRun("A real home needs Linux.");
  if (process.getuid?.() !== 0) {
    throw new CannotRun("A real home needs root, for the Debian it is installed in.");
  }
  for (const program of ["setpriv", "timeout", "flock", "unshare", "chroot"]) {
    const found = (process.env["PATH"] ?? "")
      .split(":")
      .some((at) => existsSync(join(at, program)));
    if (!found) throw new CannotRun(`A real home needs the program ${program}.`);
  }
  await runCommand({ argv: ["unshare", "--mount", "true"], seconds: 10 }).catch(() => {
    throw new CannotRun("A real home needs the right to mount, which this container lacks.");
  });
}

async function removeUnfinished(cache: string): Promise<void> {
  const left = (await readdir(cache)).filter((name) => name.startsWith("building-"));
  for (const name of left) await rm(join(cache, name), { recursive: true, force: true });
}

async function build(root: string, say: (line: string) => void): Promise<void> {
  const stages = [
    ["debootstrap, the program", () => installDebootstrap()],
    [`Debian ${debianSuite} with ${pythonName}`, () => makeDebian(root)],
    ["compiler and headers", () => addPackages(root)],
    [`Home Assistant Core ${coreVersion}`, () => addCore(root)],
    ["leaving out what only the build needed", () => tidy(root)],
  ] as const;
  for (const [at, [name, run]] of stages.entries()) {
    const began = performance.now();
    say(`installing ${at + 1}/${stages.length}: ${name} …`);
    await run().catch((error: unknown) => {
      if (!(error instanceof CannotRun)) throw error;
      throw new CannotRun(`installing stopped at "${name}": ${error.message}`);
    });
    say(`installing ${at + 1}/${stages.length}: ${seconds(performance.now() - began)} s`);
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);

async function installDebootstrap(): Promise<void> {
  if (existsSync("/usr/sbin/debootstrap")) return;
  const apt = [...oneAtATime, "apt-get", "-o", "DPkg::Lock::Timeout=120"];
  await runCommand({ argv: [...apt, "update", "-qq"], seconds: 240 });
  await runCommand({
    argv: [...apt, "install", "-qq", "--no-install-recommends", "debootstrap"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    seconds: 180,
  });
}

async function makeDebian(root: string): Promise<void> {
  const packages = `${pythonName},${pythonName}-venv,ca-certificates,debian-archive-keyring`;
  const script = "/usr/share/debootstrap/scripts/sid";
  // In a mount namespace, so that a debootstrap that is ended leaves nothing mounted.
  const argv = ["unshare", "--mount", "debootstrap", "--variant=minbase", `--include=${packages}`];
  const mirror = await debianMirror();
  await runCommand({ argv: [...argv, debianSuite, root, mirror, script], seconds: 420 });
  for (const file of ["/etc/resolv.conf", "/etc/hosts"]) await copyFile(file, join(root, file));
  const certificates = certificatesOfThisMachine();
  if (certificates !== undefined) await copyFile(certificates, join(root, certificatesInside));
}

/** The mirror this machine itself is fed from. */
async function debianMirror(): Promise<string> {
  const format = ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"];
  const argv = ["apt-get", ...format, "Origin: Debian", "Label: Debian"];
  const printed = await runCommand({ argv, seconds: 60 });
  const mirror = printed.split("\n")[0]?.trim() ?? "";
  if (mirror === "") throw new CannotRun("This machine's package sources name no Debian mirror.");
  return mirror;
}

async function addPackages(root: string): Promise<void> {
  // pymicro-vad and pyspeex-noise have no wheels for this Python; turbojpeg is for cameras.
  const packages = ["g++", `${pythonName}-dev`, "libturbojpeg0"];
  const patient = ["-o", "Acquire::Check-Valid-Until=false"];
  const install = ["apt-get", "install", "-qq", "--no-install-recommends", ...packages];
  await inside(root, ["apt-get", ...patient, "update", "-qq"], 120);
  await inside(root, install, 300);
}

async function addCore(root: string): Promise<void> {
  const list = "/srv/requirements.txt";
  await copyFile(requirementsFile, join(root, list));
  await inside(root, [pythonName, "-m", "venv", "/srv/ha"], 120);
  await inside(
    root,
    ["/srv/ha/bin/pip", "install", "-q", "--no-cache-dir", `uv==${uvVersion}`],
    180,
  );
  const uv = ["/srv/ha/bin/uv", "--no-cache", "pip", "install", "--python", "/srv/ha/bin/python"];
  await inside(root, [...uv, "--requirements", list], 420);
}

async function tidy(root: string): Promise<void> {
  const purge = ["apt-get", "purge", "-qq", "--autoremove", "g++", `${pythonName}-dev`];
  await inside(root, purge, 120);
  await inside(root, ["apt-get", "clean"], 60);
  await rm(join(root, "var/lib/apt/lists"), { recursive: true, force: true });
  // The home meets no network but loopback: a name that cannot be asked for fails at once.
  await writeFile(join(root, "etc/resolv.conf"), "");
  await mkdir(join(root, "config"), { recursive: true });
}

async function inside(root: string, argv: readonly string[], seconds: number): Promise<void> {
  const env = environmentInside();
  await runCommand({ argv: inChroot(root, { argv }), env, seconds });
}
