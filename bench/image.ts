// How long the image takes to be ready, and how much memory: it boots as an app does, under s6 and with Node 24.
//   npm run test:image      builds it, and prints its size
//   unshare --net --mount node --import=tsx/esm bench/image.ts [--boots 5] [--seconds 10]
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import autocannon from "autocannon";
import { linesOf, readReport } from "../tests/app/image/harness/image-report.ts";
import { imageHouse, isReady, publicUrl } from "../tests/app/image/harness/image-house.ts";
import {
  removeContainers,
  type ImageContainer,
} from "../tests/app/image/harness/image-container.ts";
import { goFirst, useOwnNetwork } from "../tests/app/image/harness/own-network.ts";
import { currentImage } from "../tests/app/image/harness/places.ts";
import { fieldOf } from "../tests/app/image/harness/processes.ts";
import { callRest } from "../tests/process/settled.ts";
import { toolCalls } from "./doors/targets.ts";
import { moveInPeople } from "./many-people.ts";

const { values: flags } = parseArgs({
  options: { boots: { type: "string", default: "5" }, seconds: { type: "string", default: "10" } },
});
const patienceMs = 60_000;
const settleMs = 5_000;
const callers = 8;
const stopMs = 10_000;

await useOwnNetwork();
await goFirst();
for (const line of linesOf(await readReport(currentImage))) console.log(line);
await measure("the furnished home", 0, 0);
await measure("a home of 10,000 entities and 100 people", 10_000, 100);

async function measure(homeName: string, entities: number, people: number): Promise<void> {
  const house = await imageHouse(entities);
  const { home, dataDir } = house;
  const areas = [...home.registry.values()].flatMap(({ area_id }) => area_id ?? []);
  const things = { areas: [...new Set(areas)], entities: [...home.states.keys()] };
  const secrets = await moveInPeople(people, { dataDir, ...things });
  try {
    const times: number[] = [];
    for (let boot = 0; boot < Number(flags.boots); boot++) {
      const began = performance.now();
      const container = await house.boot();
      await isReady(container, patienceMs);
      times.push(performance.now() - began);
      await container.stop(stopMs);
      await removeContainers(() => undefined);
    }
    const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    console.log(
      `${homeName}: ready after ${(median / 1000).toFixed(1)} s (median of ${times.length})`,
    );

    const container = await house.boot();
    await isReady(container, patienceMs);
    await pause(settleMs);
    console.log(`${homeName}: idle ${memoryOf(container)}`);
    for (const secret of secrets)
      for (const { tool, args } of toolCalls) await callRest(publicUrl, secret, tool, args);
    if (people > 0) console.log(`${homeName}: after three calls of each ${memoryOf(container)}`);
    const calls = await underLoad(house.secret);
    console.log(
      `${homeName}: after ${flags.seconds} s of load, ${calls} calls: ${memoryOf(container)}`,
    );
    await container.stop(stopMs);
  } finally {
    await removeContainers(() => undefined);
    await house.close();
  }
}

/** Of Node, and of s6 above it. */
function memoryOf(container: ImageContainer): string {
  const server = container.server();
  const megabytes = (pid: number, field: string) =>
    Math.round(Number.parseInt(fieldOf(pid, field), 10) / 1024);
  const others = container
    .family()
    .filter(({ pid }) => pid !== server.pid)
    .reduce((sum, { pid }) => sum + megabytes(pid, "VmRSS"), 0);
  const most = megabytes(server.pid, "VmHWM");
  return `${megabytes(server.pid, "VmRSS")} MB, never more than ${most} MB; s6 ${others} MB`;
}

/** Each tool in turn over REST, with as many callers as the other benches have. */
async function underLoad(secret: string): Promise<number> {
  const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
  const result = await autocannon({
    url: publicUrl,
    connections: callers,
    duration: Number(flags.seconds),
    requests: toolCalls.map(({ tool, args }) => ({
      ...{ method: "POST" as const, path: `/rest/${tool}`, headers, body: JSON.stringify(args) },
    })),
  });
  if (result.non2xx + result.errors > 0)
    throw new Error(`${result.non2xx + result.errors} calls did not come through`);
  return result["2xx"];
}
