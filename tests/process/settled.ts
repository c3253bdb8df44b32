// A data directory and a simulated home, for servers that are processes of their own.
import { createAccess } from "../../server/access/create-access.ts";
import { currentCatalogue } from "../../server/current-catalogue.ts";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import type { AuditEntry } from "../../server/gateway/audit-entry.ts";
import { openStore } from "../../server/store/store.ts";
import { silentLog } from "../support/access.ts";
import { compile } from "../support/compiled.ts";
import { startServer, type NodeProcess, type ServerWish } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { until } from "../support/until.ts";

export interface Household {
  readonly dataDir: string;
  /** The folder of the compiled server and command. */
  readonly compiled: string;
  /** Starts a server here; `close` ends it if nobody else does. */
  start(environment?: Readonly<Record<string, string>>): NodeProcess;
  /** Makes an admin with a token for every door; answers its secret. */
  moveIn(username?: string): Promise<string>;
  /** Everything that is written down, by id. */
  journal(): Promise<ReadonlyMap<string, AuditEntry>>;
  close(): Promise<void>;
}

export interface Settled extends Household {
  readonly home: DemoHome;
}

export async function settle(): Promise<Settled> {
  const home = await createDemoHome();
  const household = await settleBefore(home);
  return {
    ...{ ...household, home },
    async close() {
      await household.close();
      await home.close();
    },
  };
}

/** Settles before a home that is there already, and stays when this is closed. */
export async function settleBefore(home: ServerWish["home"]): Promise<Household> {
  const folder = await temporaryFolder();
  const dataDir = folder.path;
  const compiled = await compile();
  const servers: NodeProcess[] = [];
  const open = () => openStore({ dataDir, version: "0.0.0-test", log: silentLog });
  return {
    ...{ dataDir, compiled },
    start(environment = {}) {
      const server = startServer({ compiled, dataDir, home, environment });
      servers.push(server);
      return server;
    },
    async moveIn(username = "ada") {
      const store = await open();
      const catalogue = await currentCatalogue(store, "0.0.0-test");
      const access = await createAccess({ store, catalogue, log: silentLog, bcryptCost: 4 });
      const password = "correct horse battery staple";
      const user = await access.users.create({ username, password, role: "admin" });
      const doors = ["mcp", "rest", "api"] as const;
      const { secret } = await access.tokens.create(user.id, {
        name: "all",
        rights: "same",
        doors,
      });
      await access.close();
      await store.close();
      return secret;
    },
    async journal() {
      const store = await open();
      const entries = new Map<string, AuditEntry>();
      let cursor: string | undefined;
      do {
        const page = await store.audit.find({}, { limit: 500, ...(cursor && { cursor }) });
        for (const entry of page.entries) entries.set(entry.id, entry);
        cursor = page.next;
      } while (cursor !== undefined);
      await store.close();
      return entries;
    },
    async close() {
      for (const server of servers) server.kill("SIGKILL");
      await Promise.all(servers.map(({ ended }) => ended));
      await folder.remove();
    },
  };
}

/** Waits until the server has its home in step. */
export async function inStep(url: string): Promise<void> {
  const patienceMs = 20_000;
  await until("the home is in step", async () => (await fetch(`${url}/ready`)).ok, patienceMs);
}

export interface Answered {
  readonly status: number;
  readonly callId: string | null;
  readonly body: unknown;
}

/** Calls a tool over REST. */
export async function callRest(
  url: string,
  secret: string,
  tool: string,
  args: object = {},
  more: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const response = await fetch(`${url}/rest/${tool}`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json", ...more },
    body: JSON.stringify(args),
  });
  const { status, headers } = response;
  return { status, callId: headers.get("x-call-id"), body: await response.json() };
}
