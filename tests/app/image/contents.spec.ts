import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { executables, readJson, readYaml } from "../../support/repository.ts";
import { readImageConfig, type ImageConfig } from "./harness/image-recipe.ts";
import { linesOf, readReport } from "./harness/image-report.ts";
import { currentImage } from "./harness/places.ts";

const budgetBytes = 90e6;
const manifest = z
  .object({ name: z.string(), version: z.string(), description: z.string() })
  .parse(readYaml("config.yaml"));

describe("what is in the image", () => {
  let image: string;
  let config: ImageConfig;
  let paths: readonly string[];

  before(async () => {
    image = await realpath(currentImage);
    config = await readImageConfig(image);
    paths = (await readdir(join(image, "root"), { recursive: true })).map((path) => `/${path}`);
  });

  const matching = (pattern: RegExp) => paths.filter((path) => pattern.test(path));
  const inApp = (path: string) => stat(join(image, "root/app", path));

  it("takes less than the budget, compressed as a registry keeps it", async () => {
    const report = await readReport(image);
    const lines = linesOf(report).join("\n");
    expect(report.zstd, lines).to.be.below(budgetBytes);
    expect(report.gzip, lines).to.be.below(budgetBytes);
  });

  it("is mostly not ours: what Vestibule adds to Node and the base is less than 15 MB", async () => {
    const { parts } = await readReport(image);
    const ours = parts.filter((part) => part.ours).reduce((sum, { zstd }) => sum + zstd, 0);
    expect(ours).to.be.within(1e6, 15e6);
  });

  it("has Node, and nothing that installs or compiles", () => {
    const tools =
      /bin\/(npm|npx|yarn|corepack|node-gyp|python3?(\.\d+)?|gcc|g\+\+|cc|c\+\+|make|ld|as|strip)$/;
    expect(matching(/^\/usr\/bin\/node$/)).to.have.lengthOf(1);
    expect(matching(tools)).to.deep.equal([]);
    expect(matching(/^\/usr\/include\/node\//)).to.deep.equal([]);
  });

  it("keeps no cache of what built it, and nothing of the machine that did", () => {
    expect(matching(/^\/var\/cache\/apk\/.|^\/root\/\.(npm|cache)|^\/tmp\/./)).to.deep.equal([]);
    expect(matching(/^\/\.stand-in\/./)).to.deep.equal([]);
    expect(matching(/\/(\.npmrc|npmrc)$/)).to.deep.equal([]);
    const variables = config.Env.map((line) => line.split("=")[0]);
    expect(variables).to.have.members([
      ...["PATH", "LANG", "S6_BEHAVIOUR_IF_STAGE2_FAILS", "NODE_ENV", "S6_VERBOSITY"],
    ]);
  });

  it("has no sources, maps or types of modules, and their binaries for this machine alone", () => {
    expect(matching(/^\/app\/node_modules\/.*\.(map|d\.[cm]?ts|cc?|cpp|h|o|gyp)$/)).to.deep.equal(
      [],
    );
    const binaries = matching(/^\/app\/.*\.node$/);
    const foreign = binaries.filter((path) => path.includes("prebuilds/"));
    expect(binaries).to.include("/app/node_modules/sqlite3/build/Release/node_sqlite3.node");
    for (const path of foreign) expect(path).to.include(`/linux-${process.arch}/`);
  });

  it("has no package that is for development alone", () => {
    const { devDependencies, dependencies } = z
      .object({
        devDependencies: z.record(z.string(), z.string()),
        dependencies: z.record(z.string(), z.string()),
      })
      .parse(readJson("package.json"));
    const modules = new Set(matching(/^\/app\/node_modules\/(@[^/]+\/)?[^/@]+$/));
    const has = (name: string) => modules.has(`/app/node_modules/${name}`);
    expect(Object.keys(dependencies).filter((name) => !has(name))).to.deep.equal([]);
    expect(Object.keys(devDependencies).filter(has)).to.deep.equal([]);
  });

  it("belongs to root, and nobody else may change any of it", async () => {
    for (const path of matching(/^\/(app|etc\/s6-overlay)\//)) {
      const { uid, gid, mode } = await stat(join(image, "root", path));
      expect([uid, gid], path).to.deep.equal([0, 0]);
      expect(mode & 0o022, path).to.equal(0);
      expect(mode & 0o444, path).to.equal(0o444);
    }
  });

  it("has scripts that can be run, as in the repository", async () => {
    for (const path of executables("rootfs"))
      expect((await stat(join(image, "root", path.slice("rootfs/".length)))).mode & 0o777).to.equal(
        0o755,
      );
    expect((await inApp("dist/cli/main.js")).mode & 0o111).to.equal(0o111);
  });

  it("lists in its SBOM every module that it has, with the version that it has", async () => {
    const text = await readFile(join(image, "root/app/sbom.cdx.json"), "utf8");
    const { bomFormat, components } = z
      .object({
        bomFormat: z.literal("CycloneDX"),
        components: z.array(z.object({ "bom-ref": z.string(), purl: z.string() })),
      })
      .parse(JSON.parse(text));
    const listed = new Set(components.map(({ purl }) => decodeURIComponent(purl)));
    expect(bomFormat).to.equal("CycloneDX");
    for (const path of matching(
      /^\/app\/(.*\/)?node_modules\/(@[^/]+\/)?[^/@.]+\/package\.json$/,
    )) {
      const { name, version } = z
        .object({ name: z.string(), version: z.string() })
        .parse(JSON.parse(await readFile(join(image, "root", path), "utf8")));
      expect(listed.has(`pkg:npm/${name}@${version}`), `${name}@${version}`).to.equal(true);
    }
  });

  it("says what it is", () => {
    const { name, version, description } = manifest;
    const architecture = process.arch === "arm64" ? "aarch64" : "amd64";
    expect(config.Labels).to.include({
      ...{ "io.hass.type": "app", "io.hass.name": name, "io.hass.description": description },
      ...{ "io.hass.version": version, "io.hass.arch": architecture },
      ...{ "org.opencontainers.image.title": name, "org.opencontainers.image.version": version },
      "org.opencontainers.image.licenses": "Apache-2.0",
    });
  });

  it("starts by s6, opens the public port, and is asked for its health every half minute", () => {
    expect(config.Entrypoint).to.deep.equal(["/init"]);
    expect(Object.keys(config.ExposedPorts)).to.deep.equal(["7180/tcp"]);
    expect(config.Healthcheck.Interval).to.equal(30e9);
    expect(config.WorkingDir).to.equal("/app");
  });
});
