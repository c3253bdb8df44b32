// The real server from a folder, installed in an emulated Supervisor before the simulated home.
import { randomInt } from "node:crypto";
import { join } from "node:path";
import { createDemoHome, type DemoHome } from "../../../../server/demo/demo-home.ts";
import { compile } from "../../../support/compiled.ts";
import { clients, type McpClient } from "../../../support/mcp-clients.ts";
import { temporaryFolder } from "../../../support/temporary.ts";
import { realClock } from "../clock.ts";
import { startEmulator, type Emulator } from "../emulator.ts";
import { readManifest } from "../manifest.ts";
import { visit, type Visitor } from "../visitor.ts";
import { folderContainer } from "./folder-container.ts";
import { install, type Lifecycle, type Release } from "./lifecycle.ts";

export interface FolderApp {
  readonly home: DemoHome;
  readonly emulator: Emulator;
  readonly life: Lifecycle;
  readonly release: Release;
  /** Of everything that this app leaves on this machine. */
  readonly folder: string;
  /** Who owns the home, in the panel. */
  readonly alex: Visitor;
  /** Its public port. */
  readonly url: string;
  model(secret: string): Promise<McpClient>;
  close(): Promise<void>;
}

const loopback = "127.0.0.1";
const patience = { healthEveryMs: 50 };

/** Installed, and not started yet. */
export async function installFromFolder(options: Record<string, unknown> = {}): Promise<FolderApp> {
  const home = await createDemoHome();
  const folder = await temporaryFolder();
  // An address of its own, so that it has its usual ports on it.
  const address = `127.${randomInt(1, 255)}.${randomInt(0, 255)}.${randomInt(1, 255)}`;
  const release: Release = {
    manifest: readManifest(),
    makeContainer: folderContainer({
      ...{ dist: await compile(), address },
      environment: () => ({
        SUPERVISOR_URL: emulator.supervisorUrl,
        INGRESS_PEER: loopback,
      }),
    }),
  };
  const dataDir = join(folder.path, "data");
  const life = await install({ ...release, ...patience, dataDir, clock: realClock });
  life.setOptions(options);
  const core = { url: home.url, token: home.supervisorToken, version: "2026.11.0" };
  const emulator = await startEmulator({ life, core, clock: realClock });
  const url = `http://${address}:7180`;
  const connected: McpClient[] = [];
  return {
    ...{ home, emulator, life, release, folder: folder.path, url },
    alex: visit(emulator.openPanel({ id: home.userId("Alex"), username: "alex", name: "Alex" })),
    async model(secret) {
      const connect = clients["SDK 2.x that finds out"];
      if (connect === undefined) throw new Error("There is no such client.");
      const client = await connect(url, secret);
      connected.push(client);
      return client;
    },
    async close() {
      await Promise.all(connected.map((client) => client.close()));
      await life.close();
      await emulator.close();
      await home.close();
      await folder.remove();
    },
  };
}
