import { setTimeout as pause } from "node:timers/promises";
import type { NodeProcess } from "../../tests/support/server-process.ts";

export interface Usage {
  /** CPU time of all its threads since it was started. */
  readonly cpuMs: number;
  /** Resident memory in bytes: now, and the most it ever was. */
  readonly rss: number;
  readonly mostRss: number;
}

/** What a server that was started with usage.mjs has used until now. */
export async function usageOf(server: NodeProcess): Promise<Usage> {
  const before = server.output.length;
  server.kill("SIGUSR2");
  for (;;) {
    const line = server.output.slice(before).find((written) => written.startsWith('{"cpuMs"'));
    if (line !== undefined) return JSON.parse(line) as Usage; // as usage.mjs writes it
    await pause(5);
  }
}
