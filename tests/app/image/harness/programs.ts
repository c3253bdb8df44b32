import { existsSync } from "node:fs";
import { join } from "node:path";
import { CannotRun, runCommand } from "../../../home/harness/run-command.ts";
import { oneAtATime } from "../../../support/debian-packages.ts";

/** Each program that the harness calls, and the Debian package it comes from. */
const programs = {
  apparmor_parser: "apparmor",
  buildah: "buildah",
  chrt: "util-linux",
  flock: "util-linux",
  ip: "iproute2",
  mmdebstrap: "mmdebstrap",
  nsenter: "util-linux",
  strace: "strace",
  unshare: "util-linux",
  zstd: "zstd",
} as const;

/** @throws CannotRun */
export async function ensurePrograms(say: (line: string) => void): Promise<void> {
  if (process.platform !== "linux") throw new CannotRun("Building the image needs Linux.");
  if (process.getuid?.() !== 0) throw new CannotRun("Building and booting the image needs root.");
  const missing = Object.entries(programs).filter(([program]) => !isThere(program));
  const packages = [...new Set(missing.map(([, name]) => name))];
  if (packages.length > 0) {
    say(`installing ${packages.join(", ")} …`);
    const wait = ["-o", "DPkg::Lock::Timeout=120"];
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const apt = [...oneAtATime, "apt-get", ...wait];
    const install = [...apt, "install", "-qq", "--no-install-recommends", ...packages];
    await runCommand({ argv: [...apt, "update", "-qq"], seconds: 240 });
    await runCommand({ argv: install, env, seconds: 360 });
  }
  await runCommand({ argv: ["unshare", "--mount", "--net", "true"], seconds: 10 }).catch(() => {
    throw new CannotRun("Booting the image needs the right to mount and to make namespaces.");
  });
}

function isThere(program: string): boolean {
  const path = `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`;
  return path.split(":").some((at) => existsSync(join(at, program)));
}
