import type { Log } from "../log.ts";
import type { Supervisor } from "./supervisor.ts";

/** As apps reach Home Assistant itself, which the Supervisor's proxy is not. */
export interface CoreAddress {
  readonly url: string;
  /** Its certificate is made out to the name that browsers use, and this hop never leaves the Supervisor's own
   * network. The Supervisor does the same there: `ssl=False` for `/auth/token` and the WebSocket, in
   * supervisor/homeassistant/api.py and websocket.py. */
  readonly anyCertificate: boolean;
}

const patienceMs = 3_000;
/** Home Assistant's usual port, wherever the Supervisor does not say another. */
export const usualPort = 8123;

interface Asked {
  readonly supervisor: Pick<Supervisor, "now"> | undefined;
  /** Home Assistant's name among the machine's apps. */
  readonly host: string;
  readonly log: Pick<Log, "warn">;
}

/** Finds Home Assistant's own address anew each time: an update or its owner may change the port. */
export function createCoreAddress({ supervisor, host, log }: Asked): () => Promise<CoreAddress> {
  let isSaid = false;
  return async () => {
    const core = (await supervisor?.now(patienceMs))?.core;
    if (core === undefined) {
      if (!isSaid)
        log.warn({ port: usualPort }, "Home Assistant is tried at its usual port to sign in");
      isSaid = true;
      return { url: `http://${host}:${usualPort}`, anyCertificate: false };
    }
    const { ssl, port } = core;
    return { url: `${ssl ? "https" : "http"}://${host}:${port}`, anyCertificate: ssl };
  };
}
