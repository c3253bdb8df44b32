// What the Supervisor does with one app, from its installation to its end.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newToken } from "../api/new-token.ts";
import { checkOptions, invalidOptions, mergedOptions, optionsOf } from "../api/options.ts";
import type { Container, MakeContainer } from "../container.ts";
import type { Manifest } from "../manifest.ts";
import type { Clock, InstalledApp } from "../parts.ts";
import { pack, unpack, type Backup } from "./backup.ts";
import { becomesHealthy, startupMs, watchHealth } from "./health.ts";
import { newApp } from "./new-app.ts";
import { splitCommand } from "./split-command.ts";
import { createWatchdog, type Trouble } from "./watchdog.ts";

/** The code of an app: what an installation or an update brings. */
export interface Release {
  readonly manifest: Manifest;
  readonly makeContainer: MakeContainer;
}

export interface Installing extends Release {
  /** What the app will know as /data; it is made, and kept until the app is uninstalled. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly healthEveryMs?: number;
}

export interface Lifecycle {
  readonly app: InstalledApp;
  /** Back when it is started, or when it took too long for that. @throws Error when it cannot. */
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** Effective at the next start. @throws when one is wrong. */
  setOptions(options: Readonly<Record<string, unknown>>): void;
  /** New code for the same data; it runs again when it ran before. */
  update(release: Release): Promise<void>;
  /** Packs /data into this file. */
  backup(archive: string): Promise<Backup>;
  /** As it was then; it runs again when it ran then. */
  restore(backup: Backup): Promise<void>;
  uninstall(): Promise<void>;
  /** Where it runs now. */
  container(): Container | undefined;
  /** All that its containers wrote so far. */
  log(): string;
  /** What the Supervisor itself has to say. */
  readonly said: readonly string[];
  /** Ends what runs, and watches no more; /data stays. */
  close(): Promise<void>;
}

export class LifecycleError extends Error {
  override readonly name = "LifecycleError";
}

const untaughtSigterm = 143;

export async function install(installing: Installing): Promise<Lifecycle> {
  const { dataDir, clock, healthEveryMs } = installing;
  let { makeContainer } = installing;
  const app = newApp(installing.manifest);
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const logs: (() => string)[] = [];
  let current: Container | undefined;
  let trouble: Trouble | undefined;
  let unwatch = (): void => undefined;
  let isClosed = false;
  await mkdir(dataDir, { recursive: true });

  const watchdog = createWatchdog({
    ...{ clock, slug: app.slug, say },
    isStill: (seen) => trouble === seen && !isClosed,
    revive: async (seen) => {
      if (seen === "unhealthy") await stop();
      await start();
    },
  });

  function notice(seen: Trouble): void {
    trouble = seen;
    if (app.watchdog && !isClosed) void watchdog.notice(seen);
  }

  /** The container is gone, whoever ended it. */
  function ended(code: number): void {
    unwatch();
    current = undefined;
    app.token = undefined;
    app.address = undefined;
    app.state = code === 0 ? "stopped" : "error";
    if (code === untaughtSigterm)
      say(
        `WARNING App ${app.slug} did not handle SIGTERM and was ended by it (exit code ${code}). Please report this to the app developer.`,
      );
    else if (code !== 0) say(`WARNING App ${app.slug} exited with code ${code}`);
  }

  async function start(): Promise<void> {
    if (current !== undefined) {
      say(`WARNING ${app.slug} is already running!`);
      return;
    }
    await writeOptions();
    const container = await makeContainer({ dataDir });
    const token = newToken();
    current = container;
    Object.assign(app, {
      ...{ token, state: "startup", address: container.address },
      ingressPort: container.ingressPort,
    } satisfies Partial<InstalledApp>);
    logs.push(() => container.log());
    trouble = undefined;
    await container.start({ TZ: "Europe/Paris", SUPERVISOR_TOKEN: token, HASSIO_TOKEN: token });
    void container.exited.then((code) => {
      if (current !== container) return;
      ended(code);
      notice(code === 0 ? "stopped" : "failed");
    });
    const watched = { container, clock, isCurrent: () => current === container };
    if (await becomesHealthy(watched, healthEveryMs)) {
      app.state = "started";
      unwatch = watchHealth(watched, () => notice("unhealthy"));
    } else if (watched.isCurrent())
      say(
        `WARNING Timeout while waiting for app ${app.slug} to start, took more than ${startupMs / 1000} seconds`,
      );
    else throw new LifecycleError(`App ${app.slug} ended while it started.`);
  }

  async function writeOptions(): Promise<void> {
    try {
      await writeFile(join(dataDir, "options.json"), JSON.stringify(optionsOf(app)));
    } catch (error) {
      say(`ERROR ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    }
  }

  async function stop(): Promise<void> {
    const container = current;
    trouble = undefined;
    if (container === undefined) return;
    // What it ends with now is nobody's emergency.
    current = undefined;
    ended(await container.stop(app.manifest.timeout * 1000));
  }

  async function stopped<Result>(work: () => Promise<Result>, runAgain = isRunning()) {
    await stop();
    const result = await work();
    if (runAgain) await start();
    return result;
  }

  const isRunning = () => current !== undefined;

  async function runInside(command: string): Promise<void> {
    const { code, output } = (await current?.exec(splitCommand(command))) ?? {
      code: 0,
      output: "",
    };
    if (code === 0) return;
    say(`ERROR Pre-/Post backup command returned error code: ${code}\n${output}`);
    throw new LifecycleError(`"${command}" ended with ${code}: ${output}`);
  }

  async function packNow(archive: string): Promise<Backup> {
    const { manifest, slug, options, network, state } = app;
    await pack({ dataDir, archive, slug, exclude: manifest.backup_exclude });
    return { slug, version: manifest.version, options, network, state, archive };
  }

  async function packHot(archive: string): Promise<Backup> {
    const { backup_pre, backup_post } = app.manifest;
    const wasRunning = isRunning();
    if (wasRunning && backup_pre !== undefined) await runInside(backup_pre);
    try {
      return await packNow(archive);
    } finally {
      if (wasRunning && backup_post !== undefined) await runInside(backup_post);
    }
  }

  return {
    app,
    start,
    stop,
    restart: () => stopped(() => Promise.resolve(), true),
    setOptions(options) {
      const checked = checkOptions(app, mergedOptions({ manifest: app.manifest, options }));
      if ("refusal" in checked) throw new LifecycleError(invalidOptions(app.slug, checked.refusal));
      app.options = { ...options };
    },
    update: (release) =>
      stopped(() => {
        app.manifest = release.manifest;
        makeContainer = release.makeContainer;
        return Promise.resolve();
      }),
    async backup(archive) {
      const { state } = app;
      if (app.manifest.backup === "hot") return await packHot(archive);
      return { ...(await stopped(() => packNow(archive))), state };
    },
    restore: (backup) =>
      stopped(async () => {
        await unpack(backup.archive, dataDir);
        app.options = { ...backup.options };
        app.network = { ...backup.network };
      }, backup.state === "started"),
    async uninstall() {
      await stop();
      isClosed = true;
      await rm(dataDir, { recursive: true, force: true });
      app.state = "unknown";
    },
    container: () => current,
    log: () => logs.map((read) => read()).join(""),
    said,
    async close() {
      isClosed = true;
      await stop();
    },
  };
}
