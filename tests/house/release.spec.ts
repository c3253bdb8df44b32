import { Ajv } from "ajv";
import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { appSchema } from "../../scripts/ci/static/app-schema.ts";
import { newestVersion, notesOf } from "../../scripts/release/changelog.ts";
import { describeRelease } from "../../scripts/release/describe.ts";
import { withImage } from "../../scripts/release/store-page.ts";
import { pathOf, readText, readYaml, repositoryFiles } from "../support/repository.ts";

const changelog = [
  "# Changelog",
  "",
  "## 1.1.0",
  "",
  "Better.",
  "",
  "### New",
  "",
  "- A door.",
  "",
  "## 1.0.0",
  "",
  "First.",
  "",
  "## 0.9.0",
  "",
].join("\n");

describe("The text of a release", () => {
  it("is what stands below its version, up to the next", () => {
    expect(notesOf(changelog, "1.1.0")).to.equal("Better.\n\n### New\n\n- A door.\n");
    expect(notesOf(changelog, "1.0.0")).to.equal("First.\n");
  });

  it("is missing when the changelog tells nothing of the version", () => {
    expect(() => notesOf(changelog, "2.0.0")).to.throw("tells nothing of 2.0.0");
    expect(() => notesOf(changelog, "0.9.0")).to.throw("no text");
    expect(() => notesOf(changelog, "1.1")).to.throw("tells nothing");
  });

  it("can be cut from our changelog", () => {
    const ours = readText("CHANGELOG.md");
    expect(notesOf(ours, newestVersion(ours))).not.to.be.empty;
  });

  it("needs a changelog that begins with the newest version", () => {
    expect(newestVersion(changelog)).to.equal("1.1.0");
    expect(() => newestVersion("# Changes\n\n## 1.0.0\n")).to.throw("must begin");
  });
});

describe("What the release workflow is told", () => {
  const config =
    'name: App\nslug: app\nversion: "1.1.0"\ndescription: "It is: small"\narch: [amd64]\n';
  const build = "build_from:\n  amd64: ghcr.io/a/base:1\n";
  const sources = { config, build, changelog, url: "https://example.com/app" };

  it("is the version, the base, the architectures and the labels", () => {
    expect(describeRelease({ ...sources, tag: "1.1.0" }).split("\n")).to.deep.equal([
      "version=1.1.0",
      "image-name=app",
      'architectures=["amd64"]',
      "base=ghcr.io/a/base:1",
      "labels<<END_OF_LABELS",
      "io.hass.type=app",
      "io.hass.name=App",
      "io.hass.description=It is: small",
      "io.hass.url=https://example.com/app",
      "END_OF_LABELS",
      "",
    ]);
  });

  for (const [what, change, why] of [
    ["the tag is of another version", { tag: "1.2.0" }, "The tag is 1.2.0"],
    ["the tag has a letter before it", { tag: "v1.1.0" }, "The tag is v1.1.0"],
    [
      "the changelog is behind",
      { changelog: "# Changelog\n\n## 1.0.0\n" },
      "newest change is 1.0.0",
    ],
    ["there are two bases", { build: `${build}  aarch64: ghcr.io/a/base:2\n` }, "one base"],
  ] as const)
    it(`is an error when ${what}`, () => {
      expect(() => describeRelease({ ...sources, ...change })).to.throw(why);
    });
});

describe("What people's Home Assistant reads of a release", () => {
  const appConfig = z.record(z.string(), z.unknown()).parse(readYaml("config.yaml"));
  const image = "ghcr.io/someone/vestibule";

  it("is our configuration with the image, its comments kept", () => {
    const released = withImage(readText("config.yaml"), image);
    expect(parse(released)).to.deep.equal({ ...appConfig, image });
    expect(released).to.include("# s6-overlay is process 1");
    expect(new Ajv({ allowUnionTypes: true }).validate(appSchema, parse(released))).to.equal(true);
  });

  it("names no image by a tag, nor a second one", () => {
    expect(() => withImage("name: App\n", `${image}:1.0.0`)).to.throw("without a tag");
    expect(() => withImage(`image: ${image}\n`, image)).to.throw("already");
  });

  it("has all that the app store shows, and nothing to build from", () => {
    const folder = mkdtempSync(join(tmpdir(), "vestibule-store-"));
    try {
      const main = pathOf("scripts/release/main.ts");
      const args = ["--import=tsx/esm", main, "store", image, folder];
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: pathOf(".") });
      expect(status, stderr.toString()).to.equal(0);
      const names = readdirSync(folder);
      expect(names).to.include.members(["config.yaml", "repository.yaml", "translations"]);
      expect(names).not.to.include.members(["Dockerfile", "build.yaml"]);
      expect(readFileSync(join(folder, "config.yaml"), "utf8")).to.include(`image: ${image}\n`);
      const ours = repositoryFiles().filter((path) => path.startsWith("translations/"));
      expect(readdirSync(join(folder, "translations"))).to.have.lengthOf(ours.length);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("The branch that the app store follows", () => {
  let folder: string;
  const git = (...args: readonly string[]) =>
    spawnSync("git", args, { cwd: folder, encoding: "utf8" }).stdout.trim();
  const push = (message: string) => {
    const script = pathOf("scripts/release/push-store.sh");
    return spawnSync("bash", [script, join(folder, "remote.git"), join(folder, "store"), message]);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vestibule-stable-"));
    git("init", "--quiet", "--bare", "remote.git");
    mkdirSync(join(folder, "store"));
    writeFileSync(join(folder, "store/config.yaml"), "version: 1\n");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("gets one commit with each release, and only its files", () => {
    expect(push("Vestibule 1").status).to.equal(0);
    writeFileSync(join(folder, "store/DOCS.md"), "# Documents\n");
    expect(push("Vestibule 2").status).to.equal(0);
    expect(git("-C", "remote.git", "log", "--format=%s", "stable")).to.equal(
      "Vestibule 2\nVestibule 1",
    );
    expect(git("-C", "remote.git", "ls-tree", "-r", "--name-only", "stable")).to.equal(
      "DOCS.md\nconfig.yaml",
    );
  });

  it("is an error when it cannot be reached", () => {
    rmSync(join(folder, "remote.git"), { recursive: true });
    expect(push("Vestibule 1").status).not.to.equal(0);
  });
});
