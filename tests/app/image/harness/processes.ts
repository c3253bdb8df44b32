// Processes of a container, as this machine sees them.
import { readdirSync, readFileSync } from "node:fs";

export interface Running {
  readonly pid: number;
  readonly parent: number;
  /** Its words; empty for a process that has ended and was not yet asked about. */
  readonly argv: readonly string[];
}

/** A process and all that it started, and so on. */
export function familyOf(pid: number): readonly Running[] {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const running = all.flatMap((name) => look(Number(name)) ?? []);
  const family = running.filter((each) => each.pid === pid);
  for (const each of family) family.push(...running.filter(({ parent }) => parent === each.pid));
  return family;
}

function look(pid: number): Running | undefined {
  try {
    const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    return { pid, parent: Number(fieldOf(pid, "PPid")), argv };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

/** A line of /proc/<pid>/status: "VmRSS" gives "81234 kB". */
export function fieldOf(pid: number, name: string): string {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status)?.[1] ?? "";
}
