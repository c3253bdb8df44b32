// A process with a home whose connection drops a thousand times; what is left of them it writes to its output. It is one
// of its own because finding what is alive takes the longer the more there is, and other specs leave much.
import { queryObjects } from "node:v8";
import { Connection } from "home-assistant-js-websocket";
import { until } from "../support/until.ts";
import { createOddHome, plainAnswer } from "./odd-home.ts";
import { closeHomes, readyHome } from "./quick-home.ts";

export interface Left {
  /** More than there were before the first drop. */
  readonly timers: number;
  readonly promises: number;
  /** Of the library, and at the home. */
  readonly connections: { readonly ours: number; readonly theirs: number };
  /** Too many listeners would be one. */
  readonly warnings: readonly string[];
}

const drops = 1_000;

const alive = (what: new (...parameters: never[]) => unknown) =>
  queryObjects(what, { format: "count" });
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;

/** After which frame: most while it connects, every fifth from there to the last reading. */
const moment = (drop: number) => (drop % 5 === 0 ? (drop / 5) % 29 : drop % 4);

async function dropOften(): Promise<Left> {
  const warnings: string[] = [];
  process.on("warning", ({ name }) => void warnings.push(name));
  let dropped = Infinity;
  const odd = await createOddHome(plainAnswer, () =>
    dropped < drops ? moment(dropped++) : Infinity,
  );
  const home = await readyHome(odd, {
    timings: { leastDelayMs: 0, firstDelayMs: 1, longestDelayMs: 1, commandMs: 60_000 },
  });
  const before = { timers: timers(), promises: alive(Promise) };

  dropped = 0;
  odd.last().ws.terminate();
  const dropReady = () => {
    if (home.status().state === "ready") odd.last().ws.terminate();
    return dropped >= drops;
  };
  await until("a thousand drops", dropReady, 80_000);
  await until("the return", () => home.status().state === "ready");

  const left: Left = {
    timers: timers() - before.timers,
    promises: alive(Promise) - before.promises,
    connections: { ours: alive(Connection), theirs: odd.connections() },
    warnings,
  };
  await closeHomes();
  await odd.close();
  return left;
}

process.stdout.write(JSON.stringify(await dropOften()));
