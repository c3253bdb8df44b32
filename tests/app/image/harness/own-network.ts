import { networkInterfaces } from "node:os";
import { CannotRun, runCommand } from "../../../home/harness/run-command.ts";

/** Opens loopback in a network namespace that is ours alone: the image's ports are taken nowhere else.
 * @throws CannotRun in a machine's own. */
export async function useOwnNetwork(): Promise<void> {
  const others = Object.keys(networkInterfaces()).filter((name) => name !== "lo");
  if (others.length > 0)
    throw new CannotRun("The image's ports may be taken here; run it in `unshare --net --mount`.");
  await runCommand({ argv: ["ip", "link", "set", "lo", "up"], seconds: 10 });
}

/** Lets us and all that we start go before everything else on this machine: how fast a boot is, and how much it
 * takes, shall say something about the image alone. */
export async function goFirst(): Promise<void> {
  const argv = ["chrt", "--rr", "--all-tasks", "--pid", "1", String(process.pid)];
  await runCommand({ argv, seconds: 10 });
}
