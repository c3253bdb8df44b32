// The security rating of an app, 1 to 8, as its page in Home Assistant shows it.
import type { Manifest } from "../manifest.ts";

export type Rated = Partial<
  Pick<
    Manifest,
    | "apparmor"
    | "auth_api"
    | "docker_api"
    | "full_access"
    | "hassio_role"
    | "host_network"
    | "host_pid"
    | "host_uts"
    | "ingress"
    | "kernel_modules"
    | "privileged"
  >
>;

export interface RatedWhere {
  /** Its own AppArmor profile counts only where it is loaded: once installed, on a host that has AppArmor. */
  readonly installed: boolean;
  readonly hostHasAppArmor: boolean;
}

const mighty =
  /^(BPF|CHECKPOINT_RESTORE|DAC_READ_SEARCH|NET_ADMIN|NET_RAW|PERFMON|SYS_(ADMIN|MODULE|PTRACE|RAWIO))$/;

/** For an app that brings a profile of its own. */
export function rating(manifest: Rated, { installed, hostHasAppArmor }: RatedWhere): number {
  const privileges = manifest.privileged ?? [];
  if (manifest.docker_api || manifest.full_access) return 1;
  const points = [
    5,
    manifest.apparmor === false ? -1 : installed && hostHasAppArmor ? 1 : 0,
    manifest.ingress ? 2 : manifest.auth_api ? 1 : 0,
    manifest.kernel_modules || privileges.some((name) => mighty.test(name)) ? -1 : 0,
    // The role counts even where hassio_api is off.
    manifest.hassio_role === "admin" ? -2 : manifest.hassio_role === "manager" ? -1 : 0,
    manifest.host_network ? -1 : 0,
    manifest.host_pid ? -2 : 0,
    manifest.host_uts && privileges.includes("SYS_ADMIN") ? -1 : 0,
  ];
  const sum = points.reduce((total, n) => total + n);
  return Math.min(8, Math.max(1, sum));
}
