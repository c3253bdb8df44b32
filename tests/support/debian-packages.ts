// Programs that some suites run for real, from Debian where they are missing.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/sbin"];

/** Installs what is missing: the program's name -> the Debian package that has it.
 * @throws Error in one sentence when it cannot; nothing that asks for a program goes on without it. */
export function ensurePrograms(programs: Readonly<Record<string, string>>): void {
  const missing = Object.entries(programs).filter(([name]) => !isThere(name));
  if (missing.length === 0) return;
  const packages = missing.map(([, name]) => name);
  apt(["update", "-qq"]);
  apt(["install", "-qq", "--no-install-recommends", ...packages]);
  const still = missing.filter(([name]) => !isThere(name)).map(([name]) => name);
  if (still.length > 0)
    throw new Error(`Debian's ${packages.join(", ")} bring no ${still.join()}.`);
}

const isThere = (program: string): boolean =>
  folders.some((folder) => existsSync(join(folder, program)));

/** Two suites may want packages at once, and apt-get itself does not wait for the lists of packages. */
export const oneAtATime: readonly string[] = ["flock", join(tmpdir(), "vestibule-apt.lock")];

function apt(args: readonly string[]): void {
  const [flock = "", ...lock] = oneAtATime;
  const { status, stderr, error } = spawnSync(
    flock,
    [...lock, "apt-get", "-y", "-o", "DPkg::Lock::Timeout=120", ...args],
    {
      encoding: "utf8",
      timeout: 240_000,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    },
  );
  if (status === 0) return;
  const why = error?.message ?? stderr.trim().split("\n").at(-1) ?? "";
  throw new Error(`apt-get ${args.join(" ")} failed: ${why}`);
}
