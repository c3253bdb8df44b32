import { expect } from "chai";
import { setClimate } from "../../server/tools/control/set-climate.ts";
import { failureOf } from "../support/failure.ts";
import { carryOut, planTool } from "../support/plan-tool.ts";
import { startPlanning, type PlanningHouse } from "../support/planning.ts";
import { until } from "../support/until.ts";

const bounds = { min_temp: 7, max_temp: 30, temperature_unit: "°C" };
const things = [
  {
    entity_id: "climate.attic_air",
    state: "off",
    name: "Attic air",
    attributes: {
      ...bounds,
      hvac_modes: ["off", "cool", "heat_cool", "fan_only"],
      fan_modes: ["auto_low", "auto_high"],
      ...{ target_temp_low: 19, target_temp_high: 24, min_humidity: 30, max_humidity: 70 },
      supported_features: 2 | 4 | 8,
    },
  },
  {
    entity_id: "water_heater.boiler",
    state: "eco",
    name: "Boiler",
    attributes: {
      ...{ min_temp: 43, max_temp: 60, operation_list: ["off", "eco", "high_demand"] },
      supported_features: 3,
    },
  },
  {
    entity_id: "water_heater.tank",
    state: "eco",
    attributes: { operation_list: ["eco"], supported_features: 8 },
  },
  {
    entity_id: "humidifier.cellar",
    state: "on",
    name: "Cellar humidifier",
    attributes: {
      ...{ min_humidity: 20, max_humidity: 80, target_humidity_step: 5 },
      ...{ available_modes: ["home", "eco"], supported_features: 1 },
    },
  },
];

