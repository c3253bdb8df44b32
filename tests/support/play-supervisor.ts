// A Supervisor on a real socket that says what a spec wants it to say.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What stands under `data` of each answer; a function answers itself. */
export type Answers = Record<
  string,
  object | ((request: IncomingMessage, response: ServerResponse) => void)
>;

export const supervisorToken = "5".repeat(112);

export const wellAnswered = () => ({
  "/core/info": { port: 80, ssl: false, version: "2026.11.1", machine: "green" },
  "/addons/self/info": {
    network: { "7180/tcp": 7180 },
    hostname: "local-vestibule",
    version: "0.1.0",
    ingress_url: "/api/hassio_ingress/Abc-12_x/",
    long_description: "# Vestibule",
  },
  "/info": { hostname: "homeassistant", supervisor: "2026.11.0" },
});

export interface PlaySupervisor {
  readonly url: string;
  /** Changed while it runs. */
  readonly answers: Answers;
  /** Paths that were asked for, with the token that came. */
  readonly asked: readonly { readonly path: string; readonly token: unknown }[];
  close(): Promise<void>;
}

export async function playSupervisor(
  answers: Answers = wellAnswered(),
  port = 0,
): Promise<PlaySupervisor> {
  const asked: { path: string; token: unknown }[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push({ path, token: request.headers["x-supervisor-token"] });
    const answer = answers[path];
    if (typeof answer === "function") answer(request, response);
    else if (answer === undefined) response.writeHead(403).end("403: Forbidden");
    else response.end(JSON.stringify({ result: "ok", data: answer }));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const { port: listening } = server.address() as AddressInfo; // a listening TCP server always has one
  return {
    ...{ url: `http://127.0.0.1:${listening}`, answers, asked },
    async close() {
      const closed = once(server, "close");
      server.close().closeAllConnections();
      await closed;
    },
  };
}
