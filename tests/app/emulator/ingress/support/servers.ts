import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serverLimits } from "../../serve-doors.ts";

export interface Listening {
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  close(): Promise<void>;
}

/** On loopback, on a port of its own. */
export async function listening(of: Server | RequestListener): Promise<Listening> {
  const server = typeof of === "function" ? createServer(serverLimits, of) : of;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a listening TCP server always has one
  return {
    ...{ server, port, url: `http://127.0.0.1:${port}` },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
