import { expect } from "chai";
import fc from "fast-check";
import { join } from "node:path";
import { anyCasePlan } from "../support/any-house/plans.ts";
import { breachesIn } from "../support/any-house/properties.ts";
import { createRoad } from "../support/any-house/road.ts";
import { mutantIn, type Mutation } from "../support/mutant.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";
import { mutations } from "./mutations.ts";

/** As in the properties of acting, so that whatever holds there is broken here by the mutation alone. */
const plans = fc.sample(anyCasePlan, { seed: 2_026, numRuns: 3_000 });

describe("The properties of acting miss, when it is taken out,", function () {
  this.timeout(120_000);
  let folder: TemporaryFolder;
  before(async () => {
    folder = await temporaryFolder();
  });
  after(() => folder.remove());

  async function isNoticed(mutation: Mutation, name: string): Promise<boolean> {
    const road = await createRoad(await mutantIn(join(folder.path, name), mutation));
    for (const plan of plans) if ((await breachesIn(plan, road)).length > 0) return true;
    return false;
  }

  for (const [what, mutation] of mutations)
    it(what, async () => {
      expect(await isNoticed(mutation, what.replaceAll(/\W/gu, "-"))).to.equal(true);
    });
});
