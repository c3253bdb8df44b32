import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { manualClock, type ManualClock } from "../clock.ts";
import { readManifest } from "../manifest.ts";
import type { Core, InstalledApp } from "../parts.ts";
import { serveDoors } from "../serve-doors.ts";
import { startedApp } from "../started-app.ts";
import { createCoreProxy, type CoreProxy } from "./core-proxy.ts";

export interface ProxyServer {
  readonly url: string;
  readonly app: InstalledApp;
  readonly token: string;
  readonly proxy: CoreProxy;
  readonly clock: ManualClock;
  close(): Promise<void>;
}

const sound = { name: "Vestibule", description: "", version: "0.1.0", slug: "vestibule", arch: [] };

/** The proxy alone on a port, for one app. */
export async function startProxyServer(core: Core, wish: object = {}): Promise<ProxyServer> {
  const app = startedApp(readManifest({ ...sound, homeassistant_api: true, ...wish }));
  const { token } = app;
  const clock = manualClock();
  const proxy = createCoreProxy({ app, core, clock });
  const { server, close } = serveDoors([proxy]);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // It listens on a port.
    ...{ app, token, proxy, clock, close },
  };
}
