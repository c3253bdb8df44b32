import type { Vestibule } from "./compose.ts";
import type { Config } from "./config.ts";
import { AppError } from "./errors.ts";
import { createLog, type Log } from "./log.ts";
import { readVersion } from "./version.ts";

/** A start that is told to stop has nothing to lose, and may hang where nobody can wait for it. */
const startGraceMs = 2_000;

/** Starts, tells the log the story, and stops on SIGTERM or SIGINT, also when they come during the start. */
export async function run(config: Config, log: Log): Promise<Vestibule> {
  const stopping = new AbortController();
  let vestibule: Vestibule | undefined;
  const stop = () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    log.info("stopping");
    if (vestibule === undefined) setTimeout(() => process.exit(0), startGraceMs);
    else void end(vestibule, log);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("unhandledRejection", (error) => log.error({ error }, "a promise failed unheard"));
  log.info({ version: readVersion(), node: process.versions.node }, "starting");
  try {
    // Loaded only here: reading all of it takes longer than the rest of the start.
    const { startVestibule } = await import("./compose.ts");
    vestibule = await startVestibule(config, log);
  } catch (error) {
    if (stopping.signal.aborted) process.exit(0);
    throw error;
  }
  if (stopping.signal.aborted) return end(vestibule, log);
  log.info({ port: vestibule.port, ingress: vestibule.ingressPort }, "listening");
  return vestibule;
}

async function end(vestibule: Vestibule, log: Log): Promise<never> {
  try {
    await vestibule.close();
  } catch (error) {
    log.error({ error }, "could not stop cleanly");
    process.exit(1);
  }
  process.exit(0);
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
  process.exit(1);
}
