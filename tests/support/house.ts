import type { Door, Principal } from "../../server/access/principal.ts";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import type { AuditEntry } from "../../server/gateway/audit-entry.ts";
import { createActing } from "../../server/gateway/acting.ts";
import { createAudit, type Audit } from "../../server/gateway/audit.ts";
import { createGateway } from "../../server/gateway/call-tool.ts";
import type { Gateway, Outcome } from "../../server/gateway/call.ts";
import { createHomes, type Homes } from "../../server/gateway/homes.ts";
import { createThrottle, type Throttle } from "../../server/gateway/throttle.ts";
import { createHome } from "../../server/home/create-home.ts";
import type { Home } from "../../server/home/home.ts";
import type { BuiltInRole } from "../../server/policy/roles.ts";
import type { Tool } from "../../server/tools/define.ts";
import { surroundingsOf } from "../../server/surroundings.ts";
import { catalogue } from "../../server/tools/index.ts";
import { startAccess, type TestAccess } from "./access.ts";
import { createKeptLog } from "./kept-log.ts";

export interface HouseWish {
  /** How many entities the demo home grows to. */
  readonly entities?: number;
  readonly callsPerMinute?: number;
  /** Tools beside the catalogue's own. */
  readonly tools?: readonly Tool[];
  /** What the road reads as the time; the real one unless given. */
  readonly clock?: () => number;
}

export interface House extends TestAccess {
  readonly demo: DemoHome;
  readonly home: Home;
  readonly homes: Homes;
  readonly audit: Audit;
  readonly throttle: Throttle;
  readonly gateway: Gateway;
  /** Lines of the log. */
  readonly lines: readonly string[];
  /** Somebody of this role, or whoever holds this secret, at a door. */
  enter(who: BuiltInRole | { readonly secret: string }, door?: Door): Promise<Principal>;
  /** Runs a tool on the road; as the resident unless somebody else is named. */
  call(tool: string, args?: unknown, who?: Principal, signal?: AbortSignal): Promise<Outcome>;
  /** The result of a call that comes through. @throws Error with the failure of one that does not. */
  result(tool: string, args?: unknown, who?: Principal): Promise<Record<string, unknown>>;
  /** What is written down, newest first. */
  journal(): Promise<readonly AuditEntry[]>;
}

/** Everything but the doors: real access, road, store and home; Home Assistant is simulated on a socket. */
export async function startHouse(wish: HouseWish = {}): Promise<House> {
  const { entities = 0, callsPerMinute = 100_000, tools = [], clock = Date.now } = wish;
  const { log, lines } = createKeptLog();
  const demo = await createDemoHome({ entities });
  const home = createHome({
    id: "default",
    name: "Home",
    address: { url: demo.url, token: demo.token, supervised: false },
    log,
  });
  const people = await startAccess({
    tools,
    surroundings: () => surroundingsOf(home, clock),
    homePeople: () => home.people(),
  });
  const { access, store } = people;
  const homes = createHomes([home]);
  const audit = createAudit({ store: store.audit, clock, log });
  const throttle = createThrottle({ callsPerMinute, clock });
  const all = [...catalogue, ...tools];
  const acting = await createActing({
    store,
    onChange: (listener) => access.onChange(listener),
    clock,
    log,
  });
  const gateway = createGateway({ tools: all, homes, audit, throttle, acting, clock, log });
  if (!(await home.ready(10_000))) throw new Error(`The demo home is not ready: ${lines.join("")}`);

  const enter: House["enter"] = (who, door = "rest") =>
    access.authenticate(typeof who === "string" ? people.people[who].secret : who.secret, {
      door,
      address: "127.0.0.1",
      client: "house",
    });
  const resident = await enter("resident");
  const call: House["call"] = (
    tool,
    args,
    principal = resident,
    signal = new AbortController().signal,
  ) => gateway.call({ principal, tool, args, signal });

  return {
    ...people,
    ...{ demo, home, homes, audit, throttle, gateway, lines, enter, call },
    async result(tool, args, who) {
      const outcome = await call(tool, args, who);
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
      return { ...outcome.result };
    },
    async journal() {
      await audit.flush();
      return (await store.audit.find({}, { limit: 200 })).entries;
    },
    async close() {
      await homes.close();
      await home.close();
      await demo.close();
      await audit.close();
      await people.close();
    },
  };
}
