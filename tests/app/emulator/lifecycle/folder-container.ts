// An app that runs from a folder, as a process of this machine: no image, no s6, and quick.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { join } from "node:path";
import type { Container, MakeContainer } from "../container.ts";

export interface Folder {
  /** What `npm run build` makes, or what stands in for it. */
  readonly dist: string;
  /** Where others reach it; it listens on this address alone, unless it is `everywhere`. */
  readonly address: string;
  readonly everywhere?: boolean;
  /** What the image or a machine says otherwise: the Supervisor's environment comes before it. */
  readonly environment?: (given: Environment) => Environment;
}

type Environment = Readonly<Record<string, string>>;

/** As in the image. */
const publicPort = 7180;
const ingressPort = 8099;
const healthTimeoutMs = 5_000;

export const folderContainer =
  (folder: Folder): MakeContainer =>
  ({ dataDir }) =>
    createFolderContainer(folder, dataDir);

function createFolderContainer(folder: Folder, dataDir: string): Container {
  const { dist, address, everywhere = false } = folder;
  let written = "";
  let child: ChildProcess | undefined;
  let inside: Environment = {};
  let tellEnd: (code: number) => void = () => undefined;
  const exited = new Promise<number>((resolve) => (tellEnd = resolve));
  return {
    ...{ dataDir, address, ingressPort, publicPort, exited },
    async start(environment) {
      const places = { DATA_DIR: dataDir, ...(everywhere ? {} : { HOST: address }) };
      inside = { ...environment, ...places, ...folder.environment?.(environment) };
      const started = spawnNode([join(dist, "server/main.js")], inside);
      child = started;
      for (const stream of [started.stdout, started.stderr])
        stream?.setEncoding("utf8").on("data", (text: string) => (written += text));
      // "close" comes after "exit": by then all it wrote is read.
      void once(started, "close").then(() => {
        tellEnd(codeOf(started));
      });
      await once(started, "spawn");
    },
    async exec([program = "", ...args]) {
      const isOurs = program.split("/").at(-1) === "vestibule";
      const command = isOurs
        ? spawnNode([join(dist, "cli/main.js"), ...args], inside)
        : spawn(program, args, { env: { PATH: process.env["PATH"], ...inside } });
      let output = "";
      for (const stream of [command.stdout, command.stderr])
        stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
      await once(command, "close");
      return { code: codeOf(command), output };
    },
    isHealthy: () => answersWell(everywhere ? "127.0.0.1" : address),
    async stop(timeoutMs) {
      child?.kill("SIGTERM");
      const late = setTimeout(() => child?.kill("SIGKILL"), timeoutMs);
      const code = await exited;
      clearTimeout(late);
      return code;
    },
    killServer(signal) {
      child?.kill(signal);
      return Promise.resolve();
    },
    log: () => written,
  };
}

/** As the image's HEALTHCHECK asks. */
async function answersWell(host: string): Promise<boolean> {
  const asked = get({ host, port: ingressPort, path: "/health", agent: false });
  const late = setTimeout(() => asked.destroy(new Error("too late")), healthTimeoutMs);
  try {
    const [answer] = (await once(asked, "response")) as [IncomingMessage]; // what node:http emits
    answer.resume();
    return answer.statusCode === 200;
  } catch {
    return false;
  } finally {
    clearTimeout(late);
  }
}

const spawnNode = (args: readonly string[], environment: Environment): ChildProcess =>
  spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], ...environment },
  });

const signalNumbers: Partial<Record<NodeJS.Signals, number>> = { SIGKILL: 9, SIGTERM: 15 };

/** As Docker tells it. */
function codeOf({ exitCode, signalCode }: ChildProcess): number {
  if (signalCode === null) return exitCode ?? 1;
  return 128 + (signalNumbers[signalCode] ?? 1);
}
