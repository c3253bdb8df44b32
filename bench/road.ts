// What the road around a read costs, in process and without doors: `npx tsx bench/road.ts [entities]`.
import { startHouse } from "../tests/support/house.ts";

const callers = 8;
const measuredMs = 3_000;
const warmingMs = 1_000;

interface Rate {
  readonly perSecond: number;
  readonly cpuMicroseconds: number;
}

/** Runs the call by eight callers at once, each without a pause, and counts. */
async function measure(call: () => Promise<unknown>, ms: number): Promise<Rate> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  let calls = 0;
  const caller = async () => {
    while (performance.now() - start < ms) {
      await call();
      calls += 1;
      // Timers and the disk get their turn, as they do between requests.
      if (calls % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: (calls / (performance.now() - start)) * 1_000,
    cpuMicroseconds: (user + system) / calls,
  };
}

const entities = Number(process.argv[2] ?? 0);
const house = await startHouse({ entities, callsPerMinute: 100_000_000 });
const read = (tool: string, args: unknown) => async () => {
  const outcome = await house.call(tool, args);
  if (!outcome.ok) throw new Error(outcome.failure.message);
};
const runs: [string, () => Promise<unknown>][] = [
  ["an empty function", async () => Promise.resolve()],
  ["whoami", read("whoami", {})],
  ["get_entity", read("get_entity", { entities: ["light.kitchen_ceiling"] })],
  ["get_entity by name", read("get_entity", { entities: ["kitchen ceiling"] })],
  ["find_entities by words", read("find_entities", { text: "kitchen light" })],
  ["find_entities by kind", read("find_entities", { domain: "light", state: "on" })],
  ["home_overview", read("home_overview", {})],
];

console.log(
  `${house.home.snapshot().entities.size} entities, ${callers} callers, ${process.version}`,
);
for (const [name, call] of runs) {
  await measure(call, warmingMs);
  const { perSecond, cpuMicroseconds } = await measure(call, measuredMs);
  console.log(
    `${name.padEnd(24)}${Math.round(perSecond).toLocaleString("en").padStart(12)} calls/s${cpuMicroseconds.toFixed(1).padStart(10)} µs CPU per call`,
  );
}
await house.close();
