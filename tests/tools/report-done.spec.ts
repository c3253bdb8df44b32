import { expect } from "chai";
import type { Action, DoneAction } from "../../server/tools/define.ts";
import { reportDone } from "../../server/tools/report-done.ts";
import { startPlanning, type PlanningHouse } from "../support/planning.ts";

const action = (sentence: string): Action => ({
  ...{ sentence, service: "light.turn_on", entity_ids: ["light.kitchen_ceiling"], data: {} },
});

describe("the report of what was done", () => {
  let house: PlanningHouse;
  before(async () => {
    house = await startPlanning();
  });
  after(() => house.close());

  const done = (sentence: string, confirmed: boolean, state: string): DoneAction => {
    const entity = house.home.snapshot().entities.get("light.kitchen_ceiling");
    if (entity === undefined) throw new Error("The demo home has no light in the kitchen.");
    const { entity_id } = entity;
    const after = { ...entity, state, attributes: {} };
    return { action: action(sentence), entities: [{ entity_id, after, confirmed }] };
  };
  const report = (...all: DoneAction[]) => reportDone({ done: all, home: house.plan().home });

  it("shows an entity once that was told two things, as it came out in the end", () => {
    expect(report(done("First", true, "off"), done("Then", true, "on"))).to.deep.equal({
      done: ["First", "Then"],
      entities: [{ id: "light.kitchen_ceiling", name: "Kitchen ceiling", state: "on" }],
    });
  });

  it("names what does not show one of the two things yet", () => {
    expect(report(done("First", false, "off"), done("Then", true, "on")))
      .to.have.property("unconfirmed")
      .that.deep.equals(["Kitchen ceiling"]);
  });

  it("says what the home did not do, and why", () => {
    const failure = { code: "home_refused", message: "The home refused." } as const;
    const answer = report({ action: action("Turn on the lamp"), entities: [], failure });

    expect(answer).to.deep.equal({ failed: ["Turn on the lamp: The home refused."] });
  });
});
