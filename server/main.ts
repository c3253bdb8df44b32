import { readConfig } from "./config.ts";
import { createLog } from "./log.ts";
import { failStart, run } from "./run.ts";

try {
  const config = readConfig();
  const log = createLog({ level: config.options.log_level, format: config.options.log_format });
  const { port, setupPath } = await run(config, log);
  if (setupPath !== undefined)
    log.warn(
      `There is no administrator yet. Make the first one at ${config.options.public_url ?? `http://<this machine>:${port}`}${setupPath}`,
    );
} catch (error) {
  failStart(error);
}
