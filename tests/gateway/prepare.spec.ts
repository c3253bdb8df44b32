import { expect } from "chai";
import { AppError } from "../../server/errors.ts";
import { prepare, refuseWhenChanged } from "../../server/gateway/prepare.ts";
import type { Action } from "../../server/tools/define.ts";
import { startPlanning, type PlanningHouse } from "../support/planning.ts";
import { until } from "../support/until.ts";

const { signal } = new AbortController();
const ceiling = "light.kitchen_ceiling";
const lampOff = { action: "light.turn_off", target: { entity_id: ceiling } };

const action = (service: string, entity_ids: readonly string[] = []): Action => ({
  ...{ sentence: "Do it", service, entity_ids, data: {} },
});
const codeOf = async (doing: Promise<unknown>): Promise<string> => {
  try {
    await doing;
    return "fine";
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
};

describe("all that a plan could do", () => {
  let house: PlanningHouse;
  before(async () => {
    house = await startPlanning();
  });
  after(() => house.close());

  const prepared = (...actions: readonly Action[]) => prepare("test", actions, house.home, signal);
  const addScript = async (id: string, sequence: readonly object[]) => {
    house.demo.addScript(id, { alias: id, sequence });
    await until("the script", () => house.home.snapshot().services.has(`script.${id}`));
  };

  it("is found through scripts that call scripts", async () => {
    await addScript("inner", [lampOff]);
    await addScript("outer", [{ action: "script.inner" }]);

    const { deeds, routines } = await prepared(action("script.outer"));

    expect([...routines.keys()]).to.deep.equal(["script.outer", "script.inner"]);
    expect(deeds).to.deep.include({
      service: "light.turn_off",
      entity_ids: [ceiling],
      data: {},
      via: ["script.outer", "script.inner"],
    });
  });

  it("is refused when it goes too deep to be followed", async () => {
    for (let level = 0; level < 25; level += 1)
      house.demo.addScript(`deep_${level}`, {
        alias: `Deep ${level}`,
        sequence: level === 0 ? [lampOff] : [{ action: `script.deep_${level - 1}` }],
      });
    await until("the scripts", () => house.home.snapshot().services.has("script.deep_24"));

    expect(await codeOf(prepared(action("script.deep_24")))).to.equal("not_allowed");
    expect(await codeOf(prepared(action("script.deep_9")))).to.equal("fine");
  });

  describe("through a script that cannot be read", () => {
    before(async () => {
      await addScript("secret", [lampOff]);
    });
    afterEach(() => house.demo.calm());

    it("is unknown, and stays the same plan while it cannot be read", async () => {
      house.demo.failCommand("script/config", "not_found");

      const plan = await prepared(action("script.secret"));
      const again = await prepared(action("script.secret"));

      expect(plan.routines.get("script.secret")).to.equal(null);
      expect(plan.deeds.some(({ unknown }) => unknown !== undefined)).to.equal(true);
      expect(again.hash).to.equal(plan.hash);
      expect(await codeOf(refuseWhenChanged(plan, house.home, signal))).to.equal("fine");
    });

    it("is another plan as soon as it can be read", async () => {
      house.demo.failCommand("script/config", "not_found");
      const plan = await prepared(action("script.secret"));
      house.demo.failCommand("script/config", null);

      const again = await prepared(action("script.secret"));

      expect(again.hash).not.to.equal(plan.hash);
      expect(await codeOf(refuseWhenChanged(plan, house.home, signal))).to.equal("conflict");
    });
  });

  describe("when automations are changed after it was judged", () => {
    const button = "input_button.dinner_is_ready";
    const press = action("input_button.press", [button]);
    const addAutomation = async (id: string, trigger: object) => {
      const entityId = house.demo.addAutomation(id, {
        ...{ alias: id, triggers: [trigger] },
        actions: [{ action: "lock.unlock", target: { entity_id: "lock.front_door" } }],
      });
      await until("the automation", async () =>
        (await house.home.automations(signal)).some(({ entity_id }) => entity_id === entityId),
      );
    };

    it("stays as it was judged when they have nothing to do with it", async () => {
      const plan = await prepared(press);

      await addAutomation("on_knock", { trigger: "event", event_type: "knock" });

      expect(await house.home.automations(signal)).not.to.equal(plan.automations);
      expect(await codeOf(refuseWhenChanged(plan, house.home, signal))).to.equal("fine");
    });

    it("is refused when they make it reach further", async () => {
      const plan = await prepared(press);

      await addAutomation("on_dinner", { trigger: "state", entity_id: button, to: null });

      expect(await codeOf(refuseWhenChanged(plan, house.home, signal))).to.equal("conflict");
    });
  });

  describe("its hash", () => {
    it("is another one for another tool, service, entity or value", async () => {
      const on = action("light.turn_on", [ceiling]);
      const hashes = await Promise.all([
        prepared(on),
        prepare("other", [on], house.home, signal),
        prepared(action("light.turn_off", [ceiling])),
        prepared(action("light.turn_on", ["light.kitchen_worktop"])),
        prepared({ ...on, data: { brightness: 3 } }),
      ]);

      expect(new Set(hashes.map(({ hash }) => hash)).size).to.equal(5);
    });

    it("is another one when a member joins a group", async () => {
      const group = action("light.turn_on", ["light.living_room_lights"]);
      const { hash } = await prepared(group);
      const { state, attributes } = house.demo.state("light.living_room_lights");
      const members = [attributes["entity_id"], "light.hall"].flat();
      house.demo.setState("light.living_room_lights", state, { ...attributes, entity_id: members });
      await until(
        "the member",
        () =>
          JSON.stringify(
            house.home.snapshot().entities.get("light.living_room_lights")?.attributes["entity_id"],
          ) === JSON.stringify(members),
      );

      expect((await prepared(group)).hash).not.to.equal(hash);
    });

    it("is another one when a script is changed", async () => {
      await addScript("mood", [lampOff]);
      const { hash } = await prepared(action("script.mood"));
      house.demo.changeScript("script.mood", {
        alias: "Mood",
        sequence: [lampOff, { action: "light.turn_on", target: { entity_id: ceiling } }],
      });

      expect((await prepared(action("script.mood"))).hash).not.to.equal(hash);
    });
  });
});
