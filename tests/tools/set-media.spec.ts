import { expect } from "chai";
import { setMedia } from "../../server/tools/control/set-media.ts";
import { failureOf } from "../support/failure.ts";
import { carryOut, planTool } from "../support/plan-tool.ts";
import { startPlanning, type PlanningHouse } from "../support/planning.ts";
import { until } from "../support/until.ts";

const everything = 0x3fffff;
const things = [
  {
    entity_id: "media_player.loft",
    state: "playing",
    name: "Loft",
    attributes: {
      ...{ source_list: ["Radio", "Line in"], sound_mode_list: ["Music", "Movie"] },
      ...{ volume_level: 0.5, supported_features: everything },
    },
  },
  {
    entity_id: "media_player.workbench",
    state: "playing",
    name: "Workbench",
    attributes: { supported_features: everything },
  },
  { entity_id: "media_player.old_radio", state: "on", attributes: { supported_features: 0 } },
];

describe("set_media", () => {
  let house: PlanningHouse;
  before(async () => {
    house = await startPlanning();
    for (const thing of things) house.demo.addEntity(thing);
    const { entities } = house.home.snapshot();
    await until("the things", () => entities.has("media_player.old_radio"));
  });
  after(() => house.close());

  const plan = (target: string, wish: object) =>
    planTool(house, setMedia, { targets: [target], ...wish });

  const told: [object, [string, object, object?][]][] = [
    [{ action: "play" }, [["media_play", {}, { state: ["playing", "buffering"] }]]],
    [{ action: "next" }, [["media_next_track", {}]]],
    [{ action: "previous" }, [["media_previous_track", {}]]],
    [{ action: "louder" }, [["volume_up", {}]]],
    [{ action: "quieter" }, [["volume_down", {}]]],
    [{ action: "unjoin" }, [["unjoin", {}]]],
    [
      { volume_pct: 30 },
      [
        [
          "volume_set",
          { volume_level: 0.3 },
          { attributes: { volume_level: { near: 0.3, within: 0.02 } } },
        ],
      ],
    ],
    [
      { muted: true },
      [["volume_mute", { is_volume_muted: true }, { attributes: { is_volume_muted: true } }]],
    ],
    [
      { source: "line in", sound_mode: "movie" },
      [
        ["select_source", { source: "Line in" }, { attributes: { source: "Line in" } }],
        ["select_sound_mode", { sound_mode: "Movie" }, { attributes: { sound_mode: "Movie" } }],
      ],
    ],
    [
      { shuffle: false, repeat: "all" },
      [
        ["shuffle_set", { shuffle: false }, { attributes: { shuffle: false } }],
        ["repeat_set", { repeat: "all" }, { attributes: { repeat: "all" } }],
      ],
    ],
    [
      { media_id: "http://radio.example/one.mp3", volume_pct: 10 },
      [
        [
          "volume_set",
          { volume_level: 0.1 },
          { attributes: { volume_level: { near: 0.1, within: 0.02 } } },
        ],
        [
          "play_media",
          { media_content_id: "http://radio.example/one.mp3", media_content_type: "music" },
          { state: ["playing", "buffering"] },
        ],
      ],
    ],
    [{ join: ["Workbench", "Loft"] }, [["join", { group_members: ["media_player.workbench"] }]]],
  ];
  for (const [wish, expected] of told)
    it(`tells a player ${JSON.stringify(wish)}`, async () => {
      const { actions } = await plan("media_player.loft", wish);

      expect(
        actions.map(({ service, entity_ids, data, expect: expectation }) => [
          ...[service, entity_ids, data, expectation],
        ]),
      ).to.deep.equal(
        expected.map(([service, data, expectation]) => [
          ...[`media_player.${service}`, ["media_player.loft"], data, expectation],
        ]),
      );
    });

  for (const action of ["pause", "stop"])
    it(`takes a player that plays nothing any more for one that obeyed ${action}`, async () => {
      const { actions } = await plan("media_player.loft", { action });

      expect(actions[0]?.expect?.state).to.include.members(["paused", "idle", "off"]);
      expect(actions[0]?.expect?.state).not.to.include("playing");
    });

  const refused: [string, object, string][] = [
    ["media_player.loft", { source: "Linein 2" }, 'media_player.loft has no option "Linein 2".'],
    [
      "media_player.workbench",
      { source: "Radio" },
      'media_player.workbench has no option "Radio".',
    ],
    [
      "media_player.old_radio",
      { volume_pct: 5 },
      "media_player.old_radio does not offer a volume.",
    ],
    ["media_player.old_radio", { muted: true }, "media_player.old_radio does not offer muting."],
    [
      "media_player.old_radio",
      { shuffle: true },
      "media_player.old_radio does not offer shuffling.",
    ],
    [
      "media_player.old_radio",
      { repeat: "one" },
      "media_player.old_radio does not offer repeating.",
    ],
    ["media_player.old_radio", { action: "play" }, "media_player.old_radio does not offer play."],
    [
      "media_player.old_radio",
      { media_id: "x" },
      "media_player.old_radio does not offer playing what is named.",
    ],
    [
      "media_player.loft",
      { join: ["media_player.old_radio"] },
      "media_player.old_radio does not offer playing together.",
    ],
    ["media_player.loft", {}, "Nothing is asked for."],
    ["media_player.loft", { media_type: "music" }, "media_type says nothing without media_id."],
    ["all", { join: ["Workbench"] }, "Players join one other player."],
  ];
  for (const [target, wish, message] of refused)
    it(`refuses ${JSON.stringify(wish)} for ${target}`, async () => {
      expect(await failureOf(plan(target, wish))).to.include({ code: "invalid_input", message });
    });

  it("tells all that can what they share, and leaves out what cannot", async () => {
    const { actions, leftOut } = await plan("all", { action: "pause" });

    expect(actions).to.have.length(1);
    expect(actions[0]?.entity_ids).to.include.members([
      "media_player.loft",
      "media_player.workbench",
    ]);
    expect(actions[0]?.entity_ids).not.to.include("media_player.old_radio");
    expect(leftOut.join()).to.include("Old radio: does not offer pause");
  });

  it("says in sentences what it would do", async () => {
    const { actions } = await plan("Loft", { volume_pct: 20, join: ["Workbench"] });

    expect(actions.map(({ sentence }) => sentence)).to.deep.equal([
      "Let Workbench play along with Loft",
      "Set the volume of Loft to 20 %",
    ]);
  });

  it("does it in the home", async () => {
    const { actions } = await plan("Loft", { volume_pct: 25, muted: true, action: "pause" });
    await carryOut(house, actions);

    expect(house.demo.state("media_player.loft")).to.nested.include({
      state: "paused",
      "attributes.volume_level": 0.25,
      "attributes.is_volume_muted": true,
    });
  });
});
