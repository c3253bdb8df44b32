// Home Assistant's Ingress: from the browser through Core and the Supervisor to the app.
import type { Door, EmulatorParts } from "../parts.ts";
import { createCoreHop, type CoreHopParts } from "./core-hop.ts";
import { createSessions, type IngressSessions } from "./sessions.ts";
import { createSupervisorHop, type SupervisorHopParts } from "./supervisor-hop.ts";

export interface Ingress {
  /** For the Supervisor's server. */
  readonly supervisorHop: Door;
  /** For the server that stands for Home Assistant's own address: see `createFrontDoor`. */
  readonly coreHop: Door;
  readonly sessions: IngressSessions;
}

export type IngressParts = EmulatorParts & CoreHopParts & Pick<SupervisorHopParts, "localAddress">;

export function createIngress(parts: IngressParts): Ingress {
  const sessions = createSessions(parts.clock);
  return {
    supervisorHop: createSupervisorHop({ ...parts, sessions }),
    coreHop: createCoreHop(parts),
    sessions,
  };
}
