import { expect } from "chai";
import { z } from "zod";
import { readJson, readText } from "../support/repository.ts";

const { automerge, packageRules, customManagers } = z
  .object({
    automerge: z.literal(false),
    packageRules: z.array(
      z.object({ groupName: z.string().optional(), automerge: z.boolean().optional() }),
    ),
    customManagers: z.array(
      z.object({
        managerFilePatterns: z.array(z.string()),
        matchStrings: z.array(z.string()),
        depNameTemplate: z.string().optional(),
      }),
    ),
  })
  .parse(readJson("renovate.json"));

/** What a manager would find in a file of ours. */
function foundIn(file: string): readonly string[] {
  return customManagers
    .filter(({ managerFilePatterns }) =>
      managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file)),
    )
    .flatMap(({ matchStrings }) => matchStrings)
    .flatMap((pattern) => readText(file).match(new RegExp(pattern, "g")) ?? []);
}

describe("Renovate", () => {
  it("merges nothing by itself", () => {
    expect(automerge).to.equal(false);
    expect(packageRules.filter((rule) => rule.automerge === true)).to.deep.equal([]);
  });

  it("brings together what belongs together", () => {
    const groups = packageRules.flatMap(({ groupName }) => groupName ?? []);
    expect(groups).to.have.members([
      ...["npm production", "npm development", "GitHub actions", "base image", "Alpine packages"],
    ]);
  });

  it("finds every mention of the base, and Node and npm by their major version", () => {
    const bases = (text: string) => text.match(/home-assistant\/base:/g) ?? [];
    expect(foundIn("build.yaml")).to.have.lengthOf(bases(readText("build.yaml")).length);
    const inDockerfile = foundIn("Dockerfile").map((found) => found.trim());
    expect(inDockerfile.filter((found) => found.includes("base:"))).to.have.lengthOf(1);
    expect(inDockerfile).to.include.members(["nodejs=~24", "npm=~11"]);
  });

  it("looks for packages in the Alpine of the base", () => {
    const [, alpine = ""] = /base:(\d+\.\d+)-/.exec(readText("build.yaml")) ?? [];
    const names = customManagers.flatMap(({ depNameTemplate }) => depNameTemplate ?? []);
    expect(names).to.deep.equal([`alpine_${alpine.replace(".", "_")}/{{package}}`]);
  });
});
