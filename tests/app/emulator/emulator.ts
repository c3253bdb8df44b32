// The Supervisor and Home Assistant's own address around one app, as on a real machine.
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { NotSignedIn, signInAtHome } from "../../home/harness/sign-in.ts";
import { createApi, type Api, type ApiParts } from "./api/api.ts";
import { createMachine, type Machine } from "./api/machine.ts";
import { createCoreProxy, type CoreProxy } from "./core-proxy/core-proxy.ts";
import { createFrontDoor } from "./ingress/front-door.ts";
import { createIngress } from "./ingress/ingress.ts";
import type { IngressSessions } from "./ingress/sessions.ts";
import type { Lifecycle } from "./lifecycle/lifecycle.ts";
import type { Core, CoreUser, EmulatorParts } from "./parts.ts";
import { serveDoors } from "./serve-doors.ts";

export interface Place {
  readonly host: string;
  /** 0: any. */
  readonly port: number;
}

export type EmulatorWish = Pick<EmulatorParts, "core" | "clock"> & {
  readonly life: Pick<Lifecycle, "app" | "restart" | "stop" | "log">;
  /** Also the address that the app sees the Supervisor come from. */
  readonly supervisor?: Place;
  /** Also the address that the Supervisor sees Home Assistant come from. */
  readonly home?: Place;
};

export interface Emulator {
  /** What the app knows as http://supervisor. */
  readonly supervisorUrl: string;
  /** What the app knows as http://homeassistant:8123, and a browser as Home Assistant. */
  readonly homeUrl: string;
  readonly machine: Machine;
  readonly api: Api;
  readonly proxy: CoreProxy;
  readonly sessions: IngressSessions;
  /** Somebody opens the app's panel in their browser. */
  openPanel(user: CoreUser): Panel;
  close(): Promise<void>;
}

export interface Panel {
  /** Without a slash at its end. */
  readonly url: string;
  /** What their browser sends along. */
  readonly cookie: string;
}

const anywhere: Place = { host: "127.0.0.1", port: 0 };

export async function startEmulator(wish: EmulatorWish): Promise<Emulator> {
  const { life, core, clock, supervisor = anywhere, home = anywhere } = wish;
  const { app } = life;
  const parts = { app, core, clock };
  const machine = createMachine();
  const proxy = createCoreProxy(parts);
  let supervisorUrl = "";
  let homeUrl = core.url;
  const api = createApi({
    ...{ ...parts, machine, lifecycle: life, checkPassword: passwordsOf(core) },
    // What apps are told is where Home Assistant is found, not what is behind its door.
    core: {
      ...core,
      get url() {
        return homeUrl;
      },
    },
  });
  const { supervisorHop, coreHop, sessions } = createIngress({
    ...parts,
    supervisorUrl: () => supervisorUrl,
    localAddress: supervisor.host,
    coreAddress: home.host,
  });
  const supervisorServer = serveDoors([proxy, supervisorHop, api]);
  const frontDoor = createFrontDoor({ core, doors: [coreHop] });
  supervisorUrl = await listen(supervisorServer.server, supervisor);
  homeUrl = await listen(frontDoor.server, home);
  return {
    ...{ supervisorUrl, homeUrl, machine, api, proxy, sessions },
    openPanel: (user) => ({
      url: `${homeUrl}/api/hassio_ingress/${app.ingressToken}`,
      cookie: `ingress_session=${sessions.open(user)}`,
    }),
    async close() {
      await frontDoor.close();
      await supervisorServer.close();
    },
  };
}

const passwordsOf =
  (core: Core): ApiParts["checkPassword"] =>
  async (username, password) => {
    const page = `${core.url}/`;
    const browser = { clientId: page, redirectUri: page };
    try {
      await signInAtHome(core.url, { username, password }, browser);
      return true;
    } catch (error) {
      if (error instanceof NotSignedIn) return false;
      throw error;
    }
  };

async function listen(server: Server, { host, port }: Place): Promise<string> {
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address() as AddressInfo; // a listening TCP server always has one
  return `http://${host}:${address.port}`;
}
