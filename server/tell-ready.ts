import { closeSync, fstatSync, readdirSync, readlinkSync, writeSync } from "node:fs";
import type { Log } from "./log.ts";

/** Says to whoever started us that both ports listen: one empty line into the pipe that they left us. */
export function tellReady(fd: string, log: Pick<Log, "debug" | "warn">): void {
  try {
    if (isGivenPipe(fd)) {
      writeSync(Number(fd), "\n");
      closeSync(Number(fd));
      return;
    }
  } catch (error) {
    log.debug({ error }, "READY_FD failed");
  }
  log.warn({ READY_FD: fd }, "READY_FD is no pipe that somebody reads; nobody was told");
}

/** The log is written to one of those, and whatever opens next would be given the number of what is closed. */
const standardFds = ["0", "1", "2"];

/** Node has files and pipes of its own under numbers nearby, and a line in one of them would do harm:
 * of its own pipes it holds both ends. */
function isGivenPipe(fd: string): boolean {
  const folder = "/proc/self/fd";
  const links = new Map(readdirSync(folder).map((name) => [name, linkOf(`${folder}/${name}`)]));
  const ours = links.get(fd);
  return (
    ours !== undefined &&
    !standardFds.includes(fd) &&
    fstatSync(Number(fd)).isFIFO() &&
    [...links.values()].filter((link) => link === ours).length === 1
  );
}

/** The folder was itself open while it was listed. */
function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
