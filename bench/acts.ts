// What judging an act costs beyond the home's own time: `npx tsx bench/acts.ts [entities]`.
// The home is simulated and its time is not counted: judging is measured by rehearsals, which plan and judge
// and do nothing.
import { startHouse } from "../tests/support/house.ts";

const runs = 300;
const warming = 50;
const lampCount = 50;

const entities = Number(process.argv[2] ?? 10_000);
const house = await startHouse({ entities, callsPerMinute: 100_000_000 });
const resident = await house.enter("resident");
const lamps = [...house.home.snapshot().entities.values()]
  .filter(({ domain, state }) => domain === "light" && state !== "unavailable")
  .slice(0, lampCount)
  .map(({ entity_id }) => entity_id);

async function measure(name: string, tool: string, args: unknown): Promise<void> {
  const times: number[] = [];
  for (let run = 0; run < warming + runs; run += 1) {
    const before = process.cpuUsage();
    const outcome = await house.call(tool, args, resident);
    const { user, system } = process.cpuUsage(before);
    if (!outcome.ok) throw new Error(outcome.failure.message);
    if (run >= warming) times.push((user + system) / 1_000);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(2);
  console.log(`${name.padEnd(44)} median ${at(0.5)} ms, p95 ${at(0.95)} ms CPU`);
}

console.log(`${house.home.snapshot().entities.size} entities, ${process.version}`);
const rehearse = { rehearse: true };
await measure("whoami, for comparison", "whoami", {});
await measure("one lamp, judged", "set_light", {
  ...rehearse,
  targets: lamps.slice(0, 1),
  on: true,
});
await measure(`${lamps.length} lamps by id, judged`, "set_light", {
  ...rehearse,
  targets: lamps,
  on: true,
});
const { entities: all, floors } = house.home.snapshot();
const upstairs = [...floors.values()].find(({ name }) => name === "Upstairs")?.floor_id;
const above = [...all.values()].filter(
  ({ domain, floor_id, hidden }) => domain === "light" && floor_id === upstairs && !hidden,
);
await measure(`the ${above.length} lights of a floor by its name, judged`, "set_light", {
  ...rehearse,
  targets: ["upstairs"],
  on: true,
});
await measure(`the ${above.length} lights of a floor by its id, judged`, "call_service", {
  ...rehearse,
  service: "light.turn_on",
  target: { floor_id: [upstairs] },
});
await measure(`${lamps.length} lamps by id, judged, done and verified`, "set_light", {
  targets: lamps,
  on: true,
});
await house.close();
