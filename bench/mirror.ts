// How soon a big home is mirrored and what it weighs: node --expose-gc --import=tsx/esm bench/mirror.ts [entities]
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createDemoHome } from "../server/demo/demo-home.ts";
import { createHome } from "../server/home/create-home.ts";
import { createLog } from "../server/log.ts";

const MOST_GROWTH_MB = 120;
const FLOOD = 4_000;
const entities = Number(process.argv[2] ?? 10_000);

// The home lives in a process of its own: its memory is not ours.
if (process.argv[3] === "home") await beHome();
else await measure();

async function beHome(): Promise<void> {
  const demo = await createDemoHome({ entities });
  process.on("message", (wish) => {
    if (wish === "drop") demo.drop();
    else demo.flood(FLOOD);
  });
  process.once("disconnect", () => void demo.close());
  process.send?.({ url: demo.url, token: demo.token });
}

async function measure(): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), [String(entities), "home"]);
  const [address] = (await once(child, "message")) as [{ url: string; token: string }]; // beHome's.
  const log = createLog({ level: "error", format: "text" });

  const before = memory();
  const start = watch();
  const home = createHome({
    id: "home",
    name: "Home",
    address: { ...address, supervised: false },
    log,
  });
  if (!(await home.ready(60_000))) throw new Error(home.status().reason);
  print("first mirror", start());
  const { heap, rss } = memory();

  const { reconnects } = home.status();
  const again = watch();
  child.send("drop");
  await until(() => home.status().reconnects > reconnects && home.status().state === "ready");
  print("mirror again after a drop", again());

  const changed = () => {
    let newest = 0;
    for (const { last_updated } of home.snapshot().entities.values())
      newest = Math.max(newest, last_updated);
    return newest;
  };
  const newest = changed();
  const flood = watch();
  child.send("flood");
  await until(() => changed() > newest);
  print(`${FLOOD} changes at once`, flood());

  const grown = memory();
  console.log(`${home.snapshot().entities.size} entities`);
  console.log(`heap   ${mb(heap - before.heap)} MB more, later ${mb(grown.heap - before.heap)}`);
  console.log(`memory ${mb(rss - before.rss)} MB more, later ${mb(grown.rss - before.rss)}`);
  await home.close();
  child.disconnect();
  if ((grown.heap - before.heap) / 1e6 > MOST_GROWTH_MB) process.exitCode = 1;
}

function memory(): { readonly heap: number; readonly rss: number } {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, rss };
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/** Time on the clock and on the processor since now. */
function watch(): () => { readonly ms: number; readonly cpuMs: number } {
  const at = performance.now();
  const cpu = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { ms: performance.now() - at, cpuMs: (user + system) / 1_000 };
  };
}

function print(what: string, { ms, cpuMs }: ReturnType<ReturnType<typeof watch>>): void {
  console.log(`${what}: ${Math.round(ms)} ms, of which ${Math.round(cpuMs)} ms of our processor`);
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
