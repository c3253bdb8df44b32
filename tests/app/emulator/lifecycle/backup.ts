// How the Supervisor packs and unpacks an app's /data.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { AppState } from "../parts.ts";
import { matchesPath } from "./match-path.ts";

export interface Backup {
  readonly slug: string;
  readonly version: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly network: Readonly<Record<string, number | null>>;
  /** While it was made. */
  readonly state: AppState;
  /** A tar file with what was in /data. */
  readonly archive: string;
}

interface Packing {
  readonly dataDir: string;
  readonly archive: string;
  readonly slug: string;
  readonly exclude: readonly string[];
}

/** What changes while it is read is packed as it was read. */
export async function pack({ dataDir, archive, slug, exclude }: Packing): Promise<void> {
  const isExcluded = (path: string) =>
    exclude.some((pattern) => matchesPath(`/data/apps/data/${slug}/${path}`, pattern));
  const paths = await pathsIn(dataDir, "", isExcluded);
  const create = ["--create", "--file", archive, "--directory", dataDir];
  await tar([...create, "--no-recursion", "--null", "--files-from", "-"], paths.join("\0"));
}

/** A folder that is left out takes all that is in it along. */
async function pathsIn(
  root: string,
  folder: string,
  isExcluded: (path: string) => boolean,
): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (isExcluded(path)) continue;
    found.push(path);
    if (entry.isDirectory()) found.push(...(await pathsIn(root, path, isExcluded)));
  }
  return found;
}

/** Nothing of what was there before is left. */
export async function unpack(archive: string, dataDir: string): Promise<void> {
  await wipe(dataDir);
  await tar(["--extract", "--file", archive, "--directory", dataDir]);
}

export async function wipe(dataDir: string): Promise<void> {
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true });
}

const somethingChanged = 1;

async function tar(args: readonly string[], input = ""): Promise<void> {
  const child = spawn("tar", args, { stdio: ["pipe", "ignore", "pipe"] });
  // It may end without reading what it does not want; how it ended is asked below.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [said] = await Promise.all([text(child.stderr), once(child, "close")]);
  if (child.exitCode !== 0 && child.exitCode !== somethingChanged)
    throw new Error(`tar ended with ${child.exitCode ?? child.signalCode ?? ""}: ${said}`);
}
