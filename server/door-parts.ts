import type { Access } from "./access/access.ts";
import type { Config } from "./config.ts";
import type { Audit } from "./gateway/audit.ts";
import type { Gateway } from "./gateway/call.ts";
import type { Homes } from "./gateway/homes.ts";
import type { Throttle } from "./gateway/throttle.ts";
import { homeInBrowser } from "./home-in-browser.ts";
import type { Home } from "./home/home.ts";
import { createHomeSignIn } from "./home/sign-in.ts";
import { createLive } from "./http/api/live.ts";
import type { AdminStatusView } from "../shared/views.ts";
import type { Log } from "./log.ts";
import type { McpDoor } from "./mcp/door.ts";
import type { Store } from "./store/store.ts";
import { catalogue } from "./tools/index.ts";

interface House {
  readonly config: Pick<Config, "options" | "homeSignIn">;
  readonly version: string;
  readonly store: Store;
  readonly access: Access;
  readonly home: Home;
  readonly homes: Homes;
  readonly audit: Audit;
  readonly throttle: Throttle;
  readonly gateway: Gateway;
  readonly mcp: McpDoor;
  readonly sizes: () => Promise<AdminStatusView["sizes"]>;
  readonly log: Log;
  readonly clock: () => number;
}

/** What both listeners are made of. `live` is to be closed before they are. */
export function doorParts(house: House) {
  const { config, version, store, access, home, homes, audit, mcp, sizes, log } = house;
  const all = [home];
  return {
    ...house,
    ...{ tools: catalogue, homes: all, auditLog: store.audit, statistics: store.statistics },
    live: createLive({ audit, access, homes: all, tools: catalogue }),
    review: { reviews: store.reviews, homes: all },
    probe: () => store.revision(),
    homeSignIn: {
      vouching: createHomeSignIn({ url: config.homeSignIn.url, log }),
      homeAddress: homeInBrowser(config.homeSignIn.browserUrl, home),
    },
    status: {
      ...{ version, settings: config.options, homes: all, sizes },
      queue: (id: string) => homes.all.find((kept) => kept.id === id)?.queue.length(),
      sessions: () => mcp.sessions().length,
    },
  };
}
