// The API on a port of its own, for specs.
import { createServer, request, type IncomingMessage } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { manualClock } from "../clock.ts";
import { readManifest, type Manifest } from "../manifest.ts";
import type { InstalledApp } from "../parts.ts";
import { startedApp } from "../started-app.ts";
import { createApi, type Api } from "./api.ts";
import { createMachine, type Machine } from "./machine.ts";

export interface Wish {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Heard {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export interface ServedApi {
  readonly api: Api;
  readonly app: InstalledApp;
  readonly machine: Machine;
  readonly token: string;
  /** Who logs in with which password; a null password means that Home Assistant fails to say. */
  readonly passwords: Map<string, string | null>;
  /** What the app wrote, what was done to it, and why nothing more can be. */
  readonly lifecycle: { log: string; readonly done: string[]; fails?: string };
  /** With whatever headers, and nothing else. */
  send(path: string, wish?: Wish): Promise<Heard>;
  /** With the app's token. */
  ask(path: string, wish?: Wish): Promise<Heard>;
  /** With the app's token, and a body in JSON. */
  post(path: string, body: unknown): Promise<Heard>;
  close(): Promise<void>;
}

const modest = { hassio_api: false, auth_api: false, services: [], discovery: [] } as const;

/** Our app, with as few rights as an app can have. */
export async function serveApi(manifest: Partial<Manifest> = {}): Promise<ServedApi> {
  const machine = createMachine();
  const passwords = new Map<string, string | null>();
  const lifecycle: ServedApi["lifecycle"] = { log: "", done: [] };
  const act = (what: string): Promise<void> => {
    if (lifecycle.fails !== undefined) return Promise.reject(new Error(lifecycle.fails));
    lifecycle.done.push(what);
    return Promise.resolve();
  };
  const app = startedApp(
    { ...readManifest(), ...modest, ...manifest },
    { address: "172.30.33.5", ingressToken: "of-ingress", ingressPanel: true },
  );
  const { token } = app;
  const api = createApi({
    app,
    machine,
    clock: manualClock(Date.UTC(2026, 10, 21, 8)),
    core: { url: "http://127.0.0.1", token: "of the Supervisor", version: "2026.11.1" },
    lifecycle: {
      restart: () => act("restart"),
      stop: () => act("stop"),
      log: () => lifecycle.log,
    },
    checkPassword: (username, password) => {
      const right = passwords.get(username);
      if (right === null) return Promise.reject(new Error("Home Assistant says nothing."));
      return Promise.resolve(right === password);
    },
  });
  const server = createServer((req, res) => {
    if (!api.handle(req, res)) res.writeHead(299).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());

  async function send(path: string, { method = "GET", headers = {}, body }: Wish = {}) {
    const res = await new Promise<IncomingMessage>((resolve, reject) => {
      const req = request(
        { host: "127.0.0.1", port, path, method, headers, agent: false },
        resolve,
      );
      req.on("error", reject).end(body);
    });
    const heard = await text(res);
    return {
      status: res.statusCode,
      type: res.headers["content-type"],
      headers: res.headers,
      body: heard,
    };
  }
  const ask = (path: string, { headers, ...wish }: Wish = {}) =>
    send(path, { ...wish, headers: { "X-Supervisor-Token": token, ...headers } });

  return {
    ...{ api, app, machine, token, passwords, lifecycle, send, ask },
    post: (path, body) => ask(path, { method: "POST", body: JSON.stringify(body) }),
    async close() {
      await api.close();
      await new Promise((done) => server.close(done));
    },
  };
}

/** The data of an answer that says ok. */
export const givenBy = ({ body }: Heard): Readonly<Record<string, unknown>> =>
  z
    .object({ result: z.literal("ok"), data: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(body)).data;

/** Status and message of an answer that says no. */
export function refusalOf({ status, body }: Heard): readonly [number | undefined, string] {
  const { message } = z
    .object({ result: z.literal("error"), message: z.string() })
    .parse(JSON.parse(body));
  return [status, message];
}
