import { expect } from "chai";
import { activateScene } from "../../server/tools/control/activate-scene.ts";
import { failureOf } from "../support/failure.ts";
import { carryOut, planTool } from "../support/plan-tool.ts";
import { startPlanning, type PlanningHouse } from "../support/planning.ts";
import { until } from "../support/until.ts";

describe("activate_scene", () => {
  let house: PlanningHouse;
  before(async () => {
    house = await startPlanning();
    house.demo.addEntity({ entity_id: "scene.broken", state: "unavailable", name: "Broken" });
    const { entities } = house.home.snapshot();
    await until("the scene", () => entities.has("scene.broken"));
  });
  after(() => house.close());

  const plan = (scene: string, more: object = {}) =>
    planTool(house, activateScene, { scene, ...more });

  for (const name of ["Movie night", "filmabend", "scene.movie_night"])
    it(`takes ${name} for the scene that is meant`, async () => {
      const { actions } = await plan(name);

      expect(actions).to.deep.equal([
        {
          sentence: "Activate the scene Movie night",
          service: "scene.turn_on",
          entity_ids: ["scene.movie_night"],
          data: {},
          expect: { changes: true },
        },
      ]);
    });

  it("lets lamps take their time", async () => {
    const { actions } = await plan("Movie night", { transition_s: 5 });

    expect(actions[0]?.data).to.deep.equal({ transition: 5 });
  });

  it("names the nearest scene for one that is not there", async () => {
    const failure = await failureOf(plan("scene.movie_nigth"));

    expect(failure).to.include({ code: "not_found" });
    expect(failure)
      .to.have.nested.property("details.candidates")
      .that.includes("Movie night (scene.movie_night)");
  });

  it("does not activate several at once", async () => {
    const failure = await failureOf(plan("all"));

    expect(failure).to.include({ code: "invalid_input" });
    expect(failure)
      .to.have.nested.property("details.candidates")
      .that.includes("Movie night (scene.movie_night)");
  });

  it("says so when the scene is not there for the home either", async () => {
    expect(await failureOf(plan("scene.broken"))).to.include({ code: "conflict" });
  });

  it("refuses what is no scene", async () => {
    expect(await failureOf(plan("light.kitchen_ceiling"))).to.include({ code: "invalid_input" });
  });

  it("does it in the home", async () => {
    await carryOut(house, (await plan("Good morning")).actions);

    expect(house.demo.state("switch.coffee_machine").state).to.equal("on");
    expect(house.demo.state("scene.good_morning").state).not.to.equal("unknown");
  });
});
