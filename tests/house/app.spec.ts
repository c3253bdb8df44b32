import { expect } from "chai";
import { z } from "zod";
import { rating, type Rated } from "../app/emulator/api/rating.ts";
import { readManifest } from "../app/emulator/manifest.ts";
import { readBytes, readJson, readText, readYaml, repositoryFiles } from "../support/repository.ts";

const appConfig = z.record(z.string(), z.unknown()).parse(readYaml("config.yaml"));
const { version } = z.object({ version: z.string() }).parse(readJson("package.json"));

/** What the Supervisor assumes; its linter refuses a key that only says so again. */
const defaults: Readonly<Record<string, unknown>> = {
  apparmor: true,
  backup: "hot",
  boot: "auto",
  hassio_role: "default",
  ingress_port: 8099,
  init: true,
  panel_admin: true,
  panel_icon: "mdi:puzzle",
  stage: "stable",
  startup: "application",
  timeout: 10,
};
const offByDefault = [
  ...["audio", "auth_api", "devicetree", "docker_api", "full_access", "gpio", "hassio_api"],
  ...["homeassistant_api", "host_dbus", "host_ipc", "host_network", "host_pid", "host_uts"],
  ...["ingress", "ingress_stream", "journald", "kernel_modules", "realtime", "stdin", "tmpfs"],
  ...["uart", "udev", "usb", "video"],
];
const withoutDefault = [
  ...["arch", "backup_exclude", "backup_post", "backup_pre", "breaking_versions", "description"],
  ...["devices", "discovery", "environment", "homeassistant", "image", "ingress_entry", "machine"],
  ...["map", "name", "options", "panel_title", "ports", "ports_description", "privileged"],
  ...["schema", "services", "slug", "ulimits", "url", "version"],
];
/** Allowed by the schema of the past, refused or warned about today. */
const dead = ["advanced", "auto_uart", "codenotary", "legacy", "squash", "watchdog", "webui"];

/** Its own AppArmor profile counts where an app is installed, on a host that has AppArmor. */
const ratingOf = (manifest: Rated): number =>
  rating(manifest, { installed: true, hostHasAppArmor: true });

/** Width, height and colour type of a PNG, from its header. */
function pngHeader(path: string) {
  const bytes = readBytes(path);
  expect(bytes.subarray(0, 8).toString("latin1"), path).to.equal("\x89PNG\r\n\x1a\n");
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), colours: bytes[25] };
}
const colourWithAlpha = 6;

describe("The repository, as the Supervisor searches it", () => {
  const files = repositoryFiles();
  const named = (name: string) =>
    files.filter((path) => new RegExp(`(^|/)${name}\\.(ya?ml|json)$`).test(path));

  it("holds one app, at its root", () => {
    const looked = (path: string) =>
      path.split("/").every((part) => part !== "rootfs" && !part.startsWith("."));
    expect(named("config").filter(looked)).to.deep.equal(["config.yaml"]);
  });

  it("says once whose it is", () => {
    expect(named("repository")).to.deep.equal(["repository.yaml"]);
    expect(readYaml("repository.yaml")).to.have.property("name").that.is.a("string");
  });

  it("says once what it is built from, dot folders included", () => {
    expect(named("build")).to.deep.equal(["build.yaml"]);
  });
});

