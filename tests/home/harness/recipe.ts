// Which Home Assistant the specs meet, and where its installation is kept between runs.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const coreVersion = "2026.11.0";
/** Core 2026.11 needs Python 3.14.2 or later; this Debian release has it. */
export const debianSuite = "forky";
export const pythonName = "python3.14";
export const uvVersion = "0.13.6";
export const requirementsFile = join(import.meta.dirname, "requirements.txt");
/** Raise it when the stages of install.ts change what they make. */
const revision = 1;

export interface Places {
  readonly cache: string;
  /** The root of the Debian that Core runs in; it exists only when it is whole. */
  readonly root: string;
  readonly lock: string;
}

export function places(cacheOption = process.env["VESTIBULE_CACHE"]): Places {
  const repository = resolve(import.meta.dirname, "../../..");
  const cache = join(resolve(repository, cacheOption ?? ".cache"), "home-assistant");
  const digest = createHash("sha256")
    .update(`${debianSuite} ${pythonName} ${process.arch} ${String(revision)}\n`)
    .update(readFileSync(requirementsFile))
    .digest("hex")
    .slice(0, 12);
  return { cache, root: join(cache, `${coreVersion}-${digest}`), lock: join(cache, "lock") };
}
