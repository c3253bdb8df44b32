import { expect } from "chai";
import fc from "fast-check";
import { createActing } from "../../server/gateway/acting.ts";
import { createAudit } from "../../server/gateway/audit.ts";
import { createGateway } from "../../server/gateway/call-tool.ts";
import { createGuard } from "../../server/gateway/guard-home.ts";
import { anyCasePlan, type CasePlan } from "../support/any-house/plans.ts";
import {
  breachesIn,
  properties,
  type Breach,
  type Property,
} from "../support/any-house/properties.ts";
import { createRoad, type Road } from "../support/any-house/road.ts";
import { promise } from "../support/promise.ts";

const seed = 2_026;
const numRuns = 1_500;

describe("Acting in any house", function () {
  this.timeout(120_000);
  const tally = { calls: 0, sent: 0, refused: 0 };
  const found: Breach[] = [];
  let road: Road;
  before(async () => {
    road = await createRoad({ createActing, createAudit, createGateway, createGuard });
    for (const plan of fc.sample(anyCasePlan, { seed, numRuns }))
      found.push(...(await breachesIn(plan, road, tally)));
  });

  /** Each case is played once for all properties; one that does not hold is played again to be made small. */
  async function hold(property: Property): Promise<void> {
    const isAboutIt = (breach: Breach) => breach.property === property;
    if (!found.some(isAboutIt)) return;
    const holds = async (plan: CasePlan) => {
      const how = (await breachesIn(plan, road)).filter(isAboutIt);
      expect(how).to.deep.equal([]);
    };
    await fc.assert(fc.asyncProperty(anyCasePlan, holds), { seed, numRuns });
    expect(found.filter(isAboutIt).slice(0, 3)).to.deep.equal([]);
  }

  const [overstepping, naming, sending, refusing, foresight, lesser, chances, writing] = properties;

  promise("scope.acts", "any house and call", () => hold(overstepping));
  promise("judge.everything", "any house and call", () => hold(overstepping));
  promise("judge.sensitive", "any house and call", () => hold(overstepping));
  promise("judge.unknown", "any house and call", () => hold(overstepping));
  promise("judge.escalation", "any house and call", () => hold(overstepping));
  promise("judge.limits", "any house and call", () => hold(overstepping));
  promise("judge.changed", "any house, call and meddler", () => hold(overstepping));
  promise("scope.unseen", "any house and call", () => hold(naming));
  promise("act.exact", "any house and call", () => hold(sending));
  promise("judge.nothing-moves", "any house and call", () => hold(refusing));
  promise("act.rehearsal", "any house and call", () => hold(foresight));
  promise("access.ceiling", "any house, call and token", () => hold(lesser));
  promise("access.update", "any house, call and token", () => hold(overstepping));
  promise("audit.before-act", "any house and call", () => hold(writing));
  it("names the automations that a lamp may set off", () => hold(chances));

  it("is tried often enough to prove something", () => {
    expect(tally.calls).to.be.above(5_000);
    expect(tally.sent).to.be.above(300);
    expect(tally.refused).to.be.above(1_000);
  });
});
