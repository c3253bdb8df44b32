import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { z } from "zod";
import { readConfig } from "../../server/config.ts";
import {
  commandsOf,
  copiedFromContext,
  packagesOf,
  parseDockerfile,
  textsOf,
} from "../support/dockerfile.ts";
import {
  executables,
  pathOf,
  readJson,
  readText,
  readYaml,
  repositoryFiles,
} from "../support/repository.ts";

const appConfig = z
  .object({
    arch: z.array(z.string()),
    ports: z.record(z.string(), z.number()),
    timeout: z.number(),
  })
  .parse(readYaml("config.yaml"));
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(readJson("package.json"));
const { port, ingressPort } = readConfig({ DATA_DIR: "/nowhere", SUPERVISOR_TOKEN: "any" });

const service = "rootfs/etc/s6-overlay/s6-rc.d/vestibule";
const run = readText(`${service}/run`).trimEnd().split("\n");

describe("The image", () => {
  const { args, stages } = parseDockerfile(readText("Dockerfile"));
  const [build, native, final] = stages;
  if (build === undefined || native === undefined || final === undefined)
    throw new Error("The Dockerfile has fewer than three stages.");

  it("is built from what build.yaml says, for every architecture and by no digest", () => {
    const base = args["BUILD_FROM"];
    expect(base).to.match(/^ghcr\.io\/home-assistant\/base:[\d.]+-[\d.]+$/);
    expect(readYaml("build.yaml")).to.deep.equal({
      build_from: Object.fromEntries(appConfig.arch.map((arch) => [arch, base])),
    });
    expect(stages.map(({ from }) => from)).to.deep.equal(Array(3).fill("${BUILD_FROM}"));
  });

  it("is made of a build, the native modules and the rest", () => {
    expect(stages.map(({ name }) => name)).to.deep.equal(["build", "native", "final"]);
  });

  it("runs no script of a package while it is built", () => {
    const installs = stages
      .flatMap(commandsOf)
      .filter((command) => /^npm (ci|i|install|prune)\b/.test(command));
    expect(installs).to.have.lengthOf(3);
    for (const command of installs) expect(command).to.include("--ignore-scripts");
  });

  it("is built by the scripts that everybody uses", () => {
    expect(commandsOf(build)).to.include.members(["npm ci --ignore-scripts", "npm run build"]);
  });

  it("compiles SQLite against the headers of its own Node, and downloads nothing", () => {
    const commands = stages.flatMap(commandsOf).join("\n");
    expect(commands).to.match(
      /node-gyp rebuild --directory node_modules\/sqlite3 --nodedir=\/usr$/m,
    );
    expect(commands).not.to.match(/\b(curl|wget|git clone|npx)\b/);
    expect(stages.flatMap((stage) => textsOf(stage, "ADD"))).to.deep.equal([]);
  });

  it("has the same Node in every stage, and pins what it ships", () => {
    const node = stages.map((stage) =>
      packagesOf(stage).find((name) => name.startsWith("nodejs=")),
    );
    expect(new Set(node).size).to.equal(1);
    for (const name of packagesOf(final)) expect(name).to.match(/=/);
  });

  it("ends without npm, Python or a compiler", () => {
    expect(packagesOf(final)).to.deep.equal(["nodejs=~24"]);
  });

  it("takes from the repository what .dockerignore lets in, and nothing else is let in", () => {
    const [everything, ...rest] = readText(".dockerignore")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(everything).to.equal("*");
    expect(rest).to.have.members(
      [...new Set(stages.flatMap(copiedFromContext))].map((p) => `!${p}`),
    );
  });

  it("copies only what is in the repository", () => {
    const files = repositoryFiles();
    for (const path of stages.flatMap(copiedFromContext))
      expect(
        files.some((file) => file === path || file.startsWith(`${path}/`)),
        path,
      ).to.equal(true);
  });

  it("says what it is, in the words of the Supervisor and of every registry", () => {
    const labels = textsOf(final, "LABEL").join();
    for (const name of ['type="app"', "name", "description", "arch", "version"])
      expect(labels).to.include(`io.hass.${name}`);
    expect(textsOf(final, "ARG")).to.deep.equal(["BUILD_ARCH", "BUILD_VERSION"]);
  });

  it("carries a list of what it is made of, without what only its making needed", () => {
    expect(commandsOf(build)).to.include("node scripts/sbom/write.ts > sbom.cdx.json");
    expect(textsOf(final, "COPY")).to.include("--from=build /app/sbom.cdx.json ./");
  });

  it("opens the public port, and asks for its health on the other", () => {
    expect(ingressPort).to.equal(8099);
    expect(appConfig.ports).to.deep.equal({ [`${port}/tcp`]: port });
    expect(textsOf(final, "EXPOSE")).to.deep.equal([String(port)]);
    expect(textsOf(final, "HEALTHCHECK").join()).to.include(
      `CMD curl -fsS http://127.0.0.1:${ingressPort}/health || exit 1`,
    );
  });

  it("runs for production where the service looks for it", () => {
    expect(textsOf(final, "ENV").join()).to.include("NODE_ENV=production");
    expect(textsOf(final, "WORKDIR")).to.deep.equal(["/app"]);
    expect(run).to.include("cd /app || exit 1");
  });
});

describe("The service", () => {
  const files = repositoryFiles().filter((path) => path.startsWith("rootfs/"));

  it("is started by s6 as one long run", () => {
    expect(readText(`${service}/type`)).to.equal("longrun\n");
    expect(files).to.include.members([
      `${service}/dependencies.d/base`,
      "rootfs/etc/s6-overlay/s6-rc.d/user/contents.d/vestibule",
    ]);
  });

  it("is Node itself, with the container's environment and bounded memory", () => {
    expect(run[0]).to.equal("#!/command/with-contenv sh");
    expect(run.at(-1)).to.match(
      /^exec node --max-semi-space-size=\d+ --max-old-space-size=\d+ --optimize-for-size dist\/server\/main\.js$/,
    );
    expect(run).to.include(`export READY_FD=${readText(`${service}/notification-fd`).trim()}`);
    expect(scripts["start"]).to.equal("exec node dist/server/main.js");
  });

  it("has executable scripts that the shell can read, with the line ends of Unix", () => {
    const scriptPaths = files.filter((path) => readText(path).startsWith("#!"));
    expect(scriptPaths).to.have.members([`${service}/run`, `${service}/finish`]);
    expect(executables("rootfs")).to.have.members(scriptPaths);
    for (const path of scriptPaths) {
      expect(spawnSync("bash", ["-n", pathOf(path)]).status, path).to.equal(0);
      expect(readText(path)).not.to.include("\r");
    }
  });

  it("halts in time also when the copy of a large database takes too long", () => {
    const finish = readText(`${service}/finish`);
    const [, seconds] = /^timeout (\d+) .* backup write /m.exec(finish) ?? [];
    const waitedMs = Number(readText(`${service}/timeout-finish`));

    expect(Number(seconds) * 1000).to.be.within(1000, waitedMs - 5000);
  });

  it("is killed before the Supervisor would kill the whole container", () => {
    const killedAfterMs = Number(readText(`${service}/timeout-kill`));
    const graceOfS6Ms = 3000;
    expect(killedAfterMs + graceOfS6Ms).to.be.within(13_000, appConfig.timeout * 1000);
  });
});
