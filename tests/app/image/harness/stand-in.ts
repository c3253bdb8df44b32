// What stands in for Home Assistant's base image and Alpine's packages, which no Debian machine can make: a small
// Debian with s6 and the base's programs, and packages that its `apk` unpacks. Its libc is glibc, not musl.
import {
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { certificatesOfThisMachine } from "../../../home/harness/chroot.ts";
import { runCommand } from "../../../home/harness/run-command.ts";
import { pathOf } from "../../../support/repository.ts";
import { imagesFolder, standInDigest } from "./places.ts";

const suite = "bookworm";
const npmVersion = "11.12.1";
/** What the base has by itself, as far as we use it. */
const ofTheBase = "s6,execline,curl,jq,bash,tzdata,ca-certificates,libstdc++6,usr-is-merged";
const mergedUsr = "/usr/share/mmdebstrap/hooks/merged-usr";
/** Large, and never part of an Alpine. */
const leftOut = [
  ...["doc", "man", "info", "locale", "lintian", "bash-completion"].map(
    (name) => `/usr/share/${name}/*`,
  ),
  ...["/usr/lib/*/gconv/*"],
];
const tar = (from: string, to: string, ...what: string[]) =>
  runCommand({
    argv: ["tar", "-C", from, "--owner=0", "--group=0", "-cf", to, ...what],
    seconds: 60,
  });

/** The folder with `base.tar` and `packages/`. @throws CannotRun */
export async function ensureStandIn(say: (line: string) => void): Promise<string> {
  const folder = join(imagesFolder, `stand-in-${standInDigest()}`);
  if (existsSync(folder)) return folder;
  say("making what stands in for the base image and Alpine's packages …");
  await mkdir(imagesFolder, { recursive: true });
  for (const old of await readdir(imagesFolder))
    if (old.startsWith("stand-in-")) await rm(join(imagesFolder, old), { recursive: true });
  const building = join(imagesFolder, "stand-in-building");
  await mkdir(join(building, "packages"), { recursive: true });
  await Promise.all([makeDebian(building), addNode(building)]);
  await rename(building, folder);
  return folder;
}

async function makeDebian(out: string): Promise<void> {
  const hook = "tests/app/image/harness/stand-in/make-debian.sh";
  const exclude = leftOut.map((path) => `--dpkgopt=path-exclude=${path}`);
  const argv = ["mmdebstrap", "--variant=essential", `--hook-dir=${mergedUsr}`, ...exclude];
  const env = { ...process.env, OUT: out, STAND_IN: pathOf("tests/app/image/harness/stand-in") };
  await runCommand({
    argv: [
      ...[...argv, `--include=${ofTheBase}`, `--customize-hook=${pathOf(hook)}`],
      ...["--format=null", suite, "/dev/null"],
    ],
    env,
    seconds: 420,
  });
}

async function addNode(out: string): Promise<void> {
  const prefix = pathOf(".cache/node24");
  const installed = join(prefix, `node_modules/node/node_modules/node-linux-${process.arch}`);
  if (!existsSync(join(installed, "include"))) await npmInstall(prefix, "node@24");
  const node = join(out, "node");
  await mkdir(join(node, "usr/bin"), { recursive: true });
  // Alpine strips its programs.
  const stripped = join(node, "usr/bin/node");
  await runCommand({ argv: ["strip", "-o", stripped, join(installed, "bin/node")], seconds: 60 });
  await pack(out, "nodejs", await versionOf(installed), node, "usr");
  await pack(
    out,
    "nodejs-dev",
    await versionOf(installed),
    installed,
    "--transform=s,^,usr/,",
    "include",
  );
  await rm(node, { recursive: true });
  await addNpm(out);
}

async function addNpm(out: string): Promise<void> {
  const folder = join(out, "npm");
  await npmInstall(join(folder, "usr/lib"), `npm@${npmVersion}`);
  await mkdir(join(folder, "usr/bin"), { recursive: true });
  for (const name of ["npm", "npx"])
    await symlink(`../lib/node_modules/npm/bin/${name}-cli.js`, join(folder, "usr/bin", name));
  // Where this machine has its packages from is for the build alone, and for nobody's image.
  const registry = await npmSetting("registry");
  const certificates = certificatesOfThisMachine();
  const settings = [`registry=${registry}`, "cache=/.stand-in/npm-cache", "update-notifier=false"];
  if (certificates !== undefined) {
    await copyFile(certificates, join(out, "certificates.crt"));
    settings.push("cafile=/.stand-in/certificates.crt");
  }
  await mkdir(join(folder, "usr/etc"), { recursive: true });
  await writeFile(join(folder, "usr/etc/npmrc"), `${settings.join("\n")}\n`);
  await pack(out, "npm", npmVersion, folder, "usr");
  await rm(folder, { recursive: true });
}

async function npmInstall(prefix: string, wanted: string): Promise<void> {
  await mkdir(prefix, { recursive: true });
  const quiet = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund"];
  const argv = ["npm", "install", "--prefix", prefix, ...quiet, wanted];
  await runCommand({ argv, seconds: 240 });
}

async function npmSetting(name: string): Promise<string> {
  return (
    (await runCommand({ argv: ["npm", "--loglevel=error", "config", "get", name], seconds: 30 }))
      .trim()
      .split("\n")
      .at(-1) ?? ""
  );
}

async function versionOf(installed: string): Promise<string> {
  const text = await readFile(join(installed, "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

async function pack(
  out: string,
  name: string,
  version: string,
  from: string,
  ...what: string[]
): Promise<void> {
  const folder = join(out, "packages", name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "version"), `${version}\n`);
  await tar(from, join(folder, "files.tar"), ...what);
}
