// What the journeys of people share: one real home, the whole of Vestibule before it on a road that can be
// cut, and people who come in by every door.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import supertest from "supertest";
import { z } from "zod";
import type { Api } from "../../../shared/api.ts";
import type { MeView } from "../../../shared/views.ts";
import { startVestibule, type Vestibule } from "../../../server/compose.ts";
import { readConfig } from "../../../server/config.ts";
import { createLog } from "../../../server/log.ts";
import { askApi, type ApiCaller, type Asked } from "../../support/ask-api.ts";
import { dressedAs } from "../../support/callers.ts";
import type { OpenDoors } from "../../support/doors.ts";
import { startHomeAssistant, type RealHome } from "../harness/home-assistant.ts";
import * as owner from "../harness/people.ts";
import { startProxy, type Proxy } from "../harness/proxy.ts";

export type Doors = Pick<OpenDoors, "http" | "ingress" | "url">;

/** Somebody in Home Assistant's sidebar. */
export interface Sidebar extends ApiCaller {
  readonly me: MeView;
}

export interface Person {
  /** Of their account in Home Assistant. */
  readonly homeId: string;
  readonly account: { readonly username: string; readonly password: string };
  readonly sidebar: Sidebar;
  /** Of a token for every door, with the rights of its user. */
  readonly secret: string;
}

interface Opened {
  readonly real: RealHome;
  readonly road: Proxy;
  readonly doors: Doors;
  readonly vestibule: Vestibule;
  /** Who owns the home. */
  readonly camille: Omit<Person, "account">;
}

export interface House extends Opened {
  /** An account in Home Assistant, whose person opens Vestibule and makes a token. */
  welcome(name: string, group?: owner.Group): Promise<Person>;
  enter(homeId: string): Promise<Sidebar>;
  /** @throws Error when it is refused. */
  ask<Name extends keyof Api>(
    route: Name,
    who: ApiCaller | string,
    asked?: Asked<Name>,
  ): Promise<Api[Name]["reply"]>;
  /** What this route answers each of them. */
  statuses(
    route: keyof Api,
    callers: readonly (ApiCaller | string)[],
    asked?: Asked,
  ): Promise<number[]>;
  call(secret: string, tool: string, args?: object): Promise<Answer>;
  /** Whether Vestibule knows the home as it is now. */
  isInStep(): Promise<boolean>;
}

/** What a tool answered over REST. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

const silent = createLog({ level: "fatal", format: "text", write: () => undefined });
const accounts = z.array(z.object({ id: z.string(), username: z.string().nullable() }));

/** Opens it before the specs of this block, and closes it after them. */
export function moveIn(): House {
  let opened: Opened | undefined;
  let dataDir = "";
  const now = (): Opened => {
    if (opened === undefined) throw new Error("Nobody has moved in yet.");
    return opened;
  };

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "vestibule-people-"));
    const real = await startHomeAssistant();
    const road = await startProxy(real.port);
    const { doors, vestibule } = await open({ real, road, dataDir });
    const list = accounts.parse(await real.command({ type: "config/auth/list" }));
    const homeId = list.find(({ username }) => username === "camille")?.id ?? "";
    const sidebar = await enter(doors, homeId);
    const secret = await issue(doors, sidebar);
    opened = { real, road, doors, vestibule, camille: { homeId, sidebar, secret } };
  });
  after(async () => {
    await opened?.vestibule.close();
    await opened?.road.close();
    await opened?.real.remove();
    await rm(dataDir, { recursive: true, force: true });
  });

  return {
    get real() {
      return now().real;
    },
    get road() {
      return now().road;
    },
    get doors() {
      return now().doors;
    },
    get vestibule() {
      return now().vestibule;
    },
    get camille() {
      return now().camille;
    },
    async welcome(name, group) {
      const { real, doors } = now();
      const account = { username: name.toLowerCase(), password: `not-a-secret-of-${name}` };
      const wish = { name, ...account, ...(group === undefined ? {} : { group }) };
      const homeId = await owner.createPerson(real, wish);
      const sidebar = await enter(doors, homeId);
      return { homeId, account, sidebar, secret: await issue(doors, sidebar) };
    },
    enter: (homeId) => enter(now().doors, homeId),
    ask: (route, who, asked) => ask(now().doors, route, who, asked),
    async statuses(route, callers, asked) {
      const answers = callers.map((caller) => askApi(now().doors, route, caller, asked));
      return (await Promise.all(answers)).map(({ status }) => status);
    },
    async call(secret, tool, args = {}) {
      const answer = await fetch(`${now().doors.url}/rest/${tool}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" },
        body: JSON.stringify(args),
      });
      return { status: answer.status, text: await answer.text() };
    },
    isInStep: async () => (await fetch(`${now().doors.url}/ready`)).status === 200,
  };
}

async function open({
  real,
  road,
  dataDir,
}: Pick<Opened, "real" | "road"> & { readonly dataDir: string }) {
  const config = readConfig(
    {},
    {
      ...{ DATA_DIR: dataDir, HOST: "127.0.0.1", PORT: "0", INGRESS_PORT: "0" },
      ...{ INGRESS_PEER: "127.0.0.1", CALLS_PER_MINUTE: "10000" },
      ...{ HOME_URL: road.url, HOME_TOKEN: real.ownerToken },
    },
  );
  const vestibule = await startVestibule(config, silent);
  expect(await vestibule.homeReady(30_000)).to.equal(true);
  const url = `http://127.0.0.1:${vestibule.port}`;
  const ingress = supertest(`http://127.0.0.1:${vestibule.ingressPort}`);
  return { vestibule, doors: { url, http: supertest(url), ingress } };
}

async function enter(doors: Doors, homeId: string): Promise<Sidebar> {
  const caller = dressedAs({ id: homeId });
  const me = await ask(doors, "GET /api/auth/me", caller);
  const headers = { ...caller.headers(), "X-CSRF-Token": me.csrf_token ?? "" };
  return { ...caller, me, headers: () => headers };
}

async function issue(doors: Doors, sidebar: Sidebar): Promise<string> {
  const body = { name: "laptop", rights: "same", doors: ["mcp", "rest", "api"] } as const;
  return (await ask(doors, "POST /api/tokens", sidebar, { body })).token;
}

async function ask<Name extends keyof Api>(
  doors: Doors,
  route: Name,
  who: ApiCaller | string,
  asked?: Asked<Name>,
): Promise<Api[Name]["reply"]> {
  const { status, reply, text } = await askApi(doors, route, who, asked);
  if (status !== 200 && status !== 201) throw new Error(`${route}: ${status} ${text}`);
  return reply;
}
