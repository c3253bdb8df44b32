import { spawn } from "node:child_process";

/** Why no real home can be had here, in one sentence for a person. */
export class CannotRun extends Error {
  override readonly name = "CannotRun";
}

export interface Command {
  readonly argv: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** All its processes are ended then. */
  readonly seconds: number;
}

/** Runs a command to its end and gives what it printed. @throws CannotRun with its last words. */
export async function runCommand(command: Command): Promise<string> {
  // coreutils' timeout ends the whole process group, and setpriv ends it when we die ourselves.
  const guard = ["--pdeathsig", "TERM", "timeout", "--kill-after=5", String(command.seconds)];
  const child = spawn("setpriv", [...guard, ...command.argv], {
    env: command.env ?? process.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const keep = (chunk: Buffer): void => {
    printed = (printed + chunk.toString()).slice(-100_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return printed;
  if (code === 124) throw new CannotRun(`It took longer than ${command.seconds} s.`);
  throw new CannotRun(lastWords(printed));
}

function lastWords(printed: string): string {
  const lines = printed.split("\n").filter((line) => line.trim() !== "");
  const errors = lines.filter((line) => /^(E:|error|fatal|unshare:|mount:)/i.test(line));
  return (errors.at(-1) ?? lines.at(-1) ?? "it said nothing").trim().slice(0, 400);
}
