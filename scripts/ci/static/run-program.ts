import { spawnSync } from "node:child_process";

/** Debian keeps some programs where only root looks. */
const path = `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`;

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. @throws Error when it cannot be started, or does not end in time. */
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd, seconds = 120 }: { readonly cwd?: string; readonly seconds?: number } = {},
): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: "utf8",
    timeout: seconds * 1000,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, PATH: path, NO_COLOR: "1" },
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (error !== undefined) throw new Error(`${program} could not be run: ${error.message}`);
  if (status === null) throw new Error(`${program} was killed before it ended.`);
  return { code: status, stdout, stderr };
}

/** What a linter complains of, line by line: nothing when it ends well. */
export function complaintsOf(program: string, { code, stdout, stderr }: Ran): readonly string[] {
  if (code === 0) return [];
  const lines = `${stdout}\n${stderr}`.split("\n").filter((line) => line.trim() !== "");
  return lines.length > 0 ? lines : [`${program} ended with ${code} and said nothing.`];
}

/** A linter that is given no file finds no fault: then it has not looked. */
export function requireFiles(files: readonly string[]): void {
  if (files.length === 0) throw new Error("There is no file to look at.");
}
