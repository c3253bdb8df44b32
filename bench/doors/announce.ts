import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Tells whoever started this process where it listens, in the words that Vestibule's log has for it. */
export function announce(server: Server): void {
  void once(server, "listening").then(() => {
    const { port } = server.address() as AddressInfo; // a listening TCP server always has one
    console.log(JSON.stringify({ port, msg: "listening" }));
  });
}
