import { expect } from "chai";
import {
  outOfDate,
  readAudit,
  reviewedSchema,
  unreviewed,
} from "../../../scripts/ci/static/advisories.ts";
import { runProgram } from "../../../scripts/ci/static/run-program.ts";
import { pathOf, readYaml } from "../../support/repository.ts";

const { advisories: reviewed } = reviewedSchema.parse(readYaml(".ci/reviewed-advisories.yaml"));

describe("The packages", () => {
  it("have no weakness that nobody has read about, as far as the registry tells", () => {
    const { stdout } = runProgram("npm", ["audit", "--json"], { cwd: pathOf(".") });
    const audit = readAudit(stdout);
    if ("unanswered" in audit) {
      const said = `the registry has no advisories (${audit.unanswered})`;
      // Where pushes are judged there is no excuse.
      if (process.env["ADVISORIES"] === "required") throw new Error(said);
      console.log(`    NOT AUDITED: ${said}; the workflow audits on each push.`);
      return;
    }
    console.log(`    audited: ${audit.known.length} known, ${reviewed.length} reviewed.`);
    expect(unreviewed(audit.known, reviewed)).to.deep.equal([]);
  });

  it("have no review that is out of date", () => {
    expect(outOfDate(reviewed, new Date().toISOString().slice(0, 10))).to.deep.equal([]);
  });
});
