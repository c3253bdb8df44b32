// What the Supervisor tells of Home Assistant, of itself and of what both run on.
import type { Core } from "../parts.ts";
import type { Machine } from "./machine.ts";

export const supervisorVersion = "2026.08.0";

const features = ["reboot", "shutdown", "services", "network", "hostname", "timedate", "os_agent"];
const operatingSystem = "Home Assistant OS 17.0";
const osVersion = "17.0";
const board = { aarch64: "green", amd64: "generic-x86-64" } as const;

export const rootView = (core: Core, machine: Machine): object => ({
  supervisor: supervisorVersion,
  homeassistant: core.version,
  hassos: osVersion,
  docker: "29.1.3",
  hostname: machine.hostname,
  operating_system: operatingSystem,
  features,
  machine: board[machine.arch],
  machine_id: "0f5b3c1de8f04c7f8a1ab1c6a2a84c11",
  arch: machine.arch,
  state: machine.state,
  supported_arch: [machine.arch],
  supported: true,
  channel: "stable",
  logging: "info",
  timezone: machine.timezone,
});

export function coreView(core: Core, machine: Machine): object {
  const { port, protocol } = new URL(core.url);
  const ssl = protocol === "https:";
  return {
    version: core.version,
    version_latest: core.version,
    update_available: false,
    machine: board[machine.arch],
    ip_address: "172.30.32.1",
    arch: machine.arch,
    image: `ghcr.io/home-assistant/${board[machine.arch]}-homeassistant`,
    boot: true,
    port: port === "" ? (ssl ? 443 : 80) : Number(port),
    ssl,
    watchdog: true,
    audio_input: null,
    audio_output: null,
    backups_exclude_database: false,
    duplicate_log_file: false,
  };
}

export const networkView = (): object => ({
  interfaces: [
    {
      interface: "end0",
      type: "ethernet",
      enabled: true,
      connected: true,
      primary: true,
      mac: "02:00:5E:00:53:01",
      ipv4: {
        method: "auto",
        address: ["192.168.1.10/24"],
        nameservers: ["192.168.1.1"],
        gateway: "192.168.1.1",
        route_metric: null,
        ready: true,
      },
      ipv6: {
        method: "auto",
        addr_gen_mode: "default",
        ip6_privacy: "default",
        address: ["fe80::5eff:fe00:5301/64"],
        nameservers: [],
        gateway: null,
        route_metric: null,
        ready: true,
      },
      wifi: null,
      vlan: null,
      mdns: "announce",
      llmnr: "announce",
    },
  ],
  docker: {
    interface: "hassio",
    address: "172.30.32.0/23",
    gateway: "172.30.32.1",
    dns: "172.30.32.3",
  },
  host_internet: true,
  supervisor_internet: true,
});

export const hostView = ({ hostname, timezone, hasAppArmor }: Machine, now: number): object => ({
  agent_version: "1.8.0",
  apparmor_version: hasAppArmor ? "3.1.2" : null,
  chassis: "embedded",
  virtualization: "",
  cpe: `cpe:2.3:o:home-assistant:haos:${osVersion}:*:production:*:*:*:*:*`,
  deployment: "production",
  disk_free: 20.5,
  disk_total: 28.1,
  disk_used: 6.4,
  disk_life_time: 10,
  features,
  hostname,
  llmnr_hostname: hostname,
  kernel: "6.12.48-haos",
  operating_system: operatingSystem,
  timezone,
  dt_utc: new Date(now).toISOString(),
  dt_synchronized: true,
  use_ntp: true,
  startup_time: 12.3,
  boot_timestamp: now * 1000,
  broadcast_llmnr: true,
  broadcast_mdns: true,
});

export const osView = ({ arch }: Machine): object => ({
  version: osVersion,
  version_latest: osVersion,
  version_pending: null,
  update_available: false,
  board: arch === "aarch64" ? "green" : "generic-x86-64",
  boot: "A",
  data_disk: "disk-of-the-house",
  boot_slots: {
    A: { state: "booted", status: "good", version: osVersion },
    B: { state: "inactive", status: "good", version: osVersion },
  },
});

export const backupsView = (): object => ({ backups: [], days_until_stale: 30 });

/** An app that idles. */
export const statsView = (): object => ({
  cpu_percent: 0.4,
  memory_usage: 96_468_992,
  memory_limit: 4_112_732_160,
  memory_percent: 2.35,
  network_rx: 1_204_224,
  network_tx: 806_912,
  blk_read: 12_288,
  blk_write: 1_806_336,
});
