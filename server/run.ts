import { startVestibule, type Vestibule } from "./compose.ts";
import type { Config } from "./config.ts";
import { AppError } from "./errors.ts";
import { createLog, type Log } from "./log.ts";

/** Starts, tells the log the story, and stops on SIGTERM or SIGINT. */
export async function run(config: Config, log: Log): Promise<Vestibule> {
  process.on("unhandledRejection", (error) => log.error({ error }, "a promise failed unheard"));
  const vestibule = await startVestibule(config, log);
  log.info({ port: vestibule.port, ingress: vestibule.ingressPort }, "listening");
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    log.info("stopping");
    vestibule.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error }, "could not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  return vestibule;
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
