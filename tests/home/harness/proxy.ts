import { createServer, connect, type AddressInfo, type Socket } from "node:net";

/** A road to a home that can be cut at will: a drop costs milliseconds, a restart seconds. */
export interface Proxy {
  readonly url: string;
  /** Cuts what is open, politely or not. New connections pass. */
  drop(how: "closed" | "reset"): void;
  /** Cuts the next connection after this many bytes from the home: in the middle of something. */
  cutNextAfter(bytes: number): void;
  /** Whether new connections pass. */
  admit(open: boolean): void;
  close(): Promise<void>;
}

export async function startProxy(targetPort: number): Promise<Proxy> {
  const open = new Set<Socket>();
  let admitting = true;
  let cutAfter = Infinity;

  const server = createServer((client) => {
    const home = connect(targetPort, "127.0.0.1");
    const pair = [client, home];
    let left = cutAfter;
    cutAfter = Infinity;
    for (const socket of pair) {
      open.add(socket);
      // A reset on one side is the end of both; the errors it makes are what is wanted.
      socket.on("error", () => undefined);
      socket.once("close", () => {
        open.delete(socket);
        for (const other of pair) other.destroy();
      });
    }
    if (!admitting) client.destroy();
    home.on("data", (chunk) => {
      left -= chunk.length;
      if (left < 0) client.resetAndDestroy();
    });
    client.pipe(home);
    home.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server that listens has this kind of address.
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    drop(how) {
      for (const socket of open) {
        if (how === "reset") socket.resetAndDestroy();
        else socket.destroy();
      }
    },
    cutNextAfter(bytes) {
      cutAfter = bytes;
    },
    admit(isOpen) {
      admitting = isOpen;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
