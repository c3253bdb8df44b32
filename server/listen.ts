import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { AppError } from "./errors.ts";

export interface Listener {
  /** The port in use, also when 0 was asked for. */
  readonly port: number;
  /** Takes no more requests and gives those that run a moment. */
  close(): Promise<void>;
}

const graceMs = 2_000;
const headersTimeoutMs = 15_000;
const requestTimeoutMs = 60_000;
/** How often late requests are looked for; Node's own half minute is added to both limits above. */
const timeoutCheckMs = 5_000;

export interface Place {
  readonly port: number;
  /** Every interface when absent. */
  readonly host: string | undefined;
  /** For all headers of a request together; Node's own 16 KiB when absent. */
  readonly maxHeaderBytes?: number;
}

/** @throws AppError conflict with one readable line when the port is taken. */
export async function listen(
  app: RequestListener,
  { port, host, maxHeaderBytes }: Place,
): Promise<Listener> {
  const server = createServer(
    {
      ...(maxHeaderBytes === undefined ? {} : { maxHeaderSize: maxHeaderBytes }),
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: timeoutCheckMs,
    },
    app,
  );
  server.listen({ port, ...(host === undefined ? {} : { host }) });
  try {
    await once(server, "listening");
  } catch (error) {
    throw new AppError("conflict", `Port ${port} cannot be used.`, {
      hint: "Something else may listen there; choose another with PORT or INGRESS_PORT.",
      cause: error,
    });
  }
  const address = server.address() as AddressInfo; // a listening TCP server always has one
  return {
    port: address.port,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(late);
    },
  };
}
