import { expect } from "chai";
import fc from "fast-check";
import { checkLimits, type LimitedCall } from "../../server/policy/limits.ts";
import type { Limit } from "../../server/policy/rules.ts";
import { entity, nothingBefore } from "./house.ts";

type Data = Readonly<Record<string, unknown>>;

const call = (service: string, data: Data = {}, ids: readonly string[] = ["light.a"]) => ({
  ...{ service, data, entities: ids.map((id) => entity(id)) },
});
const sentences = (
  limit: Omit<Limit, "name">,
  calls: readonly LimitedCall[],
  past = nothingBefore,
) =>
  checkLimits(calls, { limits: [{ name: "limit", ...limit }], past }).map(
    ({ sentence }) => sentence,
  );

describe("the bounds of a field", () => {
  const warm = { service: "climate.set_temperature", field: "temperature", min: 16, max: 23 };
  const dim = { service: "light.turn_on", field: "brightness_pct", max: 60 };
  const raw = { service: "light.*", field: "brightness", max: 153 };
  const quiet = { service: "media_player.volume_set", field: "volume_level", max: 0.5 };
  const half = { service: "cover.*", field: "position", max: 50 };
  const low = { service: "*", field: "percentage", min: 10 };
  const eco = { service: "select.select_option", field: "option", choices: ["eco", 2, true] };
  const song = {
    service: "media_player.play_media",
    field: "media_content_type",
    choices: ["music"],
  };
  const table: [Omit<Limit, "name">, string, Data, string | undefined][] = [
    [warm, "climate.set_temperature", { temperature: 21 }, undefined],
    [warm, "climate.set_temperature", { temperature: 16 }, undefined],
    [warm, "climate.set_temperature", { temperature: "23" }, undefined],
    [
      warm,
      "climate.set_temperature",
      { temperature: 23.1 },
      "temperature must be between 16 and 23",
    ],
    [
      warm,
      "climate.set_temperature",
      { temperature: "{{ 20 }}" },
      "temperature must be between 16 and 23",
    ],
    [
      warm,
      "climate.set_temperature",
      { temperature: null },
      "temperature must be between 16 and 23",
    ],
    [
      warm,
      "climate.set_temperature",
      { target_temp_high: 30 },
      "temperature must be between 16 and 23",
    ],
    [warm, "climate.set_temperature", { target_temp_low: 20, target_temp_high: 22 }, undefined],
    [warm, "climate.set_temperature", { temperature: undefined }, undefined],
    [warm, "climate.set_hvac_mode", { temperature: 40 }, undefined],
    [dim, "light.turn_on", {}, undefined],
    [dim, "light.turn_on", { brightness_pct: 60 }, undefined],
    [dim, "light.turn_on", { brightness_pct: 61 }, "brightness_pct must be at most 60"],
    [dim, "light.turn_on", { brightness: 153 }, undefined],
    [dim, "light.turn_on", { brightness: 154 }, "brightness_pct must be at most 60"],
    [dim, "light.turn_on", { brightness: "x" }, "brightness_pct must be at most 60"],
    [dim, "light.turn_on", { white: 255 }, "brightness_pct must be at most 60"],
    [dim, "light.turn_on", { brightness_step_pct: 1 }, "brightness_pct must be at most 60"],
    [dim, "light.turn_on", { profile: "bright" }, "brightness_pct must be at most 60"],
    [dim, "light.toggle", { brightness_pct: 100 }, "brightness_pct must be at most 60"],
    [dim, "light.turn_off", {}, undefined],
    [raw, "light.turn_on", { brightness_pct: 60 }, undefined],
    [raw, "light.turn_on", { brightness_pct: 61 }, "brightness must be at most 153"],
    [quiet, "media_player.volume_up", {}, "volume_level must be at most 0.5"],
    [quiet, "media_player.media_play", {}, undefined],
    [half, "cover.open_cover", {}, "position must be at most 50"],
    [half, "cover.close_cover", {}, undefined],
    [half, "cover.toggle", {}, "position must be at most 50"],
    [half, "cover.stop_cover", {}, "position must be at most 50"],
    [low, "fan.turn_on", { percentage: 5 }, "percentage must be at least 10"],
    [low, "acme.set", { percentage: 5 }, "percentage must be at least 10"],
    [low, "acme.set", { percentage: 15 }, undefined],
    [eco, "select.select_option", { option: "eco" }, undefined],
    [eco, "select.select_option", { option: "2" }, undefined],
    [eco, "select.select_option", { option: true }, undefined],
    [eco, "select.select_option", { option: "turbo" }, "option must be one of eco, 2, true"],
    [eco, "select.select_option", { option: "{{ x }}" }, "option must be one of eco, 2, true"],
    [eco, "select.select_next", {}, "option must be one of eco, 2, true"],
    [
      song,
      "media_player.play_media",
      { media_content_type: "url" },
      "media_content_type must be one of music",
    ],
    [{ service: "light.*", field: "transition" }, "light.turn_on", { transition: 9 }, undefined],
  ];
  for (const [limit, service, data, expected] of table)
    it(`${expected === undefined ? "let pass" : "refuse"} ${service} ${JSON.stringify(data)} under ${limit.service}`, () => {
      expect(sentences(limit, [call(service, data)])).to.deep.equal(
        expected === undefined ? [] : [expected],
      );
    });

  it("are about the selected entities, and about any when none is named", () => {
    const limit: Omit<Limit, "name"> = { ...dim, select: { kind: "entity", id: "light.a" } };
    const data = { brightness_pct: 100 };

    expect(sentences(limit, [call("light.turn_on", data, ["light.b"])])).to.deep.equal([]);
    expect(sentences(limit, [call("light.turn_on", data, ["light.b", "light.a"])])).to.have.length(
      1,
    );
    expect(sentences(limit, [call("light.turn_on", data, [])])).to.have.length(1);
  });

  it("hold however brightness is said", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("brightness", "brightness_pct", "white", "brightness_step", "profile"),
        fc.oneof(fc.integer({ min: 0, max: 255 }), fc.string()),
        (field, value) => {
          const passes = sentences(dim, [call("light.turn_on", { [field]: value })]).length === 0;
          const percent = field === "brightness_pct" ? Number(value) : (Number(value) / 255) * 100;
          return !passes || percent <= 60.000001;
        },
      ),
    );
  });
});