describe("The app's configuration", () => {
  it("uses keys that the Supervisor knows, and none that is dead", () => {
    const known = [...Object.keys(defaults), ...offByDefault, ...withoutDefault];
    expect(known).to.include.members(Object.keys(appConfig));
    expect(appConfig).not.to.have.any.keys(...dead);
  });

  it("says nothing that holds anyway", () => {
    const off = offByDefault.map((key) => [key, false] as const);
    for (const [key, usual] of [...Object.entries(defaults), ...off])
      expect(appConfig[key], key).not.to.equal(usual);
  });

  it("names the app, its architectures and the oldest Home Assistant", () => {
    expect(appConfig).to.include({
      name: "Vestibule",
      slug: "vestibule",
      homeassistant: "2026.4.0",
    });
    expect(appConfig["arch"]).to.deep.equal(["aarch64", "amd64"]);
  });

  it("has the version of the package, and of the newest change", () => {
    const newest = /^# Changelog\n+## (\S+)\n/.exec(readText("CHANGELOG.md"))?.[1];
    expect(appConfig["version"]).to.equal(version);
    expect(newest).to.equal(version);
  });

  it("leaves process 1 to s6-overlay", () => {
    expect(appConfig["init"]).to.equal(false);
  });

  it("shows the panel to everybody in the home, not to admins alone", () => {
    expect(appConfig).to.include({ ingress: true, panel_admin: false });
  });

  it("never has a database copied while it is written", () => {
    const cold = appConfig["backup"] === "cold";
    expect(cold).to.equal(appConfig["backup_pre"] === undefined);
  });

  it("earns the best security rating", () => {
    expect(ratingOf(readManifest())).to.equal(8);
  });
});

describe("The security rating", () => {
  for (const [what, config, rating] of [
    ["an app that asks for nothing", {}, 6],
    ["one with Ingress", { ingress: true }, 8],
    ["one with Home Assistant's login alone", { auth_api: true }, 7],
    ["one without AppArmor", { ingress: true, apparmor: false }, 6],
    [
      "a manager on the host's network",
      { ingress: true, hassio_role: "manager", host_network: true },
      6,
    ],
    ["one that may trace others", { ingress: true, privileged: ["SYS_PTRACE"] }, 7],
    ["one that owns Docker", { ingress: true, docker_api: true }, 1],
  ] as const)
    it(`gives ${what} ${rating}`, () => {
      expect(ratingOf(config)).to.equal(rating);
    });
});

describe("The app's AppArmor profile", () => {
  const lines = readText("apparmor.txt").split("\n");

  it("stands once at the beginning of a line, under the app's slug", () => {
    const profiles = lines.filter((line) => /^\s*profile /.test(line));
    expect(profiles.filter((line) => line.startsWith("profile "))).to.have.lengthOf(1);
    expect(profiles[0]).to.match(/^profile vestibule flags=\(.+\) \{$/);
  });

  it("names itself by a wildcard elsewhere, for the Supervisor puts a prefix before the slug", () => {
    const peers = lines.flatMap((line) => /peer=([^,\s]+)/.exec(line)?.[1] ?? []);
    expect(peers).to.have.members(["*_vestibule//node", "*_vestibule"]);
  });

  it("keeps Node in a profile of its own, that starts no program", () => {
    expect(lines).to.include("  /usr/bin/node cx -> node,");
    const child = lines.slice(lines.findIndex((line) => line.startsWith("  profile node ")));
    const rules = child.filter((line) => line.trimStart().startsWith("/"));
    const access = rules.map((line) => line.trim().split(" ").at(-1));
    expect(access).to.include("rwk,");
    for (const letters of access) expect(letters).to.match(/^[rwmk]+,$/);
  });

  it("lets Node write nowhere but to its data and temporary files", () => {
    const child = lines.slice(lines.findIndex((line) => line.startsWith("  profile node ")));
    const written = child.flatMap((line) => /^\s*(\/\S+) \S*w\S*,$/.exec(line)?.[1] ?? []);
    expect(written).to.deep.equal(["/data/{,**}", "/tmp/{,**}"]);
  });
});

describe("The app's pictures", () => {
  it("are an icon and a logo in the sizes that Home Assistant shows", () => {
    expect(pngHeader("icon.png")).to.deep.equal({
      width: 128,
      height: 128,
      colours: colourWithAlpha,
    });
    expect(pngHeader("logo.png")).to.deep.equal({
      width: 250,
      height: 100,
      colours: colourWithAlpha,
    });
  });
});
