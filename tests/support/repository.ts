import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const root = new URL("../../", import.meta.url);

export const pathOf = (path: string): string => fileURLToPath(new URL(path, root));
export const readBytes = (path: string): Buffer => readFileSync(new URL(path, root));
export const readText = (path: string): string => readBytes(path).toString("utf8");
export const readYaml = (path: string): unknown => parse(readText(path));
export const readJson = (path: string): unknown => JSON.parse(readText(path));

/** Every file that is in the repository, or would be after `git add .`. */
export const repositoryFiles = (): readonly string[] =>
  git("ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0").filter(Boolean);

/** The files below a folder that git would make executable in a clone. */
export const executables = (folder: string): readonly string[] =>
  git("ls-files", "--stage", "-z", "--", folder)
    .split("\0")
    .filter((line) => line.startsWith("100755"))
    .map((line) => line.slice(line.indexOf("\t") + 1));

function git(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("git", args, {
    cwd: pathOf("."),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout;
}