describe("a number of targets", () => {
  const limit = { service: "light.*", maxTargets: 2 };

  it("is counted over all calls that are made together, each entity once", () => {
    const calls = [
      call("light.turn_on", {}, ["light.a", "light.b"]),
      call("light.turn_off", {}, ["light.b"]),
      call("switch.turn_off", {}, ["switch.c"]),
    ];

    expect(sentences(limit, calls)).to.deep.equal([]);
    expect(sentences(limit, [...calls, call("light.toggle", {}, ["light.c"])])).to.deep.equal([
      "at most 2 entities may be acted on at once",
    ]);
  });
});

describe("how often an entity may be acted on", () => {
  const minute = 60_000;
  const past = (...at: readonly number[]) => ({
    ...{ recent: new Map([["light.a", at]]), now: 600 * minute, dayStart: 500 * minute },
  });
  const pause = (cooldownMs: number) => ({ service: "light.*", cooldownMs });
  const table: [string, Omit<Limit, "name">, readonly number[], readonly string[]][] = [
    ["lets the first act pass", pause(minute), [], []],
    ["lets pass after the pause", pause(minute), [599 * minute], []],
    ["says seconds", pause(minute), [600 * minute - 1000], ["a may be acted on again in 59 s"]],
    ["says minutes", pause(10 * minute), [598 * minute], ["a may be acted on again in 8 min"]],
    ["says hours", pause(120 * minute), [599 * minute], ["a may be acted on again in 2 h"]],
    [
      "counts the day",
      { service: "*", perDay: 2 },
      [501 * minute, 502 * minute],
      ["a may be acted on 2 times a day"],
    ],
    ["forgets yesterday", { service: "*", perDay: 2 }, [499 * minute, 502 * minute], []],
    ["is about its own services", { service: "lock.*", perDay: 0 }, [599 * minute], []],
  ];
  for (const [sentence, limit, at, expected] of table)
    it(sentence, () => {
      expect(sentences(limit, [call("light.turn_on")], past(...at))).to.deep.equal(expected);
    });
});

describe("a limit on what is private", () => {
  it("is about what tells of others, and of whoever is not known", () => {
    const limit: Limit = {
      ...{ name: "calm", service: "*", select: { kind: "private" }, maxTargets: 0 },
    };
    const phone = { ...entity("light.a"), personal: true, people: ["ada"] };
    const calls = [{ service: "light.turn_on", data: {}, entities: [phone] }];
    const past = nothingBefore;

    expect(checkLimits(calls, { limits: [limit], past, self: "ada" })).to.deep.equal([]);
    expect(checkLimits(calls, { limits: [limit], past, self: "bob" })).to.have.length(1);
    expect(checkLimits(calls, { limits: [limit], past })).to.have.length(1);
  });
});
