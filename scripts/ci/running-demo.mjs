// Starts the demo as a person would, and ends it by its process id.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const startMs = 60_000;
const stopMs = 10_000;

/** @returns the announced JSON, every line of standard output so far, and stop(). */
export async function startDemo(environment = {}) {
  const child = spawn("npm", ["run", "--silent", "demo", "--", "--json"], {
    env: { ...process.env, PORT: "0", INGRESS_PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const exited = once(child, "exit");
  const lines = [];
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  const first = await Promise.race([
    once(reader, "line"),
    exited.then(([code]) => {
      throw new Error(`the demo ended with ${code} before it was ready`);
    }),
    new Promise((_, reject) => {
      setTimeout(() => reject(new Error("the demo was not ready in time")), startMs).unref();
    }),
  ]);
  return {
    announced: JSON.parse(first[0]),
    lines,
    /** Ends the whole group: npm, its shell and the server. */
    async stop() {
      process.kill(-child.pid, "SIGTERM");
      const late = setTimeout(() => process.kill(-child.pid, "SIGKILL"), stopMs);
      await exited;
      clearTimeout(late);
    },
  };
}
