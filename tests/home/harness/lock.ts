import { spawn } from "node:child_process";
import { once } from "node:events";
import { CannotRun } from "./run-command.ts";

/**
 * Runs `work` while no other process on this machine does, whoever they are. The kernel holds the
 * lock for `flock`, which ends when our end of its pipe closes: a killed run leaves nothing locked.
 */
export async function whileLocked<T>(
  file: string,
  waitSeconds: number,
  work: () => Promise<T>,
): Promise<T> {
  const holder = spawn("flock", ["--wait", String(waitSeconds), file, "sh", "-c", "echo; cat"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(holder, "close");
  const got = await Promise.race([
    once(holder.stdout, "data").then(() => true),
    ended.then(() => false),
  ]);
  if (!got) throw new CannotRun(`Another run has been installing for ${waitSeconds} s: ${file}.`);
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
