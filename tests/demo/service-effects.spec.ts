import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { asCommand, hangUp, talkTo, type Message, type Talk } from "./talk.ts";

describe("A service of the demo home", () => {
  let home: DemoHome;
  let talk: Talk;

  beforeEach(async () => {
    home = await createDemoHome({ transitMs: 0 });
    talk = await talkTo(home);
  });
  afterEach(async () => {
    hangUp();
    await home.close();
  });

  const effects: readonly [string, string, Message, string, Message][] = [
    ["light.turn_on", "light.hall_ceiling", { brightness_pct: 40 }, "on", { brightness: 102 }],
    [
      "light.turn_on",
      "light.floor_lamp",
      { color_temp_kelvin: 4000 },
      "on",
      { color_temp_kelvin: 4000 },
    ],
    ["light.turn_on", "light.floor_lamp", { brightness: 0 }, "off", { brightness: null }],
    ["light.turn_off", "light.floor_lamp", {}, "off", { color_mode: null }],
    ["light.toggle", "light.floor_lamp", {}, "off", {}],
    ["switch.turn_off", "switch.kettle", {}, "off", {}],
    ["fan.set_percentage", "fan.ventilator", { percentage: 75 }, "on", { percentage: 75 }],
    [
      "cover.open_cover",
      "cover.garage_door",
      {},
      "open",
      { current_position: 100, is_closed: false },
    ],
    [
      "cover.set_cover_position",
      "cover.volet_roulant",
      { position: 0 },
      "closed",
      { current_position: 0 },
    ],
    ["lock.unlock", "lock.front_door", {}, "unlocked", {}],
    ["valve.open_valve", "valve.arrosage", {}, "open", { is_closed: false }],
    [
      "climate.set_temperature",
      "climate.bedroom",
      { temperature: 19 },
      "heat",
      { temperature: 19, hvac_action: "heating" },
    ],
    [
      "climate.set_hvac_mode",
      "climate.bedroom",
      { hvac_mode: "off" },
      "off",
      { temperature: null },
    ],
    ["media_player.media_pause", "media_player.living_room_speaker", {}, "paused", {}],
    [
      "media_player.volume_set",
      "media_player.living_room_speaker",
      { volume_level: 0.1 },
      "playing",
      { volume_level: 0.1 },
    ],
    ["vacuum.start", "vacuum.dusty", {}, "cleaning", {}],
    [
      "alarm_control_panel.alarm_arm_away",
      "alarm_control_panel.house_alarm",
      { code: "1234" },
      "armed_away",
      {},
    ],
    ["input_boolean.turn_on", "input_boolean.guests", {}, "on", {}],
    ["input_number.set_value", "input_number.night_brightness", { value: 40 }, "40.0", {}],
    ["input_select.select_option", "input_select.house_mode", { option: "Night" }, "Night", {}],
    ["input_text.set_value", "input_text.note_for_the_door", { value: "Gone" }, "Gone", {}],
    ["input_datetime.set_datetime", "input_datetime.wake_up", { time: "07:00:00" }, "07:00:00", {}],
    ["number.set_value", "number.car_charger_max_current", { value: 10 }, "10", {}],
    ["counter.increment", "counter.visitors", {}, "5", {}],
    ["timer.start", "timer.pasta", {}, "active", {}],
    ["automation.turn_off", "automation.wake_up_lights", {}, "off", {}],
    ["homeassistant.toggle", "cover.bedroom_blinds", {}, "open", {}],
    ["homeassistant.turn_off", "light.floor_lamp", {}, "off", {}],
  ];
  for (const [name, entity_id, data, state, attributes] of effects)
    it(`${name} ${JSON.stringify(data)} brings ${entity_id} to "${state}"`, async () => {
      await talk.read("call_service", asCommand(name, { entity_id }, data));

      expect(home.state(entity_id).state).to.equal(state);
      expect(home.state(entity_id).attributes).to.deep.include(attributes);
    });

  describe("refuses", () => {
    const refusals: readonly [string, string, Message | undefined, Message | undefined, string][] =
      [
        ["what it is not", "light.fly", { entity_id: "light.floor_lamp" }, {}, "not_found"],
        [
          "what it does not take",
          "light.turn_on",
          { entity_id: "light.floor_lamp" },
          { colour: 1 },
          "invalid_format",
        ],
        [
          "to do without what it needs",
          "fan.set_percentage",
          { entity_id: "fan.ventilator" },
          {},
          "invalid_format",
        ],
        ["to act on nothing", "light.turn_on", undefined, undefined, "invalid_format"],
        [
          "too much warmth",
          "climate.set_temperature",
          { entity_id: "climate.bedroom" },
          { temperature: 40 },
          "service_validation_error",
        ],
        [
          "a wrong code",
          "alarm_control_panel.alarm_disarm",
          { entity_id: "all" },
          { code: "0000" },
          "service_validation_error",
        ],
        [
          "an option that is none",
          "input_select.select_option",
          { entity_id: "all" },
          { option: "Party" },
          "service_validation_error",
        ],
        [
          "to answer nobody",
          "todo.get_items",
          { entity_id: "todo.einkaufsliste" },
          {},
          "service_validation_error",
        ],
      ];
    for (const [what, name, target, data, code] of refusals)
      it(`${what}: ${name} is ${code}`, async () => {
        expect(await talk.refusal("call_service", asCommand(name, target, data))).to.equal(code);
        expect(home.calls.at(-1)).to.include({ refused: code });
      });

    it("those who are not admins what is for admins, in the words of a service", async () => {
      const resident = await talkTo(home, home.userToken);
      const { error } = await resident.ask("call_service", asCommand("homeassistant.restart"));

      expect(error).to.deep.equal({ code: "home_assistant_error", message: "Unauthorized" });
    });
  });
});
