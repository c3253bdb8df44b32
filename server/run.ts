import type { Vestibule } from "./compose.ts";
import type { Config } from "./config.ts";
import { AppError } from "./errors.ts";
import { createLog, type Log } from "./log.ts";
import { tellReady } from "./tell-ready.ts";
import { readVersion } from "./version.ts";

/** Told to stop; refuses to start, which would be no better a second time; crashed, which may be. */
const exitCodes = { stopped: 0, refused: 1, crashed: 70 } as const;

/** A start that is told to stop has nothing to lose, and may hang where nobody can wait for it. */
const startGraceMs = 2_000;
/** After a crash nothing is as it should be: writing everything down is tried, and not for long. */
const crashGraceMs = 2_000;
/** s6 kills after fifteen seconds, and then nobody knows why. */
const stopGraceMs = 8_000;

/** Starts, tells the log the story, and stops on SIGTERM or SIGINT, also when they come during the start. */
export async function run(config: Config, log: Log): Promise<Vestibule> {
  const stopping = new AbortController();
  let vestibule: Vestibule | undefined;
  const stop = () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    log.info("stopping");
    if (vestibule === undefined) setTimeout(() => process.exit(exitCodes.stopped), startGraceMs);
    else void end(vestibule, log);
  };
  let crashed = false;
  const crash = (error: unknown) => {
    if (crashed) process.exit(exitCodes.crashed);
    crashed = true;
    log.error({ error }, "crashed");
    setTimeout(() => process.exit(exitCodes.crashed), crashGraceMs);
    void Promise.resolve(vestibule?.close()).finally(() => process.exit(exitCodes.crashed));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", (error) => log.error({ error }, "a promise failed unheard"));
  log.info({ version: readVersion(), node: process.versions.node }, "starting");
  try {
    // Loaded only here: reading all of it takes longer than the rest of the start.
    const { startVestibule } = await import("./compose.ts");
    vestibule = await startVestibule(config, log);
  } catch (error) {
    if (stopping.signal.aborted) process.exit(exitCodes.stopped);
    throw error;
  }
  if (stopping.signal.aborted) return end(vestibule, log);
  log.info({ port: vestibule.port, ingress: vestibule.ingressPort }, "listening");
  if (config.readyFd !== undefined) tellReady(config.readyFd, log);
  return vestibule;
}

async function end(vestibule: Vestibule, log: Log): Promise<never> {
  setTimeout(() => {
    log.error("could not stop in time");
    process.exit(exitCodes.refused);
  }, stopGraceMs);
  try {
    await vestibule.close();
  } catch (error) {
    log.error({ error }, "could not stop cleanly");
    process.exit(exitCodes.refused);
  }
  process.exit(exitCodes.stopped);
}

/** Ends a start that failed with one line that says why and one that says what to do. */
export function failStart(error: unknown): never {
  const log = createLog({
    level: "info",
    format: "text",
    write: (line) => process.stderr.write(line),
  });
  if (error instanceof AppError) log.error(`${error.message} ${error.hint ?? ""}`.trim());
  else log.error({ error }, "could not start");
  process.exit(exitCodes.refused);
}