describe("set_climate", () => {
  let house: PlanningHouse;
  let thermostat = "";
  before(async () => {
    house = await startPlanning();
    for (const thing of things) house.demo.addEntity(thing);
    const { entities } = house.home.snapshot();
    await until("the things", () => entities.has("humidifier.cellar"));
    thermostat = [...entities.keys()].find((id) => id.startsWith("climate.")) ?? "";
  });
  after(() => house.close());

  const plan = (targets: string, wish: object) =>
    planTool(house, setClimate, { targets: [targets === "" ? thermostat : targets], ...wish });
  const orders = async (targets: string, wish: object) =>
    (await plan(targets, wish)).actions.map(({ service, data, expect: expected }) => [
      ...[service, data, expected],
    ]);

  const near = (value: number, within: number) => ({ near: value, within });
  const told: [string, object, unknown[][]][] = [
    [
      "",
      { temperature: 21 },
      [
        [
          "climate.set_temperature",
          { temperature: 21 },
          { attributes: { temperature: near(21, 0.25) } },
        ],
      ],
    ],
    [
      "",
      { hvac_mode: "Heat", preset_mode: "eco", temperature: 19.5 },
      [
        ["climate.set_hvac_mode", { hvac_mode: "heat" }, { state: ["heat"] }],
        ["climate.set_preset_mode", { preset_mode: "eco" }, { attributes: { preset_mode: "eco" } }],
        [
          "climate.set_temperature",
          { temperature: 19.5 },
          { attributes: { temperature: near(19.5, 0.25) } },
        ],
      ],
    ],
    [
      "",
      { hvac_mode: "off" },
      [["climate.set_hvac_mode", { hvac_mode: "off" }, { state: ["off"] }]],
    ],
    ["", { hvac_mode: "on" }, [["climate.turn_on", {}, { state: ["heat", "auto"] }]]],
    [
      "climate.attic_air",
      { hvac_mode: "on" },
      [["climate.set_hvac_mode", { hvac_mode: "heat_cool" }, { state: ["heat_cool"] }]],
    ],
    [
      "climate.attic_air",
      { target_temp_high: 25 },
      [
        [
          "climate.set_temperature",
          { target_temp_low: 19, target_temp_high: 25 },
          {
            attributes: { target_temp_low: near(19, 0.25), target_temp_high: near(25, 0.25) },
          },
        ],
      ],
    ],
    [
      "climate.attic_air",
      { fan_mode: "auto low", humidity: 45 },
      [
        [
          "climate.set_fan_mode",
          { fan_mode: "auto_low" },
          { attributes: { fan_mode: "auto_low" } },
        ],
        ["climate.set_humidity", { humidity: 45 }, { attributes: { humidity: near(45, 0.5) } }],
      ],
    ],
    [
      "water_heater.boiler",
      { temperature: 50, hvac_mode: "High demand" },
      [
        [
          "water_heater.set_operation_mode",
          { operation_mode: "high_demand" },
          { state: ["high_demand"] },
        ],
        [
          "water_heater.set_temperature",
          { temperature: 50 },
          { attributes: { temperature: near(50, 0.25) } },
        ],
      ],
    ],
    ["water_heater.tank", { hvac_mode: "on" }, [["water_heater.turn_on", {}, undefined]]],
    [
      "water_heater.tank",
      { hvac_mode: "off" },
      [["water_heater.turn_off", {}, { state: ["off"] }]],
    ],
    [
      "humidifier.cellar",
      { hvac_mode: "on", preset_mode: "Eco", humidity: 50 },
      [
        ["humidifier.turn_on", {}, { state: ["on"] }],
        ["humidifier.set_mode", { mode: "eco" }, { attributes: { mode: "eco" } }],
        ["humidifier.set_humidity", { humidity: 50 }, { attributes: { humidity: near(50, 2.5) } }],
      ],
    ],
  ];
  for (const [target, wish, expected] of told)
    it(`tells ${target || "a thermostat"} ${JSON.stringify(wish)}`, async () => {
      expect(await orders(target, wish)).to.deep.equal(expected);
    });

  const refused: [string, object, string][] = [
    ["", { temperature: 31 }, "takes at least 7 and at most 30 °C"],
    ["", { temperature: 5 }, "takes at least 7 and at most 30 °C"],
    ["", { hvac_mode: "dry" }, 'has no option "dry"'],
    ["", { preset_mode: "party" }, 'has no option "party"'],
    ["", { humidity: 50 }, "has no target humidity"],
    ["", { target_temp_low: 19, target_temp_high: 22 }, "takes one temperature, and no range"],
    [
      "climate.attic_air",
      { temperature: 21 },
      "takes a range: target_temp_low and target_temp_high",
    ],
    [
      "climate.attic_air",
      { target_temp_low: 26 },
      "takes a target_temp_low below target_temp_high",
    ],
    ["climate.attic_air", { humidity: 90 }, "takes at least 30 and at most 70 %"],
    ["water_heater.tank", { temperature: 50 }, "has no target temperature"],
    ["water_heater.boiler", { temperature: 90 }, "takes at least 43 and at most 60"],
    ["water_heater.boiler", { hvac_mode: "on" }, 'has no option "on"'],
    ["humidifier.cellar", { hvac_mode: "dry" }, 'has no option "dry"'],
  ];
  for (const [target, wish, what] of refused)
    it(`refuses ${JSON.stringify(wish)} for ${target || "a thermostat"} before anything is done`, async () => {
      expect(await failureOf(plan(target, wish))).to.include({
        code: "invalid_input",
        message: `${target === "" ? thermostat : target} ${what}.`,
      });
    });

  it("refuses a wish that says nothing, and one that says two things", async () => {
    expect(await failureOf(plan("", {}))).to.include({ message: "Nothing is asked for." });
    expect(await failureOf(plan("", { temperature: 20, target_temp_low: 18 }))).to.include({
      message: "One temperature and a range exclude each other.",
    });
  });

  it("names the modes that there are", async () => {
    const failure = await failureOf(plan("climate.attic_air", { hvac_mode: "cooling" }));

    expect(failure).to.have.nested.property("details.candidates").that.includes("cool");
  });

  it("tells all thermostats of the house at once what they share, and leaves out what cannot", async () => {
    const { actions, leftOut } = await plan("all", { temperature: 20 });

    expect(actions).to.have.length(1);
    expect(actions[0]?.entity_ids.length).to.be.above(1);
    expect(actions[0]?.entity_ids.every((id) => id.startsWith("climate."))).to.equal(true);
    expect(leftOut.join()).to.include("Attic air: takes a range");
  });

  it("says in a sentence what it would do", async () => {
    const { actions } = await plan("climate.attic_air", { target_temp_low: 18 });

    expect(actions[0]?.sentence).to.equal("Set Attic air to 18 to 24 °C");
  });

  it("does it in the home", async () => {
    await carryOut(house, (await plan("", { hvac_mode: "heat", temperature: 22.5 })).actions);

    expect(house.demo.state(thermostat)).to.nested.include({
      state: "heat",
      "attributes.temperature": 22.5,
    });
  });
});
