// Which paths an app may call: by any token, by its role, and what only Home Assistant itself may.
import type { Manifest } from "../manifest.ts";

type Role = Manifest["hassio_role"];

const slug = "[-_.A-Za-z0-9]+";

const oneOf = (...paths: readonly string[]): RegExp => new RegExp(`^(?:${paths.join("|")})$`);

/** Doors of others, with rules of their own. */
const elsewhere = oneOf(
  "/(?:homeassistant|core)/api/.*",
  "/(?:homeassistant|core)/websocket",
  "/ingress/[-_A-Za-z0-9]+/.*",
);

const withoutToken = oneOf("/supervisor/ping", `/(?:store/)?addons/${slug}/(?:logo|icon)`);

const anyApp = oneOf(
  "/addons/self/(?!security|update)[^/]+",
  "/addons/self/options/config",
  "/info",
  "/services.*",
  "/discovery.*",
  "/auth",
);

const coreOnly = oneOf(`/addons/${slug}/sys_options`);

const informed = "/.+/info";
const roles: Readonly<Record<Role, RegExp>> = {
  default: oneOf(informed),
  homeassistant: oneOf(informed, "/core/.+", "/homeassistant/.+"),
  backup: oneOf(informed, "/backups.*"),
  manager: oneOf(
    informed,
    `/addons(?:/${slug}/(?!security).+|/reload)?`,
    "/audio/.+",
    "/auth/cache",
    "/available_updates",
    "/backups.*",
    "/cli/.+",
    "/core/.+",
    "/dns/.+",
    "/docker/.+",
    "/jobs/.+",
    "/hardware/.+",
    "/homeassistant/.+",
    "/host/.+",
    "/mounts.*",
    "/multicast/.+",
    "/network/.+",
    "/observer/.+",
    "/os/(?!datadisk/wipe).+",
    "/refresh_updates",
    "/resolution/.+",
    "/security/.+",
    "/snapshots.*",
    "/store.*",
    "/supervisor/.+",
  ),
  admin: /.*/,
};

export const isElsewhere = (path: string): boolean => elsewhere.test(path);

export const needsNoToken = (path: string): boolean => withoutToken.test(path);

export function mayCall(
  { hassio_api, hassio_role }: Pick<Manifest, "hassio_api" | "hassio_role">,
  path: string,
): boolean {
  if (coreOnly.test(path)) return false;
  return anyApp.test(path) || (hassio_api && roles[hassio_role].test(path));
}
