import {
  createConnection,
  ERR_CANNOT_CONNECT,
  ERR_INVALID_AUTH,
  createLongLivedTokenAuth,
  type Connection,
  type HaWebSocket,
} from "home-assistant-js-websocket";
import { WebSocket } from "ws";
import type { DemoHome } from "../../server/demo/demo-home.ts";

/** Home Assistant's own client over `ws`: what tells the demo home from a real one would fail here. */
export function connect(home: DemoHome, token = home.token): Promise<Connection> {
  const auth = createLongLivedTokenAuth(home.url, token);
  return createConnection({ auth, createSocket: () => openSocket(auth.wsUrl, token) });
}

function openSocket(url: string, access_token: string): Promise<HaWebSocket> {
  const socket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    // The library takes plain numbers for errors.
    const giveUp: (code: number) => void = reject;
    const onClose = () => giveUp(ERR_CANNOT_CONNECT);
    socket.on("error", () => socket.terminate());
    socket.once("close", onClose);
    socket.on("message", function answer(frame: Buffer) {
      const { type, ha_version } = JSON.parse(frame.toString()) as Record<string, string>; // Auth phase.
      if (type === "auth_required") socket.send(JSON.stringify({ type: "auth", access_token }));
      if (type === "auth_invalid") giveUp(ERR_INVALID_AUTH);
      if (type !== "auth_ok") return;
      socket.off("message", answer);
      socket.off("close", onClose);
      // The library reads nothing of a socket but what both kinds have.
      const ours = socket as unknown as HaWebSocket;
      ours.haVersion = ha_version ?? "";
      const features = { coalesce_messages: 1 };
      socket.send(JSON.stringify({ id: 1, type: "supported_features", features }));
      resolve(ours);
    });
  });
}
