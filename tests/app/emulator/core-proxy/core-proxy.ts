import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { isExploit } from "../exploit-filter.ts";
import type { Door, EmulatorParts } from "../parts.ts";
import { isCoreUp } from "./ask-core.ts";
import { refuse, turnAway } from "./refusals.ts";
import { answerRest } from "./rest.ts";
import { serveApp, type CoreProxyModes } from "./serve-app.ts";

export interface CoreProxy extends Door {
  /** What goes wrong at the moment; may be changed at any time. */
  readonly modes: CoreProxyModes;
  /** How often somebody asked for a WebSocket, also in vain. */
  readonly attempts: number;
  /** WebSockets that are open now. */
  readonly connections: number;
}

const webSocketPaths = ["/core/websocket", "/core/api/websocket", "/homeassistant/websocket"];

const pathOf = (url = ""): string => url.split("?")[0] ?? "";

const isRest = (path: string) => path.startsWith("/core/api/");

/** The Supervisor between an app and Core: it knows the app's token, and Core knows the Supervisor's. */
export function createCoreProxy(
  parts: EmulatorParts & { readonly modes?: Partial<CoreProxyModes> },
): CoreProxy {
  const modes = { shutsOutAfterAuth: false, ...parts.modes };
  // Larger than what an app may send, so that it is dropped and not told why.
  const maxPayload = 128 * 1024 * 1024;
  const sockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false });
  const open = new Set<Duplex>();
  let attempts = 0;

  function keep(socket: Duplex): void {
    if (open.has(socket)) return;
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  }

  async function letIn(...[req, socket, head]: Parameters<Door["upgrade"]>): Promise<void> {
    const isUp = await isCoreUp(parts.core);
    if (socket.destroyed) return;
    if (!isUp) {
      turnAway(socket, 502);
      return;
    }
    sockets.handleUpgrade(req, socket, head, (ws: WebSocket) => {
      serveApp(ws, { ...parts, modes });
    });
  }

  return {
    modes,
    get attempts() {
      return attempts;
    },
    get connections() {
      return sockets.clients.size;
    },
    handle(req, res) {
      const path = pathOf(req.url);
      const isForSockets = webSocketPaths.includes(path);
      if (!isForSockets && !isRest(path)) return false;
      keep(req.socket);
      if (isForSockets || isExploit(req.url ?? "")) refuse(res, 400);
      else answerRest(req, res, parts).catch(() => res.destroy());
      return true;
    },
    upgrade(req, socket, head) {
      if (!webSocketPaths.includes(pathOf(req.url))) return false;
      attempts += 1;
      socket.on("error", () => socket.destroy());
      keep(socket);
      if (isExploit(req.url ?? "")) turnAway(socket, 400);
      else letIn(req, socket, head).catch(() => socket.destroy());
      return true;
    },
    close() {
      for (const socket of open) socket.destroy();
      return Promise.resolve();
    },
  };
}
