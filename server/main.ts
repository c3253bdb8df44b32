import { readConfig } from "./config.ts";
import { createLog } from "./log.ts";
import { failStart, run } from "./run.ts";

try {
  const config = readConfig();
  const log = createLog({ level: config.options.log_level, format: config.options.log_format });
  const vestibule = await run(config, log);
  const setup = await vestibule.setupLine();
  if (setup !== undefined) log.warn(setup);
} catch (error) {
  failStart(error);
}
