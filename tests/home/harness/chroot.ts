import { existsSync } from "node:fs";

export interface Inside {
  readonly argv: readonly string[];
  /** Host folder -> folder inside, which must exist. */
  readonly binds?: Readonly<Record<string, string>>;
}

/**
 * The command line that runs `argv` inside `root`. Its mounts live in a namespace of their own and
 * vanish with it; every step is an exec, so that the process id stays that of the program itself.
 */
export function inChroot(root: string, { argv, binds = {} }: Inside): string[] {
  const mounts = ['mount -t proc proc "$root/proc"', 'mount --rbind /dev "$root/dev"'];
  const pairs = Object.entries(binds);
  mounts.push(...pairs.flatMap(() => ['mount --bind "$1" "$root$2"', "shift 2"]));
  const script = ['root="$1"', "shift", ...mounts, 'exec chroot "$root" "$@"'].join(" && ");
  return ["unshare", "--mount", "sh", "-c", script, "sh", root, ...pairs.flat(), ...argv];
}

/** What programs inside may know of this machine: how to reach the package registries, no more. */
export function environmentInside(): NodeJS.ProcessEnv {
  const known: NodeJS.ProcessEnv = {};
  for (const name of ["http_proxy", "https_proxy", "no_proxy", "PIP_INDEX_URL"]) {
    const value = process.env[name] ?? process.env[name.toUpperCase()];
    if (value !== undefined) known[name] = value;
  }
  const index = known["PIP_INDEX_URL"];
  return {
    ...known,
    ...(index === undefined ? {} : { UV_DEFAULT_INDEX: index }),
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: "/root",
    LANG: "C.UTF-8",
    DEBIAN_FRONTEND: "noninteractive",
    PIP_CERT: certificatesInside,
    SSL_CERT_FILE: certificatesInside,
  };
}

export const certificatesInside = "/etc/ssl/certs/ca-certificates.crt";

/** The machine's own bundle: behind a company's proxy it differs from Debian's. */
export function certificatesOfThisMachine(): string | undefined {
  return [process.env["SSL_CERT_FILE"], certificatesInside].find(
    (file) => file !== undefined && existsSync(file),
  );
}
