import { setTimeout as pause } from "node:timers/promises";
import autocannon from "autocannon";
import type { NodeProcess } from "../../tests/support/server-process.ts";
import { usageOf } from "./usage.ts";

export interface Target {
  readonly name: string;
  readonly server: NodeProcess;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Measured {
  readonly callsPerSecond: number;
  /** CPU time of the whole server process for one call. */
  readonly cpuMs: number;
  readonly p50: number;
  readonly p99: number;
}

const callers = 8;
/** By then what a call leaves to be done later is done: the audit writes in groups. */
const afterwardsMs = 400;

/** Lets callers in, each with one request after the other, until so many are answered.
 * @throws Error when one of them is answered by anything but success. */
export async function load(target: Target, amount: number): Promise<Measured> {
  const before = await usageOf(target.server);
  const { result, seconds } = await run({
    url: target.url,
    method: "POST",
    headers: { "content-type": "application/json", ...target.headers },
    body: JSON.stringify(target.body),
    connections: callers,
    amount,
  });
  await pause(afterwardsMs);
  const after = await usageOf(target.server);
  const calls = result["2xx"];
  if (calls !== amount) throw new Error(`${target.name}: ${calls} of ${amount} came through`);
  return {
    callsPerSecond: calls / seconds,
    cpuMs: (after.cpuMs - before.cpuMs) / calls,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}

/** Autocannon's own clock counts whole seconds. */
function run(options: autocannon.Options): Promise<{ result: autocannon.Result; seconds: number }> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    let endedAt = startedAt;
    const instance = autocannon(options, (error: unknown, result) => {
      if (error instanceof Error) reject(error);
      else resolve({ result, seconds: (endedAt - startedAt) / 1000 });
    });
    instance.on("response", () => (endedAt = performance.now()));
  });
}

/** Asks once and answers the last message, to be sure of what is measured. */
export async function ask({ url, headers, body }: Omit<Target, "name" | "server">): Promise<{
  readonly headers: Headers;
  readonly message: unknown;
}> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
  const last = text.trim().split("\n").at(-1) ?? "";
  return { headers: response.headers, message: JSON.parse(last.replace(/^data: /, "")) };
}
