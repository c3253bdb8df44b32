import { stat } from "node:fs/promises";
import { join } from "node:path";
import { createAccess } from "./access/create-access.ts";
import type { Config } from "./config.ts";
import { currentCatalogue } from "./current-catalogue.ts";
import { createActing } from "./gateway/acting.ts";
import { createAudit } from "./gateway/audit.ts";
import { createGateway } from "./gateway/call-tool.ts";
import { createHomes } from "./gateway/homes.ts";
import { createThrottle } from "./gateway/throttle.ts";
import { createHome } from "./home/create-home.ts";
import { createIngressApp, createPublicApp } from "./http/app.ts";
import { listen } from "./listen.ts";
import type { Log } from "./log.ts";
import { createMcpDoor } from "./mcp/door.ts";
import { openStore } from "./store/store.ts";
import { catalogue } from "./tools/index.ts";
import { readVersion } from "./version.ts";

export interface Vestibule {
  readonly port: number;
  readonly ingressPort: number;
  /** Path of the one-time page for the first admin; absent once there is one. */
  readonly setupPath?: string;
  readonly access: ReturnType<typeof createAccess>;
  /** Resolves to false when the home was not in step within the time. */
  homeReady(timeoutMs: number): Promise<boolean>;
  /** Stops taking requests, finishes what runs, writes everything down. */
  close(): Promise<void>;
}

/** Builds and connects every part; the only place that knows them all. */
export async function startVestibule(config: Config, log: Log): Promise<Vestibule> {
  const version = readVersion();
  const clock = Date.now;
  const { options, dataDir } = config;

  const store = await openStore({ dataDir, version, log: log.child("store") });
  const interrupted = await store.audit.interruptStarted();
  if (interrupted > 0) log.warn({ calls: interrupted }, "calls were interrupted by the last stop");

  const known = await currentCatalogue(store, version);
  const access = createAccess({ store, catalogue: known, log: log.child("access") });
  const audit = createAudit({ store: store.audit, clock, log: log.child("audit") });
  const throttle = createThrottle({ callsPerMinute: options.calls_per_minute, clock });
  const home = createHome({
    id: "default",
    name: "Home",
    address: config.home,
    log: log.child("home"),
  });
  const homes = createHomes([home]);
  const acting = await createActing({
    store,
    onChange: (listener) => access.onChange(listener),
    clock,
    log,
  });
  const gateway = createGateway({ tools: catalogue, homes, audit, throttle, acting, clock, log });
  const mcp = createMcpDoor({ gateway, access, version, log: log.child("mcp") });

  const publicApp = createPublicApp({
    config,
    version,
    log: log.child("http"),
    access,
    gateway,
    audit,
    auditLog: store.audit,
    review: { reviews: store.reviews, homes: [home] },
    mcp,
    home,
    probe: () => store.revision(),
    status: {
      version,
      settings: options,
      homes: [home],
      queue: (id) => homes.all.find((kept) => kept.id === id)?.queue.length(),
      sessions: () => mcp.sessions().length,
      sizes: async () => ({ database_bytes: (await stat(join(dataDir, "vestibule.db"))).size }),
    },
  });
  const publicListener = await listen(publicApp, config.port, config.host);
  const ingressApp = createIngressApp({
    config: { ...config, port: publicListener.port },
    audit,
    log: log.child("ingress"),
  });
  const ingressListener = await listen(ingressApp, config.ingressPort, config.host);
  const setupSecret = await access.setup.secret();

  return {
    port: publicListener.port,
    ingressPort: ingressListener.port,
    ...(setupSecret === undefined ? {} : { setupPath: `/setup/${setupSecret}` }),
    access,
    homeReady: (timeoutMs) => home.ready(timeoutMs),
    async close() {
      await Promise.all([publicListener.close(), ingressListener.close(), mcp.close()]);
      await homes.close();
      await home.close();
      await audit.close();
      await access.close();
      await store.close();
    },
  };
}
