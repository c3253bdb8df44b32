// Vestibule's own side: a home as server/compose.ts makes it, less patient with a test's time.
import { setTimeout as pause } from "node:timers/promises";
import { createHome } from "../../../server/home/create-home.ts";
import type { Home } from "../../../server/home/home.ts";
import { createLog } from "../../../server/log.ts";
import { differences, factsOfHome, factsOfMirror } from "./facts.ts";
import type { RealHome } from "./home-assistant.ts";
import { withWire } from "./wire.ts";

interface Connecting {
  readonly url: string;
  readonly token: string;
}

/** The timings are short only where a spec would wait for nothing. */
export function connectHome({ url, token }: Connecting): Home {
  return createHome({
    id: "real",
    name: "Real",
    address: { url, token, supervised: false },
    log: createLog({ level: "fatal", format: "text", write: () => undefined }),
    timings: {
      leastDelayMs: 10,
      firstDelayMs: 20,
      longestDelayMs: 500,
      startPollMs: 100,
      resubscribeMs: 50,
      gatherMs: 20,
      slowLookMs: 500,
    },
  });
}

/** What the mirror says otherwise than the home, once it had time to hear of all changes. */
export async function lastingDifferences(
  real: RealHome,
  mirrored: Home,
  seconds = 30,
): Promise<readonly string[]> {
  const giveUpAt = performance.now() + seconds * 1000;
  for (;;) {
    const found = await differencesNow(real, mirrored);
    if (found.length === 0 || performance.now() > giveUpAt) return found;
    await pause(100);
  }
}

async function differencesNow(real: RealHome, mirrored: Home): Promise<readonly string[]> {
  const status = mirrored.status();
  if (status.state !== "ready") return [`the home is ${status.state}: ${status.reason ?? ""}`];
  const facts = await withWire(real.url, real.ownerToken, factsOfHome);
  return differences(facts, factsOfMirror(mirrored.snapshot()));
}
