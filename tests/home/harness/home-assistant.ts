// A real Home Assistant for specs and for people: onboarded, furnished, on loopback only.
import { readFile, rm } from "node:fs/promises";
import { z } from "zod";
import { startCore, type CoreProcess } from "./core-process.ts";
import { furnish } from "./furnish.ts";
import { makeHomeFolder } from "./home-folder.ts";
import { ensureInstalled } from "./install.ts";
import { onboard, type Tokens } from "./onboard.ts";
import { until } from "./until.ts";
import { Refused, withWire, type WireMessage } from "./wire.ts";

export interface RealHomeOptions {
  /** 2,000 devices with 10,000 entities more. */
  readonly bigHouse?: boolean;
  readonly say?: (line: string) => void;
}

export interface RealHome extends Tokens {
  readonly url: string;
  readonly port: number;
  /** Of the Home Assistant that runs now; a restart changes it. */
  readonly pid: number;
  readonly logFile: string;
  /** Asks Home Assistant as the owner, past Vestibule. @throws Refused */
  command(message: WireMessage): Promise<unknown>;
  /** As a person does it in the settings; back when everything runs again. */
  restart(): Promise<void>;
  /** Without a word, as when the power fails. */
  kill(): Promise<void>;
  /** Brings a stopped or killed home back, on the same port and with the same tokens. */
  start(): Promise<void>;
  /** Politely; gives the exit code. */
  stop(): Promise<number | NodeJS.Signals>;
  /** Ends it if it runs, and deletes its files. */
  remove(): Promise<void>;
}

/** All that were not removed yet. */
export const startedHomes = new Set<RealHome>();

const startSeconds = 120;
const stopSeconds = 60;

/** @throws CannotRun when no real home can be had on this machine. */
export async function startHomeAssistant(options: RealHomeOptions = {}): Promise<RealHome> {
  const say = options.say ?? (() => undefined);
  const root = await ensureInstalled(say);
  const { folder, configFolder, logFile, port } = await makeHomeFolder();
  const url = `http://127.0.0.1:${port}`;
  const big = options.bigHouse === true;
  const env = { BIG_HOUSE_DEVICES: big ? "2000" : "0", COMMIT_SECONDS: big ? "1" : "0" };
  const begin = (): CoreProcess => startCore({ root, configFolder, logFile, env });

  let core = begin();
  let tokens: Tokens;
  try {
    await until(() => answers(url), { ...waiting(core), what: "Home Assistant to answer" });
    tokens = await onboard(url);
    await untilRunning(url, tokens.ownerToken, core);
    await furnish(url, tokens.ownerToken);
    if (big) await untilMovedIn(url, tokens.ownerToken, core);
  } catch (error) {
    core.signal("SIGKILL");
    await core.ended;
    throw new Error(`The real home did not come up. ${await logTail(logFile)}`, { cause: error });
  }
  const { ownerToken } = tokens;

  async function stop(): Promise<number | NodeJS.Signals> {
    core.signal("SIGTERM");
    return await endWithin(core, stopSeconds);
  }

  const home: RealHome = {
    ...tokens,
    url,
    port,
    logFile,
    get pid() {
      return core.pid;
    },
    command: (message) => withWire(url, ownerToken, (wire) => wire.command(message)),
    async restart() {
      const { starts } = core;
      await askToRestart(url, ownerToken);
      const what = "Home Assistant to start again";
      await until(() => core.starts > starts, { ...waiting(core), what });
      await untilRunning(url, ownerToken, core);
    },
    async kill() {
      core.signal("SIGKILL");
      await core.ended;
    },
    async start() {
      core = begin();
      await untilRunning(url, ownerToken, core);
    },
    stop,
    async remove() {
      core.signal("SIGKILL");
      await core.ended;
      await rm(folder, { recursive: true, force: true });
      startedHomes.delete(home);
    },
  };
  startedHomes.add(home);
  return home;
}

/** The last of what Home Assistant had to say, for a person who wonders what went wrong. */
export async function logTail(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, "utf8")).trimEnd().split("\n").slice(-40);
  return [`${logFile} ends with:`, ...lines].join("\n");
}

function waiting(core: CoreProcess): { seconds: number; unless: Promise<never> } {
  const unless = core.ended.then((code) => {
    throw new Error(`Home Assistant ended by itself (${code}).`);
  });
  return { seconds: startSeconds, unless };
}

async function untilRunning(url: string, token: string, core: CoreProcess): Promise<void> {
  const what = "Home Assistant to be RUNNING";
  await until(async () => (await coreState(url, token)) === "RUNNING", { ...waiting(core), what });
}

/** The big house is built after the start, as when a person adds an integration. */
async function untilMovedIn(url: string, token: string, core: CoreProcess): Promise<void> {
  const what = "the 10,000 entities of the big house";
  await until(async () => (await countStates(url, token)) > 10_000, { ...waiting(core), what });
}

async function countStates(url: string, token: string): Promise<number> {
  const states = await withWire(url, token, (wire) => wire.command({ type: "get_states" }));
  return z.array(z.unknown()).parse(states).length;
}

const answers = async (url: string): Promise<boolean> => (await fetch(`${url}/manifest.json`)).ok;

async function coreState(url: string, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/api/core/state`, { headers });
  return z.object({ state: z.string() }).parse(await answer.json()).state;
}

async function askToRestart(url: string, token: string): Promise<void> {
  const restart = { type: "call_service", domain: "homeassistant", service: "restart" };
  try {
    await withWire(url, token, (wire) => wire.command(restart));
  } catch (error) {
    // The connection ends before the answer: that is how a restart is accepted.
    if (!(error instanceof Refused) || error.code !== "closed") throw error;
  }
}

async function endWithin(core: CoreProcess, seconds: number): Promise<number | NodeJS.Signals> {
  const late = setTimeout(() => {
    core.signal("SIGKILL");
  }, seconds * 1000);
  try {
    return await core.ended;
  } finally {
    clearTimeout(late);
  }
}
