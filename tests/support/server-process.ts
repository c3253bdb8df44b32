import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** How a process ended: by itself with a code, or by a signal. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface NodeProcess {
  readonly pid: number;
  /** What it wrote, line by line, as it comes. */
  readonly output: readonly string[];
  readonly errors: readonly string[];
  readonly ended: Promise<Ending>;
  /** Resolves to its address when it says that it listens. @throws Error when it ends instead. */
  listening(): Promise<string>;
  kill(signal: NodeJS.Signals): void;
}

export interface ServerWish {
  /** The folder that `compile` or `npm run build` made. */
  readonly compiled: string;
  readonly dataDir: string;
  readonly home: { readonly url: string; readonly token: string };
  /** Options and places by their names in the environment; "" takes one away. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeFlags?: readonly string[];
}

/** Starts the compiled server as a process of its own, on free ports of loopback. */
export function startServer(wish: ServerWish): NodeProcess {
  const { compiled, dataDir, home, environment, nodeFlags = [] } = wish;
  return startNode([...nodeFlags, join(compiled, "server/main.js")], {
    DATA_DIR: dataDir,
    HOST: "127.0.0.1",
    PORT: "0",
    INGRESS_PORT: "0",
    HOME_URL: home.url,
    HOME_TOKEN: home.token,
    LOG_FORMAT: "json",
    ...environment,
  });
}

/** Starts this Node on a script that says where it listens as the server's JSON log does. */
export function startNode(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): NodeProcess {
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], ...environment },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${process.execPath} cannot be started`);
  const output: string[] = [];
  const errors: string[] = [];
  createInterface(child.stderr).on("line", (line) => errors.push(line));
  const port = new Promise<string>((resolve) => {
    createInterface(child.stdout).on("line", (line) => {
      output.push(line);
      const [, number] = /"port":(\d+).*"msg":"listening"/.exec(line) ?? [];
      if (number !== undefined) resolve(number);
    });
  });
  // "close" comes after "exit": by then all it wrote is read.
  const ended = once(child, "close").then((): Ending => {
    return { code: child.exitCode, signal: child.signalCode };
  });
  return {
    ...{ pid, output, errors, ended },
    kill: (signal) => void child.kill(signal),
    async listening() {
      const first = await Promise.race([port, ended]);
      if (typeof first === "string") return `http://127.0.0.1:${first}`;
      const said = [...output, ...errors].join("\n");
      throw new Error(`It ended with ${first.code ?? first.signal ?? ""}: ${said}`);
    },
  };
}
