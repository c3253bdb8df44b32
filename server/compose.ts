import { stat } from "node:fs/promises";
import type { Access } from "./access/access.ts";
import { createAccess } from "./access/create-access.ts";
import { runSettingsOf, type Config } from "./config.ts";
import { checkRoleOptions } from "./check-role-options.ts";
import { currentCatalogue } from "./current-catalogue.ts";
import { doorParts } from "./door-parts.ts";
import { followPeople } from "./follow-people.ts";
import { createActing } from "./gateway/acting.ts";
import { createAudit } from "./gateway/audit.ts";
import { createGateway } from "./gateway/call-tool.ts";
import { endWithCaller } from "./gateway/end-with-caller.ts";
import { createHomes } from "./gateway/homes.ts";
import { createThrottle } from "./gateway/throttle.ts";
import { createHome } from "./home/create-home.ts";
import { openDoors } from "./open-doors.ts";
import { openSettledStore } from "./open-store.ts";
import type { Log } from "./log.ts";
import { createMcpDoor } from "./mcp/door.ts";
import { setupLine } from "./setup-link.ts";
import { databaseOf } from "./store/copy.ts";
import { createSupervisor } from "./supervisor/supervisor.ts";
import { surroundingsOf } from "./surroundings.ts";
import { catalogue } from "./tools/index.ts";
import { leaveForBackups } from "./upkeep/settle-backups.ts";
import { readVersion } from "./version.ts";

export interface Vestibule {
  readonly port: number;
  readonly ingressPort: number;
  /** Where the first admin is made, for the log; undefined once there is one. */
  setupLine(): Promise<string | undefined>;
  readonly access: Access;
  /** Resolves to false when the home was not in step within the time. */
  homeReady(timeoutMs: number): Promise<boolean>;
  /** Stops taking requests, finishes what runs, writes everything down. */
  close(): Promise<void>;
}

const mostUnknown = 20;
/** How long the line for the log waits to name an address that works. */
const setupPatienceMs = 3_000;

/** Builds and connects every part; the only place that knows them all. */
export async function startVestibule(config: Config, log: Log): Promise<Vestibule> {
  const version = readVersion();
  const clock = Date.now;
  const { options, dataDir } = config;
  for (const option of config.unknownOptions.slice(0, mostUnknown))
    log.warn({ option: option.slice(0, 40) }, "this option is not known, and does nothing");

  const store = await openSettledStore({ dataDir, version, clock, log: log.child("store") });
  const home = createHome({
    id: "default",
    name: "Home",
    address: config.home,
    log: log.child("home"),
  });
  const access = await createAccess({
    store,
    catalogue: await currentCatalogue(store, version),
    surroundings: () => surroundingsOf(home, clock),
    homePeople: () => home.people(),
    settings: runSettingsOf(options),
    log: log.child("access"),
  });
  await checkRoleOptions(options, access.roles);
  const supervisor =
    config.supervisor === undefined ? undefined : createSupervisor({ ...config.supervisor, log });
  const unfollow = followPeople(home, access.users, log.child("access"));
  // Told whenever the home comes: it may have come back at another port.
  const stopAsking = home.onPeople(() => supervisor?.askAgain());
  const audit = createAudit({ store: store.audit, clock, log: log.child("audit") });
  const throttle = createThrottle({
    callsPerMinute: access.settings.now().calls_per_minute,
    clock,
  });
  access.onChange(() => throttle.setCallsPerMinute(access.settings.now().calls_per_minute));
  const homes = createHomes([home]);
  const acting = await createActing({
    store,
    onChange: (listener) => access.onChange(listener),
    clock,
    log,
  });
  const road = createGateway({ tools: catalogue, homes, audit, throttle, acting, clock, log });
  const gateway = endWithCaller(road, access);
  const mcp = createMcpDoor({ gateway, access, version, log: log.child("mcp") });

  const parts = doorParts({
    ...{ config, version, store, access, home, homes, audit, throttle, gateway, mcp, clock },
    ...(supervisor === undefined ? {} : { supervisor }),
    sizes: async () => ({ database_bytes: (await stat(databaseOf(dataDir))).size }),
    log: log.child("http"),
  });
  const doors = await openDoors(parts, config, log);
  const setupSecret = await access.setup.secret();

  return {
    port: doors.port,
    ingressPort: doors.ingressPort,
    access,
    homeReady: (timeoutMs) => home.ready(timeoutMs),
    async setupLine() {
      if (setupSecret === undefined) return undefined;
      const told = await supervisor?.now(setupPatienceMs);
      return setupLine(`/setup/${setupSecret}`, {
        ...{ publicUrl: options.public_url, port: doors.port },
        ...(told === undefined ? {} : { told }),
      });
    },
    async close() {
      unfollow();
      stopAsking();
      supervisor?.close();
      parts.live.close();
      await Promise.all([doors.close(), mcp.close()]);
      await homes.close();
      await home.close();
      await audit.close();
      await access.close();
      await store.close();
      await leaveForBackups({ store, log });
    },
  };
}
