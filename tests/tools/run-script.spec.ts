import { expect } from "chai";
import type { Service } from "../../server/home/home.ts";
import type { Action } from "../../server/tools/define.ts";
import { runScript } from "../../server/tools/control/run-script.ts";
import { failureOf } from "../support/failure.ts";
import { carryOut, planTool } from "../support/plan-tool.ts";
import { startPlanning, type PlanningHouse } from "../support/planning.ts";

const leaveHome: Service = {
  ...{ domain: "script", service: "leave_home", name: "Leave home", description: "" },
  fields: {
    minutes: { name: "Minutes", description: "", required: true },
    warm: { name: "Warm", description: "", required: false },
  },
  response: "optional",
};

describe("run_script", () => {
  let house: PlanningHouse;
  before(async () => {
    house = await startPlanning();
  });
  after(() => house.close());

  const plan = (script: string, more: object = {}) =>
    planTool(house, runScript, { script, ...more });

  it("starts a script by what it is called, and does not wait", async () => {
    expect((await plan("Gute Nacht")).actions).to.deep.equal([
      {
        sentence: "Start the script Bedtime",
        service: "script.turn_on",
        entity_ids: ["script.bedtime"],
        data: {},
        expect: { changes: true },
      },
    ]);
  });

  it("waits for its answer when told to", async () => {
    expect((await plan("Bedtime", { wait: true })).actions).to.deep.equal([
      {
        sentence: "Run the script Bedtime",
        service: "script.bedtime",
        entity_ids: [],
        data: {},
        wantsResponse: true,
      },
    ]);
  });

  it("hands over its fields", async () => {
    const { actions } = await plan("Bedtime", { fields: { minutes: 3 } });

    expect(actions[0]?.data).to.deep.equal({ variables: { minutes: 3 } });
  });

  it("does not run several at once", async () => {
    expect(await failureOf(plan("all"))).to.include({ code: "invalid_input" });
  });

  it("names the nearest script for one that is not there", async () => {
    expect(await failureOf(plan("script.bedtim")))
      .to.have.nested.property("details.candidates")
      .that.includes("Bedtime (script.bedtime)");
  });

  describe("of a script that describes its fields", () => {
    const withFields = async (fields: object) => {
      const { home } = house.plan();
      const bedtime = home.entity("script.bedtime");
      if (bedtime === undefined) throw new Error("The demo home has no bedtime.");
      const named = { ...bedtime, script_key: leaveHome.service };
      const caller = {
        ...{ user: "sam", name: "Sam", role: "resident", door: "rest", scope: "all" },
        ...{ tools: [], calls_per_minute: 100 },
      };
      return runScript.plan(runScript.input.parse({ script: "script.bedtime", fields }), {
        home: { ...home, services: () => [leaveHome], resolve: () => [named] },
        signal: new AbortController().signal,
        caller,
      });
    };

    it("takes those that it has", async () => {
      const [action] = await withFields({ minutes: 5 });

      expect(action?.data).to.deep.equal({ variables: { minutes: 5 } });
    });

    it("refuses those that it has not, and names what it has", async () => {
      const failure = await failureOf(withFields({ minuets: 5 }));

      expect(failure).to.include({ message: 'script.leave_home has no field "minuets".' });
      expect(failure).to.have.nested.property("details.candidates[0]", "minutes");
    });

    it("asks for those that are missing", async () => {
      expect(await failureOf(withFields({ warm: true })))
        .to.have.nested.property("details.candidates")
        .that.deep.equals(["minutes"]);
    });
  });

  describe("the answer", () => {
    const report = (
      action: Pick<Action, "service">,
      { response, state }: { response?: unknown; state?: string } = {},
    ) => {
      const whole: Action = { sentence: "Run it", entity_ids: [], data: {}, ...action };
      const after = house.home.snapshot().entities.get("script.bedtime");
      if (after === undefined) throw new Error("The demo home has no bedtime.");
      const { entity_id } = after;
      const entities =
        state === undefined ? [] : [{ entity_id, after: { ...after, state }, confirmed: true }];
      return runScript.report({
        done: [{ action: whole, entities, ...(response === undefined ? {} : { response }) }],
        home: house.plan().home,
      });
    };

    it("tells a script that was started from one that has finished", () => {
      const started = { service: "script.turn_on" };
      expect(report(started, { state: "on" })).to.include({ finished: false });
      expect(report(started, { state: "off" })).to.include({ finished: true });
      expect(report({ service: "script.bedtime" }, { response: {} })).to.deep.equal({
        done: ["Run it"],
        finished: true,
      });
    });

    it("gives what the script gave, without the length of it", () => {
      const response = {
        list: Array.from({ length: 80 }, (_, at) => at),
        text: "x".repeat(5_000),
        nothing: null,
      };

      const { response: given } = report({ service: "script.bedtime" }, { response });

      expect(given).to.have.property("list").with.length(51);
      expect(given).to.have.property("text").with.length(1_001);
      expect(given).not.to.have.property("nothing");
    });
  });

  it("does it in the home", async () => {
    const before = house.demo.state("script.ring_the_bell").attributes["last_triggered"];
    await carryOut(house, (await plan("Ring the bell")).actions);

    expect(house.demo.state("script.ring_the_bell").attributes["last_triggered"]).not.to.equal(
      before,
    );
  });
});
