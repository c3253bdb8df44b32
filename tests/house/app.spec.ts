import { expect } from "chai";
import { z } from "zod";
import { newestVersion } from "../../scripts/release/changelog.ts";
import { rating, type Rated } from "../app/emulator/api/rating.ts";
import { readManifest } from "../app/emulator/manifest.ts";
import { readBytes, readJson, readText, readYaml, repositoryFiles } from "../support/repository.ts";

const appConfig = z.record(z.string(), z.unknown()).parse(readYaml("config.yaml"));
const lockSchema = z.object({
  version: z.string(),
  packages: z.object({ "": z.object({ version: z.string() }) }),
});
const { version } = z.object({ version: z.string() }).parse(readJson("package.json"));

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

  it("keeps no picture, page or profile of another app", () => {
    const beside = /(^|\/)(icon|logo)\.png$|(^|\/)(DOCS|CHANGELOG)\.md$|(^|\/)apparmor\.txt$/;
    expect(files.filter((path) => beside.test(path))).to.have.members([
      ...["CHANGELOG.md", "DOCS.md", "apparmor.txt", "icon.png", "logo.png"],
    ]);
  });

  it("has translations for the Supervisor in one folder, and nothing else there", () => {
    const inFolders = files.filter((path) => /(^|\/)translations\//.test(path));
    expect(inFolders).not.to.be.empty;
    for (const path of inFolders) expect(path).to.match(/^translations\/[a-z]{2}\.yaml$/);
  });
});

describe("The app's configuration", () => {
  it("names the app, its architectures and the oldest Home Assistant", () => {
    expect(appConfig).to.include({
      name: "Vestibule",
      slug: "vestibule",
      homeassistant: "2026.4.0",
    });
    expect(appConfig["arch"]).to.deep.equal(["aarch64", "amd64"]);
  });

  it("has the version of the package, its lock and the newest change", () => {
    const { version: locked, packages } = lockSchema.parse(readJson("package-lock.json"));
    expect(appConfig["version"]).to.equal(version);
    expect([locked, packages[""].version]).to.deep.equal([version, version]);
    expect(newestVersion(readText("CHANGELOG.md"))).to.equal(version);
  });

  it("asks the Supervisor as little as it can, and sees no password of Home Assistant's", () => {
    expect(appConfig).to.include({ hassio_api: true, homeassistant_api: true });
    expect(appConfig).not.to.have.any.keys("hassio_role", "auth_api");
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
