import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { manualClock, type ManualClock } from "../clock.ts";
import { readManifest } from "../manifest.ts";
import type { Core, InstalledApp } from "../parts.ts";
import { createCoreProxy, type CoreProxy } from "./core-proxy.ts";

export interface ProxyServer {
  readonly url: string;
  readonly app: InstalledApp;
  readonly token: string;
  readonly proxy: CoreProxy;
  readonly clock: ManualClock;
  close(): Promise<void>;
}

/** The proxy alone on a port, for one app. */
export async function startProxyServer(core: Core, wish: object = {}): Promise<ProxyServer> {
  const token = "a1".repeat(56);
  const app = appWith({ homeassistant_api: true, ...wish }, token);
  const clock = manualClock();
  const proxy = createCoreProxy({ app, core, clock });
  const server = createServer((req, res) => {
    if (!proxy.handle(req, res)) res.writeHead(404).end();
  });
  server.on("upgrade", (req, socket, head) => {
    if (!proxy.upgrade(req, socket, head)) socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // It listens on a port.
    ...{ app, token, proxy, clock },
    async close() {
      await proxy.close();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

const appWith = (wish: object, token: string): InstalledApp => ({
  slug: "local_vestibule",
  manifest: readManifest({
    ...{ name: "Vestibule", description: "", version: "0.1.0", slug: "vestibule", arch: [] },
    ...wish,
  }),
  token,
  options: {},
  network: {},
  state: "started",
  ingressToken: "ingress",
  address: "127.0.0.1",
  ingressPort: 8099,
  watchdog: false,
  bootOnStart: true,
  autoUpdate: false,
  ingressPanel: true,
});
