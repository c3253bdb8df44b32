// A container without an engine: the image's root in namespaces of its own, with a layer to write on.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { until } from "../../../support/until.ts";
import type { Container } from "../../emulator/container.ts";
import { readImageConfig, type ImageConfig } from "./image-recipe.ts";
import { currentImage, imagesFolder } from "./places.ts";
import { familyOf, fieldOf, type Running } from "./processes.ts";

export interface ImageContainer extends Container {
  /** Process 1 and all under it. @throws Error when none runs. */
  family(): readonly Running[];
  /** The server inside. @throws Error when it does not run. */
  server(): Running;
  /** Ends what still runs, and takes away what it wrote outside of /data. */
  remove(): Promise<void>;
}

export interface ContainerWish {
  readonly dataDir: string;
  /** How /data is mounted; "rw" unless told otherwise. */
  readonly dataMount?: "rw" | "ro";
  /** As Docker gives them to root, unless told otherwise. */
  readonly capabilities?: "none";
  /** Put before all of it: strace and its options. */
  readonly under?: readonly string[];
}

interface Kept {
  child?: ChildProcess;
  environment: Environment;
  log: string;
  /** By us, when its time to stop was over. */
  isKilled: boolean;
}

type Environment = Readonly<Record<string, string>>;

const bootScript = join(import.meta.dirname, "boot.sh");
const serverScript = "dist/server/main.js";

const made = new Set<ImageContainer>();

/** Removes every container; each may first be told of with its log. */
export async function removeContainers(tell: (log: string) => void): Promise<void> {
  for (const container of made) {
    tell(container.log());
    await container.remove();
  }
  made.clear();
}

/** Needs a network namespace in which the image's own ports are free. */
export async function imageContainer(wish: ContainerWish): Promise<ImageContainer> {
  const image = await realpath(currentImage);
  const config = await readImageConfig(image);
  const mounts = join(imagesFolder, "mounts");
  await mkdir(mounts, { recursive: true });
  const folder = await mkdtemp(join(mounts, "container-"));
  const kept: Kept = { environment: environmentOf(config), log: "", isKilled: false };
  let ended: (code: number) => void = () => undefined;
  const exited = new Promise<number>((resolve) => (ended = resolve));

  const family = () => {
    const ours = familyOf(kept.child?.pid ?? 0);
    const first = ours.findIndex(({ pid }) => isFirstInside(pid, kept.child?.pid));
    if (first === -1) throw new Error(`no process runs in this container:\n${kept.log}`);
    return familyOf(ours[first]?.pid ?? 0);
  };
  const server = () => {
    const found = family().find(({ argv }) => argv.includes(serverScript));
    if (found === undefined) throw new Error(`the server does not run:\n${kept.log}`);
    return found;
  };
  const firstPid = () => family()[0]?.pid ?? 0;
  const exec = (argv: readonly string[]) =>
    run(["nsenter", "-t", String(firstPid()), "-m", "-p", "-r", "-w", ...argv], kept.environment);

  const container: ImageContainer = {
    ...{ dataDir: wish.dataDir, address: "127.0.0.1", ingressPort: 8099, publicPort: 7180 },
    ...{ exited, family, server, exec, log: () => kept.log },
    async start(given) {
      kept.environment = { ...kept.environment, ...given };
      const how = [wish.dataMount ?? "rw", wish.capabilities ?? "all"];
      const boot = [bootScript, join(image, "root"), folder, wish.dataDir, ...how];
      const child = spawnGuarded([...(wish.under ?? []), ...namespaces, ...boot], kept.environment);
      kept.child = child;
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (chunk: Buffer) => (kept.log += chunk.toString()));
      // "close" comes after "exit": by then all it wrote is read.
      child.once("close", (code, signal) =>
        ended(kept.isKilled || signal !== null ? 137 : (code ?? 1)),
      );
      await once(child, "spawn");
      await until("process 1 runs", () => hasEnded(child) || isBooted(child.pid ?? 0));
    },
    isHealthy: async () => (await exec(["sh", "-c", healthCommandOf(config)])).code === 0,
    async stop(timeoutMs) {
      const first = firstPid();
      process.kill(first, "SIGTERM");
      const late = setTimeout(() => {
        kept.isKilled = true;
        process.kill(first, "SIGKILL");
      }, timeoutMs);
      const code = await exited;
      clearTimeout(late);
      return code;
    },
    killServer: (signal) => Promise.resolve(void process.kill(server().pid, signal)),
    async remove() {
      if (kept.child !== undefined && !hasEnded(kept.child)) {
        // What is above process 1 may end without it: strace lets go of what it watched.
        for (const { pid } of familyOf(kept.child.pid ?? 0).toReversed()) endIfRuns(pid);
        await exited;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
  made.add(container);
  return container;
}

const namespaces = [
  ...["unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child=KILL"],
  ...["--propagation", "private", "--"],
];

/** They end with us, however we end. */
const spawnGuarded = (argv: readonly string[], env: Environment): ChildProcess =>
  spawn("setpriv", ["--pdeathsig", "KILL", "--", ...argv], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });

function endIfRuns(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** The first below `unshare`: process 1 of its own namespace. */
const isFirstInside = (pid: number, outer: number | undefined) =>
  pid !== outer && numbersOf(pid).at(-1) === "1" && numbersOf(pid).length > 1;

const numbersOf = (pid: number): readonly string[] => {
  try {
    return fieldOf(pid, "NSpid").split(/\s+/);
  } catch {
    return [];
  }
};

/** Whether the mounts are made and it has become the image's own first program. */
const isBooted = (outer: number) =>
  familyOf(outer).some(
    ({ pid, argv }) => isFirstInside(pid, outer) && argv.at(0)?.includes("s6-svscan") === true,
  );

function environmentOf({ Env }: ImageConfig): Environment {
  return Object.fromEntries(
    Env.map((line): [string, string] => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

/** What the image's HEALTHCHECK runs by its shell. */
function healthCommandOf({ Healthcheck: { Test } }: ImageConfig): string {
  const [kind, command] = Test;
  if (kind !== "CMD-SHELL" || command === undefined) throw new Error("not a shell's health check");
  return command;
}

function run(
  argv: readonly string[],
  env: Environment,
): Promise<{ readonly code: number; readonly output: string }> {
  const [program = "", ...args] = argv;
  return new Promise((resolve) => {
    execFile(program, args, { env: { ...env }, timeout: 60_000 }, (error, stdout, stderr) => {
      const code = typeof error?.code === "number" ? error.code : error === null ? 0 : 1;
      resolve({ code, output: stdout + stderr });
    });
  });
}
