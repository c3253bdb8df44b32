import { createLog, type Log } from "../../server/log.ts";

/** A log that keeps its lines instead of printing them. */
export function createKeptLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const log = createLog({
    level: "debug",
    format: "text",
    write: (line) => {
      lines.push(line);
    },
  });
  return { log, lines };
}
