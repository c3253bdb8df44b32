// A road in a process of its own that is there to be killed: it says on standard output what it answered.
import { setTimeout as wait } from "node:timers/promises";
import { createActing } from "../../server/gateway/acting.ts";
import { createAudit } from "../../server/gateway/audit.ts";
import { createGateway } from "../../server/gateway/call-tool.ts";
import { createHomes } from "../../server/gateway/homes.ts";
import { createThrottle } from "../../server/gateway/throttle.ts";
import { openStore } from "../../server/store/store.ts";
import { catalogue } from "../../server/tools/index.ts";
import { createKeptLog } from "./kept-log.ts";
import { makePrincipal } from "./principals.ts";

const [, , dataDir = ""] = process.argv;
const { log } = createKeptLog();
const clock = Date.now;
const store = await openStore({ dataDir, version: "0.0.0-test", log });
const audit = createAudit({ store: store.audit, clock, log });
const throttle = createThrottle({ callsPerMinute: 1_000_000, clock });
const away = {
  ...{ id: "default", name: "Away" },
  snapshot: () => {
    throw new Error("away");
  },
  status: () => ({ state: "away", entities: 0, breaker: "open", reconnects: 0 }) as const,
  search: () => ({ hits: [], total: 0 }),
  nearest: () => [],
  history: () => Promise.resolve(new Map()),
  routines: () => Promise.resolve(new Map()),
  automations: () => Promise.resolve([]),
  callService: () => Promise.reject(new Error("away")),
  until: () => Promise.resolve(false),
  people: () => Promise.reject(new Error("away")),
  onPeople: () => () => undefined,
  createSwitch: () => Promise.reject(new Error("away")),
  ready: () => Promise.resolve(false),
  close: () => Promise.resolve(),
};
const homes = createHomes([away]);
const acting = await createActing({ store, onChange: () => undefined, clock, log });
const gateway = createGateway({ tools: catalogue, homes, audit, throttle, acting, clock, log });

const call = async (tool: string) => {
  const { callId } = await gateway.call({
    ...{ principal: makePrincipal(), tool, args: {} },
    signal: new AbortController().signal,
  });
  process.stdout.write(`${tool} ${callId}\n`);
};

for (let i = 0; i < 20; i += 1) await call("whoami");
// Entries of reads are written within 250 ms; the rest is for a machine that is busy with other specs.
await wait(1_000);
process.stdout.write("old enough\n");
for (;;) await Promise.all([call("unlock_everything"), call("unlock_everything")]);
