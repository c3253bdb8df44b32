// One real Home Assistant with the app installed in an emulated Supervisor, at a real machine's addresses.
import { mkdtemp, rm } from "node:fs/promises";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Api } from "../../../shared/api.ts";
import { startHomeAssistant, type RealHome } from "../../home/harness/home-assistant.ts";
import * as owner from "../../home/harness/people.ts";
import { until } from "../../home/harness/until.ts";
import { compile } from "../../support/compiled.ts";
import { clients, type McpClient } from "../../support/mcp-clients.ts";
import { realClock } from "../emulator/clock.ts";
import type { MakeContainer } from "../emulator/container.ts";
import { startEmulator, type Emulator } from "../emulator/emulator.ts";
import { folderContainer } from "../emulator/lifecycle/folder-container.ts";
import { install, type Lifecycle } from "../emulator/lifecycle/lifecycle.ts";
import { readManifest } from "../emulator/manifest.ts";
import { visit, type Visitor } from "../emulator/visitor.ts";
import { imageContainer, removeContainers } from "../image/harness/image-container.ts";
import { addresses } from "./addresses.ts";

export interface Machine {
  readonly real: RealHome;
  readonly emulator: Emulator;
  readonly life: Lifecycle;
  /** Who owns the home, in the panel. */
  readonly camille: Visitor;
  /** With all her rights. */
  readonly secret: string;
  /** Of somebody who is in Home Assistant already: their panel. */
  panelOf(username: string): Promise<Visitor & { readonly homeId: string }>;
  /** Somebody new in Home Assistant. */
  welcome(name: string, group?: owner.Group): Promise<Visitor & { readonly homeId: string }>;
  model(secret: string): Promise<McpClient>;
  /** What the owner sees of the app's users. */
  users(): Promise<Api["GET /api/users"]["reply"]>;
  isReady(): Promise<boolean>;
}

export const publicUrl = `http://${addresses.app}:7180`;

const accounts = z.array(
  z.object({ id: z.string(), username: z.string().nullable(), name: z.string().nullable() }),
);

/** From the image when there is one to run, else from the folder. */
async function makeContainers(): Promise<MakeContainer> {
  if (process.env["VESTIBULE_IMAGE"] !== undefined)
    return async (wish) => ({ ...(await imageContainer(wish)), address: addresses.app });
  return folderContainer({ dist: await compile(), address: addresses.app, everywhere: true });
}

/** Set up before the specs of this block, and gone after them. */
export function setUpMachine(): Machine {
  let folder = "";
  let set: Pick<Machine, "real" | "emulator" | "life" | "camille" | "secret"> | undefined;
  const connected: McpClient[] = [];
  const undo: (() => Promise<unknown>)[] = [];
  const now = () => {
    if (set === undefined) throw new Error("The machine is not set up yet.");
    return set;
  };

  async function panelOf(username: string): Promise<Visitor & { readonly homeId: string }> {
    const { real, emulator } = now();
    const list = accounts.parse(await real.command({ type: "config/auth/list" }));
    const account = list.find((one) => one.username === username);
    if (account === undefined) throw new Error(`Nobody is called ${username}.`);
    return { ...visit(emulator.openPanel(account)), homeId: account.id };
  }

  before(async () => {
    if (Object.keys(networkInterfaces()).some((name) => name !== "lo"))
      throw new Error("These addresses belong to a network of their own: run npm run test:app.");
    folder = await mkdtemp(join(tmpdir(), "vestibule-app-"));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    undo.push(() => removeContainers(() => undefined));
    const real = await startHomeAssistant();
    undo.push(() => real.remove());
    const life = await install({
      ...{ manifest: readManifest(), makeContainer: await makeContainers() },
      ...{ dataDir: join(folder, "data"), clock: realClock, healthEveryMs: 100 },
    });
    undo.push(() => life.close());
    const core = { url: real.url, token: real.ownerToken, version: "2026.11.0" };
    const emulator = await startEmulator({
      ...{ life, core, clock: realClock },
      supervisor: { host: addresses.supervisor, port: 80 },
      home: { host: addresses.home, port: 8123 },
    });
    undo.push(() => emulator.close());
    life.setOptions({ calls_per_minute: 10_000 });
    await life.start();
    const list = accounts.parse(await real.command({ type: "config/auth/list" }));
    const account = list.find(({ username }) => username === "camille");
    if (account === undefined) throw new Error("The home has no owner.");
    const camille = visit(emulator.openPanel(account));
    set = { real, emulator, life, camille, secret: await camille.issueToken() };
    await until(isReady, { what: "the app to be in step with the home", seconds: 60 });
  });
  after(async () => {
    for (const client of connected) await client.close();
    for (const step of undo.reverse()) await step();
  });

  const isReady = async () => (await fetch(`${publicUrl}/ready`)).status === 200;

  return {
    get real() {
      return now().real;
    },
    get emulator() {
      return now().emulator;
    },
    get life() {
      return now().life;
    },
    get camille() {
      return now().camille;
    },
    get secret() {
      return now().secret;
    },
    panelOf,
    async welcome(name, group) {
      const username = name.toLowerCase();
      const person = { name, username, password: `not-a-secret-of-${name}` };
      await owner.createPerson(now().real, {
        ...person,
        ...(group === undefined ? {} : { group }),
      });
      return await panelOf(username);
    },
    async model(secret) {
      const connect = clients["SDK 2.x that finds out"];
      if (connect === undefined) throw new Error("There is no such client.");
      const client = await connect(publicUrl, secret);
      connected.push(client);
      return client;
    },
    users: () => now().camille.ask("GET /api/users"),
    isReady,
  };
}
