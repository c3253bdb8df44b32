import { expect } from "chai";
import type { Service } from "../../server/home/home.ts";
import { callService } from "../../server/tools/control/call-service.ts";
import { reachTargets } from "../../server/tools/control/call-service.support.ts";
import { failureOf } from "../support/failure.ts";
import { carryOut, planTool } from "../support/plan-tool.ts";
import { startPlanning, type PlanningHouse } from "../support/planning.ts";
import { scopes } from "../support/principals.ts";
import { until } from "../support/until.ts";

describe("call_service", () => {
  let house: PlanningHouse;
  before(async () => {
    house = await startPlanning();
    house.demo.addEntity({ entity_id: "light.absent", state: "unavailable", name: "Absent" });
    const { entities } = house.home.snapshot();
    await until("the lamp", () => entities.has("light.absent"));
  });
  after(() => house.close());

  const plan = (service: string, more: object = {}) =>
    planTool(house, callService, { service, ...more });
  const first = async (service: string, more: object = {}) => {
    const [action] = (await plan(service, more)).actions;
    if (action === undefined) throw new Error("Nothing is planned.");
    return action;
  };

  it("plans one service on entities, and says so in a sentence", async () => {
    const action = await first("light.turn_on", {
      target: { entity_id: ["light.kitchen_ceiling"] },
      data: { brightness_pct: 40 },
    });

    expect(action).to.deep.equal({
      sentence: "Call light.turn_on on Kitchen ceiling with brightness_pct 40",
      service: "light.turn_on",
      entity_ids: ["light.kitchen_ceiling"],
      data: { brightness_pct: 40 },
    });
  });

  it("reaches the entities of a room that the service is for, without what is left out", async () => {
    const { entity_ids } = await first("light.turn_off", {
      target: { area_id: ["kitchen"], exclude: { entity_id: ["light.kitchen_ceiling"] } },
    });

    expect(entity_ids).not.to.include("light.kitchen_ceiling");
    expect(entity_ids.every((id) => id.startsWith("light."))).to.equal(true);
  });

  const hidden: [string, object][] = [
    ["as one text", { entity_id: "light.kitchen_ceiling" }],
    ["in capitals", { entity_id: ["LIGHT.Kitchen_Ceiling"] }],
    ["between commas", { entity_id: "light.kitchen_ceiling, light.kitchen_ceiling" }],
    ["beside a service's own fields", { entity_id: ["light.kitchen_ceiling"], transition: 1 }],
  ];
  for (const [how, data] of hidden)
    it(`finds a target that stands in the data, ${how}`, async () => {
      const { entity_ids, data: rest } = await first("light.turn_on", { data });

      expect(entity_ids).to.deep.equal(["light.kitchen_ceiling"]);
      expect(rest).not.to.have.property("entity_id");
    });

  it("adds up what is named in target and data", async () => {
    const { entity_ids } = await first("homeassistant.turn_off", {
      target: { entity_id: ["switch.coffee_machine"] },
      data: { area_id: "kitchen" },
    });

    expect(entity_ids).to.include.members(["switch.coffee_machine", "light.kitchen_ceiling"]);
  });

  it("hands on to those kinds only that can be switched", async () => {
    const { entity_ids } = await first("homeassistant.turn_off", { target: { area_id: ["hall"] } });
    const kinds = new Set(entity_ids.map((id) => id.split(".")[0]));

    expect(kinds).to.include("light");
    expect(kinds).not.to.include.any.keys("sensor", "binary_sensor", "lock");
  });

  it("keeps entities that are not the target in the data, for the judge", async () => {
    const { data } = await first("scene.apply", {
      data: { entities: { "light.kitchen_ceiling": "on" } },
    });

    expect(data).to.deep.equal({ entities: { "light.kitchen_ceiling": "on" } });
  });

  it("does not say secrets aloud, nor all of a long text", async () => {
    const { sentence } = await first("lock.unlock", {
      target: { entity_id: ["lock.front_door"] },
      data: { code: "4711" },
    });
    const { sentence: long } = await first("input_text.set_value", {
      target: { entity_id: ["input_text.note_for_the_door"] },
      data: { value: "x".repeat(90) },
    });

    expect(sentence).to.match(/with code \(hidden\)$/);
    expect(long.length).to.be.below(120);
  });

  const refused: [string, string, object, { code: string; message: string }][] = [
    [
      "a service that is not there",
      "light.turn_onn",
      {},
      { code: "not_found", message: 'There is no service "light.turn_onn".' },
    ],
    [
      "a field that the service has not",
      "light.turn_on",
      { target: { entity_id: ["light.kitchen_ceiling"] }, data: { brightnes: 4 } },
      { code: "invalid_input", message: 'light.turn_on has no field "brightnes".' },
    ],
    [
      "a call without a field that the service needs",
      "input_number.set_value",
      { target: { entity_id: ["input_number.night_brightness"] } },
      { code: "invalid_input", message: "input_number.set_value needs more fields." },
    ],
    [
      "a call without a target",
      "light.turn_on",
      {},
      { code: "invalid_input", message: "light.turn_on needs a target." },
    ],
    [
      "a target where none is taken",
      "homeassistant.check_config",
      { target: { entity_id: ["light.kitchen_ceiling"] } },
      { code: "invalid_input", message: "homeassistant.check_config takes no target." },
    ],
    [
      "an entity of another kind, which the home would pass over in silence",
      "light.turn_on",
      { target: { entity_id: ["light.kitchen_ceiling", "lock.front_door"] } },
      { code: "invalid_input", message: "light.turn_on acts on light only." },
    ],
    [
      "what is unavailable",
      "light.turn_on",
      { target: { entity_id: ["light.absent"] } },
      { code: "invalid_input", message: "light.turn_on would reach nothing there." },
    ],
    [
      "an entity that is not there",
      "light.turn_on",
      { target: { entity_id: ["light.nowhere"] } },
      { code: "not_found", message: 'There is no entity "light.nowhere".' },
    ],
    [
      "a template, wherever it stands",
      "scene.apply",
      { data: { entities: { "light.kitchen_ceiling": [{ state: "{{ states('x') }}" }] } } },
      { code: "invalid_input", message: "The data holds a template, which nothing would render." },
    ],
    [
      "a template in a key",
      "scene.apply",
      { data: { entities: { "{% if true %}": "on" } } },
      { code: "invalid_input", message: "The data holds a template, which nothing would render." },
    ],
    [
      "an answer of a service that gives none",
      "light.turn_on",
      { target: { entity_id: ["light.kitchen_ceiling"] }, return_response: true },
      { code: "invalid_input", message: "light.turn_on answers nothing." },
    ],
  ];
  for (const [what, service, more, expected] of refused)
    it(`refuses ${what}`, async () => {
      expect(await failureOf(plan(service, more))).to.include(expected);
    });

  it("refuses data that is nested without end", async () => {
    let entities: object = {};
    for (let depth = 0; depth < 5_000; depth += 1) entities = { entities };

    expect(await failureOf(plan("scene.apply", { data: entities }))).to.include({
      code: "invalid_input",
      message: "The data is nested deeper than 20 levels.",
    });
  });

  it("names the nearest services and fields", async () => {
    expect(await failureOf(plan("ligth.turn_on")))
      .to.have.nested.property("details.candidates")
      .that.includes("light.turn_on");
    const target = { entity_id: ["light.kitchen_ceiling"] };
    expect(
      await failureOf(plan("light.turn_on", { target, data: { brightnes_pct: 4 } })),
    ).to.have.nested.property("details.candidates[0]", "brightness_pct");
  });

  it("leaves out what is unavailable among others", async () => {
    const { actions, leftOut } = await plan("light.turn_on", {
      target: { entity_id: ["light.kitchen_ceiling", "light.absent"] },
    });

    expect(actions[0]?.entity_ids).to.deep.equal(["light.kitchen_ceiling"]);
    expect(leftOut).to.deep.equal(["Absent: unavailable"]);
  });

  it("asks for the answer of a service that always gives one, and of others when told to", async () => {
    const always = await first("weather.get_forecasts", {
      target: { entity_id: ["weather.forecast_home"] },
      data: { type: "daily" },
    });
    const asked = await first("script.bedtime", { return_response: true });
    const unasked = await first("script.bedtime");

    expect(always.wantsResponse).to.equal(true);
    expect(asked.wantsResponse).to.equal(true);
    expect(unasked).not.to.have.property("wantsResponse");
  });

  it("does not know of an entity outside the scope", async () => {
    const outside = planTool(
      house,
      callService,
      { service: "lock.unlock", target: { entity_id: ["lock.front_door"] } },
      scopes.exposed,
    );

    expect(await failureOf(outside)).to.include({ code: "not_found" });
  });

  describe("the kinds that a service acts on", () => {
    const service = (target: unknown): Service => ({
      ...{ domain: "sonos", service: "play_queue", name: "", description: "", fields: {} },
      ...{ response: "none", target },
    });
    const reach = (target: unknown) =>
      reachTargets(house.plan().home, service(target), {
        entity_id: ["light.kitchen_ceiling"],
      }).length;

    it("are those that its selector names", () => {
      expect(reach({ entity: [{ domain: ["light"] }] })).to.equal(1);
      expect(reach({ entity: { domain: "light" } })).to.equal(1);
      expect(() => reach({ entity: [{ domain: ["media_player"] }] })).to.throw(
        "sonos.play_queue acts on media_player only.",
      );
    });

    it("are any when it names none", () => {
      expect(reach({})).to.equal(1);
      expect(reach({ entity: [{ integration: "hue" }] })).to.equal(1);
    });
  });

  it("does it in the home", async () => {
    const { actions } = await plan("light.turn_on", {
      target: { entity_id: ["light.kitchen_ceiling"] },
      data: { brightness: 77 },
    });
    await carryOut(house, actions);

    expect(house.demo.state("light.kitchen_ceiling")).to.nested.include({
      state: "on",
      "attributes.brightness": 77,
    });
  });
});
