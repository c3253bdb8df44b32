// What the Supervisor runs on and beside; a spec changes it while it runs.
import type { OptionSources } from "./options.ts";

export type SupervisorState =
  "initialize" | "setup" | "startup" | "running" | "freeze" | "shutdown" | "stopping" | "close";

/** What the app that provides MQTT told the Supervisor. */
export interface MqttService {
  readonly addon: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly ssl: boolean;
  readonly protocol: "3.1" | "3.1.1";
}

export interface Machine extends OptionSources {
  /** It answers in startup, running and freeze only. */
  state: SupervisorState;
  coreIsUp: boolean;
  mqtt: MqttService | undefined;
  readonly hasAppArmor: boolean;
  readonly arch: "aarch64" | "amd64";
  readonly hostname: string;
  readonly timezone: string;
}

export function createMachine(unusual: Partial<Machine> = {}): Machine {
  return {
    state: "running",
    coreIsUp: true,
    mqtt: undefined,
    hasAppArmor: true,
    arch: "amd64",
    hostname: "homeassistant",
    timezone: "Etc/UTC",
    secrets: {},
    devices: [],
    ...unusual,
  };
}

export const isReady = ({ state }: Pick<Machine, "state">): boolean =>
  state === "startup" || state === "running" || state === "freeze";
