import { expect } from "chai";
import { setValue } from "../../server/tools/control/set-value.ts";
import { failureOf } from "../support/failure.ts";
import { carryOut, planTool } from "../support/plan-tool.ts";
import { startPlanning, type PlanningHouse } from "../support/planning.ts";
import { until } from "../support/until.ts";

const things = [
  { entity_id: "counter.cups", state: "1", attributes: { step: 1, minimum: 0, maximum: 9 } },
  { entity_id: "date.bin_day", state: "2026-01-01" },
  { entity_id: "time.siesta", state: "12:00:00" },
  { entity_id: "datetime.departure", state: "2026-01-01T12:00:00+00:00" },
  {
    entity_id: "input_datetime.party",
    state: "2026-01-01 20:00:00",
    attributes: { has_date: true, has_time: true },
  },
  {
    entity_id: "input_datetime.birthday",
    state: "2026-01-01",
    attributes: { has_date: true, has_time: false },
  },
  {
    entity_id: "select.speed",
    state: "light_speed",
    attributes: { options: ["light_speed", "ridiculous_speed", "ludicrous_speed"] },
  },
  {
    entity_id: "text.lower",
    state: "a",
    attributes: { min: 1, max: 5, mode: "text", pattern: "[a-z]+" },
  },
  {
    entity_id: "text.safe_word",
    state: "a",
    attributes: { min: 0, max: 50, mode: "password", pattern: "(a+)+$" },
  },
  {
    entity_id: "number.odd",
    state: "1",
    attributes: { min: 0, max: 10, step: 2, unit_of_measurement: "A" },
  },
  { entity_id: "timer.running", state: "active", attributes: { duration: "0:10:00" } },
];

