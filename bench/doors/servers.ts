import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createAccess } from "../../server/access/create-access.ts";
import { currentCatalogue } from "../../server/current-catalogue.ts";
import { createDemoHome } from "../../server/demo/demo-home.ts";
import { openStore } from "../../server/store/store.ts";
import { compile } from "../../tests/support/compiled.ts";
import { startNode, startServer, type NodeProcess } from "../../tests/support/server-process.ts";
import { temporaryFolder } from "../../tests/support/temporary.ts";

export interface House {
  readonly server: NodeProcess;
  readonly url: string;
  /** A resident's token, for every door. */
  readonly secret: string;
  close(): Promise<void>;
}

const usage = `--import=${new URL("usage.mjs", import.meta.url).href}`;
const silent = { info: () => undefined, warn: () => undefined };

/** The compiled server in a process of its own, on a simulated home that stands still. */
export async function startHouse(
  entities: number,
  nodeFlags: readonly string[] = [],
): Promise<House> {
  const folder = await temporaryFolder();
  const home = await createDemoHome({ entities });
  const secret = await makeToken(folder.path);
  const server = startServer({
    ...{ compiled: await compile(), dataDir: folder.path, home, nodeFlags: [usage, ...nodeFlags] },
    // The throttle counts but does not refuse.
    environment: { CALLS_PER_MINUTE: "100000" },
  });
  const url = await server.listening();
  while (!(await fetch(`${url}/ready`)).ok) await pause(100);
  return {
    ...{ server, url, secret },
    async close() {
      server.kill("SIGTERM");
      await server.ended;
      await home.close();
      await folder.remove();
    },
  };
}

async function makeToken(dataDir: string): Promise<string> {
  const store = await openStore({ dataDir, version: "0.0.0-bench", log: silent });
  const catalogue = await currentCatalogue(store, "0.0.0-bench");
  const access = await createAccess({ store, catalogue, log: silent });
  const password = "correct horse battery staple";
  const user = await access.users.create({ username: "bench", password, role: "resident" });
  const { secret } = await access.tokens.create(user.id, {
    ...{ name: "bench", rights: "same", doors: ["mcp", "rest"] },
  });
  await access.close();
  await store.close();
  return secret;
}

/** One of the bare servers beside this file. */
export async function startBare(
  name: "bare-express" | "bare-mcp",
  args: readonly string[] = [],
): Promise<{ readonly server: NodeProcess; readonly url: string }> {
  const server = startNode([
    usage,
    "--import=tsx/esm",
    join(import.meta.dirname, `${name}.ts`),
    ...args,
  ]);
  return { server, url: await server.listening() };
}
