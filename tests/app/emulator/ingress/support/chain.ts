// The whole way on loopback: Home Assistant's own address, the Supervisor behind it, and an app behind that.
import type { RequestListener } from "node:http";
import { manualClock, type ManualClock } from "../../clock.ts";
import { readManifest } from "../../manifest.ts";
import type { CoreUser, InstalledApp } from "../../parts.ts";
import { serveDoors } from "../../serve-doors.ts";
import { startedApp } from "../../started-app.ts";
import { createFrontDoor } from "../front-door.ts";
import { createIngress, type Ingress } from "../ingress.ts";
import { listening } from "./servers.ts";
import { askRaw, type Answer, type Wish } from "./ask-raw.ts";

export const alex: CoreUser = { id: "a1", username: "alex", name: "Alex" };

export interface Chain {
  /** Home Assistant's own address. */
  readonly url: string;
  /** "/api/hassio_ingress/<token>" */
  readonly prefix: string;
  readonly app: InstalledApp;
  readonly sessions: Ingress["sessions"];
  readonly clock: ManualClock;
  /** Asks for a path below the prefix, or an address of its own that begins with "/api/"; as Alex, unless with another cookie. */
  ask(path: string, wish?: Wish): Promise<Answer>;
  close(): Promise<void>;
}

export interface ChainWish {
  /** Where the app's Ingress port listens. */
  readonly appPort: number;
  /** Home Assistant itself: it answers whatever is not Ingress. */
  readonly core?: RequestListener;
  readonly coreAddress?: string;
  readonly localAddress?: string;
  readonly ingressStream?: boolean;
}

const nothing: RequestListener = (_req, res) => res.writeHead(404).end();

export async function startChain({
  appPort,
  core: answers = nothing,
  ingressStream = false,
  ...addresses
}: ChainWish): Promise<Chain> {
  const clock = manualClock();
  const manifest = { ...readManifest(), ingress_stream: ingressStream };
  const app = startedApp(manifest, { ingressPort: appPort });
  const core = await listening(answers);
  const supervisor = { url: "" };
  const ingress = createIngress({
    ...{ app, clock, ...addresses },
    core: { url: core.url, token: "of the Supervisor", version: "2026.11.0" },
    supervisorUrl: () => supervisor.url,
  });
  const { supervisorHop, coreHop, sessions } = ingress;
  const supervisorServer = serveDoors([supervisorHop]);
  supervisor.url = (await listening(supervisorServer.server)).url;
  const front = createFrontDoor({
    core: { url: core.url, token: "of the Supervisor", version: "2026.11.0" },
    doors: [coreHop],
  });
  const { url } = await listening(front.server);
  const prefix = `/api/hassio_ingress/${app.ingressToken}`;
  const cookie = () => `ingress_session=${sessions.open(alex)}`;

  return {
    ...{ url, prefix, app, sessions, clock },
    ask: (path, { fields = [], ...wish } = {}) =>
      askRaw(url, path.startsWith("/api/hassio_ingress") ? path : `${prefix}${path}`, {
        ...wish,
        fields: [
          ...(fields.some(([name]) => name === "Cookie") ? [] : [["Cookie", cookie()] as const]),
          ...fields,
        ],
      }),
    async close() {
      await front.close();
      await supervisorServer.close();
      await core.close();
    },
  };
}
