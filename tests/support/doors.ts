import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Express } from "express";
import supertest from "supertest";
import { optionsSchema, runSettingsOf, type Options } from "../../server/config.ts";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import type { AuditEntry } from "../../server/gateway/audit-entry.ts";
import { doorParts } from "../../server/door-parts.ts";
import { followPeople } from "../../server/follow-people.ts";
import { createActing } from "../../server/gateway/acting.ts";
import { createAudit } from "../../server/gateway/audit.ts";
import { createGateway } from "../../server/gateway/call-tool.ts";
import { endWithCaller } from "../../server/gateway/end-with-caller.ts";
import type { Gateway } from "../../server/gateway/call.ts";
import { createHomes } from "../../server/gateway/homes.ts";
import { createThrottle, type Throttle } from "../../server/gateway/throttle.ts";
import { createHome } from "../../server/home/create-home.ts";
import type { Home } from "../../server/home/home.ts";
import { createIngressApp, createPublicApp } from "../../server/http/app.ts";
import { createMcpDoor } from "../../server/mcp/door.ts";
import type { Supervisor } from "../../server/supervisor/supervisor.ts";
import { surroundingsOf } from "../../server/surroundings.ts";
import { catalogue } from "../../server/tools/index.ts";
import { startAccess, type TestAccess } from "./access.ts";
import { createKeptLog } from "./kept-log.ts";

export type DoorOptions = Partial<Options> & {
  readonly ingressPeer?: string;
  /** Whom the doors ask as an app does; absent: they are of no app. */
  readonly supervisor?: Supervisor;
  /** What stands between the doors and the road: to see what the doors pass on. */
  readonly between?: (road: Gateway) => Gateway;
};

/** What the doors need of a house: also of one where nobody lives yet. */
export type Inside = Pick<TestAccess, "store" | "access" | "close">;

export interface OpenDoors {
  readonly home: DemoHome;
  /** Our side of the home. */
  readonly mirror: Home;
  /** The public port, and its address. */
  readonly http: ReturnType<typeof supertest>;
  readonly url: string;
  /** The Ingress port. */
  readonly ingress: ReturnType<typeof supertest>;
  /** What was logged. */
  readonly lines: readonly string[];
  readonly throttle: Throttle;
  /** What is written down, newest first. */
  journal(): Promise<readonly AuditEntry[]>;
  close(): Promise<void>;
}

/** A house with somebody of each role, and its doors. */
export type Doors = OpenDoors & TestAccess;

export async function startDoors(options: DoorOptions = {}): Promise<Doors> {
  const linked = await linkHome();
  const { mirror } = linked;
  const inside = await startAccess({
    homePeople: () => mirror.people(),
    surroundings: () => surroundingsOf(mirror, Date.now),
    settings: runSettingsOf(optionsOf(options)),
  });
  return openDoors(inside, options, linked);
}

const version = "0.0.0-test";
/** Calls a minute: no spec is slowed down unless it wants to. */
const many = 100_000;

const optionsOf = (given: Partial<Options>): Options => ({
  ...optionsSchema.parse({}),
  calls_per_minute: many,
  ...given,
});

/** A simulated home, and what the house knows of it. */
async function linkHome() {
  const { log, lines } = createKeptLog();
  const demo = await createDemoHome();
  const mirror = createHome({
    id: "default",
    name: "Home",
    address: { url: demo.url, token: demo.token, supervised: false },
    log,
  });
  return { demo, mirror, log, lines };
}

/** Both listeners over everything that is real; only the home is simulated, on a real socket. */
export async function openDoors<Given extends Inside>(
  inside: Given,
  { ingressPeer = "127.0.0.1", between = (road) => road, supervisor, ...given }: DoorOptions = {},
  linked?: Awaited<ReturnType<typeof linkHome>>,
): Promise<OpenDoors & Given> {
  const { access, store } = inside;
  const options = optionsOf(given);
  const { demo, mirror, log, lines } = linked ?? (await linkHome());
  const homes = createHomes([mirror]);
  const unfollow = followPeople(mirror, access.users, log);
  const audit = createAudit({ store: store.audit, clock: Date.now, log });
  const throttle = createThrottle({ callsPerMinute: options.calls_per_minute, clock: Date.now });
  access.onChange(() => {
    if (linked !== undefined) throttle.setCallsPerMinute(access.settings.now().calls_per_minute);
  });
  const clock = Date.now;
  const acting = await createActing({
    store,
    onChange: (listener) => access.onChange(listener),
    clock,
    log,
  });
  const road = createGateway({ tools: catalogue, homes, audit, throttle, acting, clock, log });
  const gateway = between(endWithCaller(road, access));
  const mcp = createMcpDoor({ gateway, access, version, log });
  const browserUrl = options.home_public_url ?? demo.url;
  const parts = doorParts({
    ...{ version, store, access, home: mirror, homes, audit, throttle, gateway, mcp, log, clock },
    config:
      supervisor === undefined
        ? { options, homeSignIn: { url: demo.url, browserUrl } }
        : { options, homeSignIn: { browserUrl }, supervisor: inOneHouse },
    ...(supervisor === undefined ? {} : { supervisor }),
    sizes: () => Promise.resolve({ database_bytes: 4096 }),
  });
  const publicPort = await listen(createPublicApp(parts));
  const ingressApp = createIngressApp({ ...parts, config: { options, port: 7180, ingressPeer } });
  const ingressPort = await listen(ingressApp);
  await mirror.ready(5000);

  return {
    ...inside,
    ...{ home: demo, mirror, lines, throttle },
    http: supertest(publicPort.url),
    url: publicPort.url,
    ingress: supertest(ingressPort.url),
    async journal() {
      await audit.flush();
      return (await store.audit.find({}, { limit: 200 })).entries;
    },
    async close() {
      unfollow();
      parts.live.close();
      await publicPort.close();
      await ingressPort.close();
      await mcp.close();
      await homes.close();
      await mirror.close();
      await demo.close();
      await audit.close();
      await inside.close();
    },
  };
}

/** The home that an app reaches by its name is on this machine here. */
const inOneHouse = { url: "http://127.0.0.1", token: "", coreHost: "127.0.0.1" };

async function listen(app: Express) {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a listening TCP server always has one
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