describe("set_value", () => {
  let house: PlanningHouse;
  before(async () => {
    house = await startPlanning();
    for (const thing of things) house.demo.addEntity(thing);
    const last = things.at(-1)?.entity_id ?? "";
    await until("the things", () => house.home.snapshot().entities.has(last));
  });
  after(() => house.close());

  const plan = (target: string, value: string) =>
    planTool(house, setValue, { targets: [target], value });

  const told: [string, string, string, object, string[]?][] = [
    ["input_number.night_brightness", "40", "set_value", { value: 40 }, ["40", "40.0", "40.00"]],
    ["input_number.night_brightness", "40 %", "set_value", { value: 40 }],
    ["input_number.night_brightness", "12,5", "set_value", { value: 12.5 }],
    ["number.odd", "3", "set_value", { value: 3 }, ["3", "3.0", "3.00", "4", "4.0", "4.00"]],
    ["input_select.house_mode", "evening", "select_option", { option: "Evening" }, ["Evening"]],
    ["select.speed", "Ridiculous speed", "select_option", { option: "ridiculous_speed" }],
    ["input_text.note_for_the_door", "Ring twice", "set_value", { value: "Ring twice" }],
    ["text.lower", "abc", "set_value", { value: "abc" }, ["abc"]],
    ["input_boolean.guests", "yes", "turn_on", {}, ["on"]],
    ["input_boolean.guests", "Off", "turn_off", {}, ["off"]],
    ["counter.cups", "3", "set_value", { value: 3 }, ["3"]],
    ["counter.cups", "increment", "increment", {}],
    ["counter.cups", "Reset", "reset", {}],
    ["date.bin_day", "2026-12-24", "set_value", { date: "2026-12-24" }, ["2026-12-24"]],
    ["time.siesta", "2 pm", "set_value", { time: "14:00:00" }, ["14:00:00"]],
    [
      "datetime.departure",
      "2026-12-24T18:00",
      "set_value",
      { datetime: "2026-12-24T18:00:00+01:00" },
      ["2026-12-24T17:00:00+00:00"],
    ],
    ["input_datetime.wake_up", "7:15", "set_datetime", { time: "07:15:00" }, ["07:15:00"]],
    ["input_datetime.birthday", "2026-12-24", "set_datetime", { date: "2026-12-24" }],
    [
      "input_datetime.party",
      "21:30",
      "set_datetime",
      { datetime: "2026-01-01 21:30:00" },
      ["2026-01-01 21:30:00"],
    ],
    ["input_datetime.party", "2026-02-01", "set_datetime", { datetime: "2026-02-01 20:00:00" }],
    [
      "input_datetime.party",
      "2026-02-01T19:00",
      "set_datetime",
      { datetime: "2026-02-01 19:00:00" },
    ],
    ["timer.pasta", "start", "start", {}, ["active"]],
    ["timer.pasta", "8 min", "start", { duration: "0:08:00" }, ["active"]],
    ["timer.running", "Pause", "pause", {}, ["paused"]],
    ["timer.running", "cancel", "cancel", {}, ["idle"]],
    ["timer.running", "finish", "finish", {}, ["idle"]],
  ];
  for (const [entity_id, value, service, data, states] of told)
    it(`takes ${JSON.stringify(value)} for ${entity_id}`, async () => {
      const { actions } = await plan(entity_id, value);

      expect(actions).to.have.length(1);
      expect(actions[0]).to.deep.include({
        service: `${entity_id.split(".")[0] ?? ""}.${service}`,
        entity_ids: [entity_id],
        data,
      });
      if (states !== undefined) expect(actions[0]?.expect?.state).to.deep.equal(states);
    });

  const refused: [string, string, string][] = [
    ["input_number.night_brightness", "warm", "takes a number"],
    ["input_number.night_brightness", "+5", "takes a number"],
    ["input_number.night_brightness", "101", "takes at least 0 and at most 100 %"],
    ["counter.cups", "2.5", "counts in whole numbers"],
    ["counter.cups", "10", "takes at least 0 and at most 9"],
    ["input_select.house_mode", "Evnin", 'has no option "Evnin"'],
    ["text.lower", "abcdef", "takes a text of 1 to 5 characters"],
    ["text.lower", "ABC", 'takes a text like "[a-z]+"'],
    ["input_boolean.guests", "maybe", "is either on or off"],
    ["date.bin_day", "2026-02-30", "takes a date like 2026-12-24"],
    ["time.siesta", "25:00", "takes a time of day like 07:30"],
    ["datetime.departure", "soon", "takes a time like 2026-12-24T18:00"],
    ["input_datetime.wake_up", "2026-12-24", "takes a time of day like 07:30"],
    ["input_datetime.birthday", "noon", "takes a date like 2026-12-24"],
    ["input_datetime.party", "soon", "takes a date and a time like 2026-12-24 18:00"],
    ["timer.pasta", "pause", "is idle now"],
    ["timer.pasta", "8", "takes a duration like 5 min or 0:05:00, or one of these words"],
  ];
  for (const [entity_id, value, what] of refused)
    it(`refuses ${JSON.stringify(value)} for ${entity_id}, and says what it takes`, async () => {
      expect(await failureOf(plan(entity_id, value))).to.include({
        code: "invalid_input",
        message: `${entity_id} ${what}.`,
      });
    });

  it("names the nearest options of a wrong one, and not in the hint", async () => {
    const failure = await failureOf(plan("input_select.house_mode", "Evnin"));

    expect(failure).to.have.nested.property("details.candidates[0]", "Evening");
    expect(failure).to.have.property("hint").that.does.not.include("Evening");
  });

  it("leaves an expression that may take for ever to the home", async () => {
    const { actions } = await plan("text.safe_word", `${"a".repeat(40)}!`);

    expect(actions[0]?.service).to.equal("text.set_value");
  });

  it("does not say a password aloud", async () => {
    const { actions } = await plan("text.safe_word", "swordfish");

    expect(actions[0]?.sentence).not.to.include("swordfish");
    expect(actions[0]?.data).to.deep.equal({ value: "swordfish" });
  });

  it("sets what can take the value, and leaves out what cannot", async () => {
    const { actions, leftOut } = await planTool(house, setValue, {
      targets: ["input_number.night_brightness", "number.odd"],
      value: "20",
    });

    expect(actions.map(({ entity_ids }) => entity_ids)).to.deep.equal([
      ["input_number.night_brightness"],
    ]);
    expect(leftOut).to.have.length(1);
    expect(leftOut[0]).to.include("Odd: takes at least 0 and at most 10 A");
  });

  it("says in a sentence what it would do", async () => {
    const { actions } = await plan("input_number.night_brightness", "35");

    expect(actions[0]?.sentence).to.equal("Set Night brightness to 35 %");
  });

  it("refuses what holds no value", async () => {
    expect(await failureOf(plan("light.kitchen_ceiling", "on"))).to.include({
      code: "invalid_input",
    });
  });

  it("does it in the home", async () => {
    for (const [target, value] of [
      ["Night brightness", "55"],
      ["House mode", "away"],
      ["Wake-up time", "6:45"],
      ["timer.pasta", "start"],
    ] as const)
      await carryOut(house, (await plan(target, value)).actions);

    expect(house.demo.state("input_number.night_brightness").state).to.equal("55.0");
    expect(house.demo.state("input_select.house_mode").state).to.equal("Away");
    expect(house.demo.state("input_datetime.wake_up").state).to.equal("06:45:00");
    expect(house.demo.state("timer.pasta").state).to.equal("active");
  });
});
