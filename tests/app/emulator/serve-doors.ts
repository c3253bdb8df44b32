import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Door } from "./parts.ts";

export interface DoorServer {
  /** Listens nowhere yet: whoever composes says where. */
  readonly server: Server;
  readonly close: () => Promise<void>;
}

/** For what no door takes. */
export interface Otherwise {
  handle(req: IncomingMessage, res: ServerResponse): void;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Node would refuse, all fields together, what Home Assistant takes one by one. */
export const serverLimits = { maxHeaderSize: 262_144 } as const;

const nobody: Otherwise = {
  handle: (_req, res) => void res.writeHead(404).end(),
  upgrade: (_req, socket) => void socket.destroy(),
};

/** The first door that takes a request answers it. */
export function serveDoors(doors: readonly Door[], otherwise = nobody): DoorServer {
  const sockets = new Set<Duplex>();
  const server = createServer(serverLimits, (req, res) => {
    if (!doors.some((door) => door.handle(req, res))) otherwise.handle(req, res);
  });
  server.on("upgrade", (req, socket, head) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    if (!doors.some((door) => door.upgrade(req, socket, head)))
      otherwise.upgrade(req, socket, head);
  });
  return {
    server,
    async close() {
      const closed = once(server, "close");
      server.close();
      await Promise.all(doors.map((door) => door.close()));
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await closed;
    },
  };
}
