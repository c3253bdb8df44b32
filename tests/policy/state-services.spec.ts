import { expect } from "chai";
import { servicesForState } from "../../server/policy/state-services.ts";

const told = (domain: string, state?: string, attributes: object = {}) =>
  servicesForState(domain, state, { ...attributes })?.map(
    ({ service, data }) => `${service} ${JSON.stringify(data)}`,
  );

describe("A state that a scene brings about", () => {
  const cases: readonly [string, string, object, string[]][] = [
    ["lock", "unlocked", {}, ["lock.unlock {}"]],
    ["light", "on", { brightness: 40 }, ['light.turn_on {"brightness":40}']],
    ["alarm_control_panel", "disarmed", {}, ["alarm_control_panel.alarm_disarm {}"]],
    ["valve", "open", {}, ["valve.open_valve {}"]],
    [
      "cover",
      "closed",
      { current_position: 30 },
      [
        'cover.close_cover {"current_position":30}',
        'cover.close_cover_tilt {"current_position":30}',
        'cover.set_cover_position {"current_position":30,"position":30}',
      ],
    ],
    [
      "climate",
      "heat",
      { temperature: 21 },
      [
        'climate.set_hvac_mode {"temperature":21,"hvac_mode":"heat"}',
        'climate.set_temperature {"temperature":21}',
      ],
    ],
    ["input_select", "Night", {}, ['input_select.select_option {"option":"Night"}']],
    ["lock", "ajar", {}, ["lock.lock {}", "lock.unlock {}", "lock.open {}"]],
  ];
  for (const [domain, state, attributes, expected] of cases)
    it(`of a ${domain} that is ${state} is done by ${expected.length} services`, () =>
      expect(told(domain, state, attributes)).to.deep.equal(expected));

  it("that is not known may be brought about by all that could", () => {
    expect(told("valve")).to.deep.equal([
      "valve.open_valve {}",
      "valve.close_valve {}",
      "valve.set_valve_position {}",
    ]);
    expect(told("input_number")).to.deep.equal(["input_number.set_value {}"]);
  });

  it("of what no scene brings anywhere is done by nothing", () => {
    expect(told("sensor", "on")).to.deep.equal([]);
    expect(told("person")).to.deep.equal([]);
  });

  it("of a kind that nobody knows is not known", () => {
    expect(told("toaster", "on")).to.equal(undefined);
    expect(told("constructor", "on")).to.equal(undefined);
  });
});
