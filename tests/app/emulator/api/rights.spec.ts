import { expect } from "chai";
import { isElsewhere, mayCall, needsNoToken } from "./rights.ts";

const callers = {
  "any token": { hassio_api: false, hassio_role: "default" },
  "any token with a role but without the API": { hassio_api: false, hassio_role: "admin" },
  hassio_api: { hassio_api: true, hassio_role: "default" },
  homeassistant: { hassio_api: true, hassio_role: "homeassistant" },
  backup: { hassio_api: true, hassio_role: "backup" },
  manager: { hassio_api: true, hassio_role: "manager" },
  admin: { hassio_api: true, hassio_role: "admin" },
} as const;

type Caller = keyof typeof callers;

const everybody: readonly Caller[] = [
  "any token",
  "any token with a role but without the API",
  "hassio_api",
  "homeassistant",
  "backup",
  "manager",
  "admin",
];
const withApi: readonly Caller[] = everybody.slice(2);

const matrix: readonly (readonly [readonly Caller[], ...(readonly string[])])[] = [
  [everybody, "/addons/self/info", "/addons/self/options", "/addons/self/restart"],
  [everybody, "/addons/self/stop", "/addons/self/stats", "/addons/self/logs"],
  [everybody, "/addons/self/options/config", "/info", "/services", "/services/mqtt"],
  [everybody, "/discovery", "/discovery/0123", "/auth"],
  [withApi, "/core/info", "/network/info", "/host/info", "/os/info", "/backups/info"],
  [withApi, "/addons/core_mosquitto/info", "/supervisor/info"],
  [["homeassistant", "manager", "admin"], "/core/restart", "/core/logs"],
  [["backup", "manager", "admin"], "/backups", "/backups/new/full"],
  [["manager", "admin"], "/addons", "/addons/reload", "/addons/core_mosquitto/restart"],
  [["manager", "admin"], "/addons/self/logs/follow", "/addons/self/options/validate"],
  [["manager", "admin"], "/addons/self/update", "/store", "/host/reboot", "/os/update"],
  [["manager", "admin"], "/network/reload", "/jobs/reset", "/mounts", "/audio/reload"],
  [["manager", "admin"], "/supervisor/reload", "/auth/cache", "/available_updates"],
  [["admin"], "/auth/list", "/auth/reset", "/ingress/panels", "/os/datadisk/wipe"],
  [["admin"], "/addons/self/security", "/addons/core_mosquitto/security", "/nowhere"],
  [[], "/addons/self/sys_options", "/addons/core_mosquitto/sys_options"],
];

describe("The rights of an app at the Supervisor", () => {
  for (const [allowed, ...paths] of matrix)
    for (const path of paths)
      it(`lets ${allowed.join(", ") || "nobody"} call ${path}`, () => {
        const may = everybody.filter((caller) => mayCall(callers[caller], path));
        expect(may).to.deep.equal(allowed);
      });

  it("want no token for a ping, an icon and a logo", () => {
    expect(
      ["/supervisor/ping", "/addons/a/icon", "/store/addons/a/logo"].filter(needsNoToken),
    ).to.have.lengthOf(3);
    expect(["/supervisor/info", "/addons/a/info", "/info"].filter(needsNoToken)).to.deep.equal([]);
  });

  it("say nothing of the ways to Home Assistant and through Ingress", () => {
    const others = ["/core/api/", "/core/api/states", "/homeassistant/websocket", "/ingress/t/a/b"];
    expect(others.filter(isElsewhere)).to.deep.equal(others);
    expect(["/core/info", "/core/api", "/ingress/session"].filter(isElsewhere)).to.deep.equal([]);
  });
});
