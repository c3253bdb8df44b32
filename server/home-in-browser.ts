import type { Home } from "./home/home.ts";
import { usualPort } from "./supervisor/core-address.ts";
import type { Supervisor } from "./supervisor/supervisor.ts";

interface Sources {
  /** As somebody said. */
  readonly said: string | undefined;
  readonly home: Pick<Home, "snapshot">;
  readonly supervisor: Pick<Supervisor, "told"> | undefined;
}

/** Where a browser opens the home: as somebody said, else as the home says, else at the name under which the browser
 * came to us, for we are usually on one machine. */
export function homeInBrowser({ said, home, supervisor }: Sources): (hostname: string) => string {
  return (hostname) => {
    const { port, ssl } = supervisor?.told().core ?? { port: usualPort, ssl: false };
    return said ?? saidBy(home) ?? `${ssl ? "https" : "http"}://${hostname}:${port}`;
  };
}

function saidBy(home: Pick<Home, "snapshot">): string | undefined {
  try {
    const { external_url, internal_url } = home.snapshot().config;
    return external_url ?? internal_url;
  } catch {
    // It was never asked: it is not there.
    return undefined;
  }
}
