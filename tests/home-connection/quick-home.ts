import { createHome } from "../../server/home/create-home.ts";
import type { Home, HomeAddress } from "../../server/home/home.ts";
import type { Timings } from "../../server/home/timings.ts";
import { createLog, type Log } from "../../server/log.ts";

/** Impatient where a test waits, patient where a busy machine could be taken for a broken one. */
export const quick: Timings = {
  connectMs: 2_000,
  commandMs: 2_000,
  actMs: 2_000,
  keepAliveMs: 60_000,
  pongMs: 500,
  leastDelayMs: 1,
  firstDelayMs: 2,
  longestDelayMs: 20,
  refusedDelayMs: 20,
  longestRefusedDelayMs: 50,
  startPollMs: 5,
  resubscribeMs: 5,
  gatherMs: 5,
  slowLookMs: 60_000,
  retryDelayMs: 5,
  breakMs: 100,
};

export const silent: Log = createLog({ level: "fatal", format: "text", write: () => undefined });

const open = new Set<Home>();

interface QuickHomeOptions {
  readonly token?: string;
  readonly timings?: Partial<Timings>;
  readonly log?: Log;
  readonly supervised?: boolean;
}

/** A home with small timings; `closeHomes` closes it. */
export function quickHome(
  { url, token }: Pick<HomeAddress, "url" | "token">,
  options: QuickHomeOptions = {},
): Home {
  const home = createHome({
    id: "home",
    name: "Home",
    address: { url, token: options.token ?? token, supervised: options.supervised ?? false },
    log: options.log ?? silent,
    timings: { ...quick, ...options.timings },
  });
  open.add(home);
  return home;
}

/** As `quickHome`, and waits until its mirror is live. */
export async function readyHome(...given: Parameters<typeof quickHome>): Promise<Home> {
  const home = quickHome(...given);
  if (!(await home.ready(5_000))) throw new Error(`not ready: ${JSON.stringify(home.status())}`);
  return home;
}

export async function closeHomes(): Promise<void> {
  await Promise.all([...open].map((home) => home.close()));
  open.clear();
}
