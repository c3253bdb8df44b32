import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { environmentInside, inChroot } from "./chroot.ts";

/** What Core ends with when it wants to be started again. */
const restartWanted = 100;

export interface CoreOptions {
  readonly root: string;
  readonly configFolder: string;
  readonly logFile: string;
  readonly env: Readonly<Record<string, string>>;
}

/** One Home Assistant, started again for as long as it asks for that. */
export interface CoreProcess {
  /** Of the process that runs now. @throws when none runs. */
  readonly pid: number;
  /** How often it was started so far. */
  readonly starts: number;
  /** Settles when it has ended and does not want to be started again. */
  readonly ended: Promise<number | NodeJS.Signals>;
  signal(signal: NodeJS.Signals): void;
}

export function startCore(options: CoreOptions): CoreProcess {
  let child = spawnCore(options);
  let starts = 1;
  const ended = (async () => {
    for (;;) {
      const [code, signal] = await exitOf(child);
      if (code !== restartWanted) return signal ?? code ?? 1;
      child = spawnCore(options);
      starts += 1;
    }
  })();
  return {
    get pid() {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
        throw new Error("This Home Assistant does not run.");
      }
      return child.pid;
    },
    get starts() {
      return starts;
    },
    ended,
    signal: (name) => void child.kill(name),
  };
}

async function exitOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  await once(child, "exit");
  return [child.exitCode, child.signalCode];
}

function spawnCore({ root, configFolder, logFile, env }: CoreOptions): ChildProcess {
  const core = ["/srv/ha/bin/python", "-m", "homeassistant", "-c", "/config"];
  const argv = [...core, "--skip-pip", "--log-no-color"];
  const [program, ...rest] = inChroot(root, { argv, binds: { [configFolder]: "/config" } });
  const inside = environmentInside();
  const log = openSync(logFile, "a");
  try {
    // It ends with us, however we end; every step to Core is an exec, so its pid is the child's.
    return spawn("setpriv", ["--pdeathsig", "KILL", program ?? "", ...rest], {
      env: { ...inside, ...env, PATH: `/srv/ha/bin:${inside["PATH"] ?? ""}` },
      stdio: ["ignore", log, log],
    });
  } finally {
    closeSync(log);
  }
}
