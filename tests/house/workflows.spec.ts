import { expect } from "chai";
import { parse } from "yaml";
import { z } from "zod";
import { nodeVersionsIn, workflowFaults } from "../../scripts/ci/static/workflow-rules.ts";
import { readJson, readText, repositoryFiles } from "../support/repository.ts";

const paths = repositoryFiles().filter((path) => path.startsWith(".github/workflows/"));
const texts = paths.map(readText);
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(readJson("package.json"));

describe("The workflows", () => {
  for (const path of paths)
    it(`${path} has least rights, pinned actions and an end in time`, () => {
      expect(workflowFaults(readText(path))).to.deep.equal([]);
    });

  it("are found by names that the Supervisor takes for no build file", () => {
    expect(paths).to.have.lengthOf(3);
    for (const path of paths) expect(path).to.match(/\/(check|images|release)\.yml$/);
  });

  it("check on the versions of Node that the gate runs on", () => {
    const inGate = Array.from(readText(".ci/run").matchAll(/\(node (\d+)\)/g), ([, n]) =>
      Number(n),
    );
    expect(nodeVersionsIn(readText(".github/workflows/check.yml"))).to.have.members([
      ...new Set(inGate),
    ]);
  });

  it("run only scripts that there are", () => {
    const named = texts.flatMap((text) => [
      ...Array.from(text.matchAll(/npm run ([\w:]+)/g), ([, name = ""]) => name),
      ...Array.from(text.matchAll(/"(test:\w+)"/g), ([, name = ""]) => name),
    ]);
    expect(named).to.include.members(["check", "check:app", "test:home"]);
    expect(named.filter((name) => scripts[name] === undefined)).to.deep.equal([]);
    const files = texts.flatMap((text) => text.match(/scripts\/[\w/.-]+\.(ts|mjs|sh)/g) ?? []);
    expect(files.filter((path) => !repositoryFiles().includes(path))).to.deep.equal([]);
  });

  it("take each action in one version", () => {
    const used = texts.flatMap((text) => Array.from(text.matchAll(/uses: (\S+)@(\S+)/g)));
    const versions = new Set(used.map(([, action = "", digest = ""]) => `${action} ${digest}`));
    const actions = new Set(used.map(([, action]) => action));
    expect(versions.size).to.equal(actions.size);
  });

  it("write to the registry and the repository when a release is made, and never else", () => {
    const writing = paths.filter((path) => /^ +[\w-]+: write$/m.test(readText(path)));
    expect(writing).to.deep.equal([".github/workflows/release.yml"]);
  });
});

describe("The release", () => {
  const { jobs } = z
    .object({
      jobs: z.record(
        z.string(),
        z.object({
          needs: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
          permissions: z.record(z.string(), z.string()).default({}),
          steps: z
            .array(
              z.object({
                uses: z.string().optional(),
                with: z.record(z.string(), z.unknown()).default({}),
              }),
            )
            .default([]),
        }),
      ),
    })
    .parse(parse(readText(".github/workflows/release.yml")));
  const builders = "home-assistant/builder/actions/";
  /** The one step of a job that is this builder's. */
  const stepOf = (job: string, action: string) =>
    jobs[job]?.steps.find(({ uses }) => uses?.startsWith(`${builders}${action}@`))?.with;

  it("signs the image of each architecture and their manifest with its own identity", () => {
    for (const [job, action] of [
      ["image", "build-image"],
      ["manifest", "publish-multi-arch-manifest"],
    ] as const) {
      // The builder signs unless it is told not to.
      expect(stepOf(job, action), job).to.be.an("object");
      expect(stepOf(job, action), job).not.to.have.property("cosign");
      expect(jobs[job]?.permissions, job).to.include({ "id-token": "write", packages: "write" });
    }
    expect(stepOf("image", "build-image")).to.include({ push: "true" });
    expect(stepOf("image", "build-image")).to.include.keys("cosign-base-verify");
  });

  it("tells nobody before everything is checked, built and one manifest", () => {
    expect(jobs["image"]?.needs).to.include("check");
    expect(jobs["manifest"]?.needs).to.include("image");
    expect(jobs["publish"]?.needs).to.include("manifest");
  });
});

describe("The rules of workflows", () => {
  const digest = "a".repeat(40);
  const sound = [
    "on: push",
    "permissions:",
    "  contents: read",
    "concurrency: one",
    "jobs:",
    "  check:",
    "    runs-on: ubuntu-24.04",
    "    timeout-minutes: 5",
    "    steps:",
    `      - uses: actions/checkout@${digest} # v1.2.3`,
    "        with:",
    "          persist-credentials: false",
    "      - run: npm test",
    "",
  ].join("\n");

  it("let a careful one pass", () => {
    expect(workflowFaults(sound)).to.deep.equal([]);
  });

  for (const [what, from, to] of [
    ["rights for all jobs", "contents: read", "contents: write"],
    ["no word of rights", "permissions:\n  contents: read\n", ""],
    ["runs beside each other", "concurrency: one\n", ""],
    ["a stranger's code with our rights", "on: push", "on: pull_request_target"],
    ["a job without an end", "    timeout-minutes: 5\n", ""],
    ["a runner that changes under its name", "ubuntu-24.04", "ubuntu-latest"],
    ["an action by its tag", `@${digest} # v1.2.3`, "@v1"],
    ["a digest that tells no version", " # v1.2.3", ""],
    ["a token left behind", "persist-credentials: false", "fetch-depth: 1"],
    ["a script from expressions", "npm test", "echo ${{ github.ref }}"],
  ] as const)
    it(`refuse ${what}`, () => {
      expect(workflowFaults(sound.replace(from, to))).to.have.lengthOf(1);
    });
});
