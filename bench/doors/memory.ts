import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { load } from "./load.ts";
import { startHouse } from "./servers.ts";
import { modern, toolCalls } from "./targets.ts";
import { usageOf } from "./usage.ts";

const loadMs = 10_000;
const burst = 200;
const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;

/** Prints how much memory the server has idle and after ten seconds of load, with the sizes that the app starts
 * Node with and with Node's own. */
export async function measureMemory(entities: number): Promise<void> {
  const run = readFileSync("rootfs/etc/s6-overlay/s6-rc.d/vestibule/run", "utf8");
  const ofTheApp = run.match(/--[\w-]+=\d+/g) ?? [];
  for (const nodeFlags of [ofTheApp, []]) {
    const house = await startHouse(entities, nodeFlags);
    const door = modern("Vestibule", house, house.secret);
    await pause(1_000);
    const idle = await usageOf(house.server);
    const end = performance.now() + loadMs;
    while (performance.now() < end) for (const call of toolCalls) await load(door(call), burst);
    const after = await usageOf(house.server);
    const sizes = nodeFlags.length === 0 ? "Node's own sizes" : nodeFlags.join(" ");
    console.log(
      `memory, ${sizes}: idle ${megabytes(idle.rss)}, after 10 s of load ${megabytes(after.rss)}, never more than ${megabytes(after.mostRss)}`,
    );
    await house.close();
  }
}
