import type { Config } from "./config.ts";
import {
  createIngressApp,
  createPublicApp,
  type IngressParts,
  type PublicParts,
} from "./http/app.ts";
import { maxIngressHeaderBytes } from "./http/ingress-headers.ts";
import { listen } from "./listen.ts";
import type { Log } from "./log.ts";

export interface OpenDoors {
  readonly port: number;
  readonly ingressPort: number;
  /** Takes no more requests, and lets those that run come to their end. */
  close(): Promise<void>;
}

/** Listens on both ports.
 * @throws AppError conflict when one is taken. */
export async function openDoors(
  parts: PublicParts & Omit<IngressParts, "config">,
  config: Config,
  log: Log,
): Promise<OpenDoors> {
  const { host } = config;
  const publicListener = await listen(createPublicApp(parts), { port: config.port, host });
  const ingressApp = createIngressApp({
    ...parts,
    config: { ...config, port: publicListener.port },
    log: log.child("ingress"),
  });
  const ingressListener = await listen(ingressApp, {
    ...{ port: config.ingressPort, host, maxHeaderBytes: maxIngressHeaderBytes },
  });
  return {
    port: publicListener.port,
    ingressPort: ingressListener.port,
    async close() {
      await Promise.all([publicListener.close(), ingressListener.close()]);
    },
  };
}
