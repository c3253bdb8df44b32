import type { AdminStatusView } from "../shared/views.ts";
import type { Access } from "./access/access.ts";
import type { Config } from "./config.ts";
import type { Audit } from "./gateway/audit.ts";
import type { Gateway } from "./gateway/call.ts";
import type { Homes } from "./gateway/homes.ts";
import type { Throttle } from "./gateway/throttle.ts";
import { homeInBrowser } from "./home-in-browser.ts";
import type { Home } from "./home/home.ts";
import { createHomeSignIn, type SignInAddress } from "./home/sign-in.ts";
import { createLive } from "./http/api/live.ts";
import type { PublicPort } from "./http/pages.ts";
import type { Log } from "./log.ts";
import type { McpDoor } from "./mcp/door.ts";
import type { Store } from "./store/store.ts";
import { createCoreAddress } from "./supervisor/core-address.ts";
import type { Supervisor } from "./supervisor/supervisor.ts";
import { supervisorView } from "./supervisor/view.ts";
import { catalogue } from "./tools/index.ts";

interface House {
  readonly config: Pick<Config, "options" | "homeSignIn" | "supervisor">;
  readonly version: string;
  readonly store: Store;
  readonly access: Access;
  readonly home: Home;
  readonly homes: Homes;
  readonly audit: Audit;
  readonly throttle: Throttle;
  readonly gateway: Gateway;
  readonly mcp: McpDoor;
  /** Absent: we are no app. */
  readonly supervisor?: Supervisor;
  readonly sizes: () => Promise<AdminStatusView["sizes"]>;
  readonly log: Log;
  readonly clock: () => number;
}

/** What both listeners are made of. `live` is to be closed before they are. */
export function doorParts(house: House) {
  const { config, version, store, access, home, homes, audit, mcp, sizes, supervisor } = house;
  const all = [home];
  return {
    ...house,
    ...{ tools: catalogue, homes: all, auditLog: store.audit, statistics: store.statistics },
    live: createLive({ audit, access, homes: all, tools: catalogue }),
    review: { reviews: store.reviews, homes: all },
    probe: () => store.revision(),
    homeSignIn: {
      vouching: createHomeSignIn({ address: signInAddress(house), log: house.log }),
      homeAddress: homeInBrowser({ said: config.homeSignIn.browserUrl, home, supervisor }),
    },
    publicPort: (): PublicPort => {
      const { publicPort, hostname } = supervisor?.told().app ?? {};
      return {
        ...(publicPort === undefined ? {} : { onMachine: publicPort }),
        ...(hostname === undefined ? {} : { hostname }),
      };
    },
    status: {
      ...{ version, homes: all, sizes },
      settings: () => ({ ...config.options, ...access.settings.now() }),
      supervisor: () => (supervisor === undefined ? undefined : supervisorView(supervisor.told())),
      queue: (id: string) => homes.all.find((kept) => kept.id === id)?.queue.length(),
      sessions: () => mcp.sessions().length,
    },
  };
}

/** Where a sign-in with Home Assistant is asked about. */
function signInAddress({ config, supervisor, log }: House): () => Promise<SignInAddress> {
  const { url } = config.homeSignIn;
  if (url !== undefined) return () => Promise.resolve({ url });
  const host = config.supervisor?.coreHost ?? "homeassistant";
  return createCoreAddress({ supervisor, host, log });
}
