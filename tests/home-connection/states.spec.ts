import { expect } from "chai";
import fc from "fast-check";
import type { EntityState } from "../../server/home/home.ts";
import { applyStates, withoutSecrets, type States } from "../../server/home/states.ts";

describe("Compressed states", () => {
  const lamp: EntityState = {
    entity_id: "light.x",
    state: "on",
    attributes: { brightness: 1, effect: "none" },
    last_changed: 1_000,
    last_updated: 2_000,
    context_id: "first",
  };
  const times = (at: number) => ({ last_changed: at, last_updated: at });
  const after = (event: unknown): EntityState | undefined => {
    const states: States = new Map([[lamp.entity_id, lamp]]);
    applyStates(states, event);
    return states.get(lamp.entity_id);
  };
  const change = (plus: object, minus?: object) => ({
    c: { "light.x": { "+": plus, ...(minus === undefined ? {} : { "-": minus }) } },
  });

  const cases: readonly (readonly [string, unknown, EntityState | undefined])[] = [
    [
      "come whole",
      { a: { "light.x": { s: "off", a: { b: 2 }, c: "id", lc: 3, lu: 4.5 } } },
      {
        entity_id: "light.x",
        state: "off",
        attributes: { b: 2 },
        last_changed: 3_000,
        last_updated: 4_500,
        context_id: "id",
      },
    ],
    [
      "were updated when they changed, if nothing else is said",
      { a: { "light.x": { s: "off", a: {}, c: { id: "id", user_id: "u" }, lc: 3 } } },
      {
        entity_id: "light.x",
        state: "off",
        attributes: {},
        last_changed: 3_000,
        last_updated: 3_000,
        context_id: "id",
      },
    ],
    [
      "change with both times",
      change({ s: "off", lc: 3, c: "next" }),
      { ...lamp, state: "off", last_changed: 3_000, last_updated: 3_000, context_id: "next" },
    ],
    [
      "change their attributes only",
      change({ a: { brightness: 5 }, lu: 3, c: { id: "next", user_id: "u" } }),
      {
        ...lamp,
        attributes: { brightness: 5, effect: "none" },
        last_updated: 3_000,
        context_id: "next",
      },
    ],
    [
      "keep their context when only its user is another",
      change({ lu: 3, c: { user_id: "u" } }),
      { ...lamp, last_updated: 3_000 },
    ],
    [
      "lose an attribute",
      change({ lu: 3 }, { a: ["effect"] }),
      { ...lamp, attributes: { brightness: 1 }, last_updated: 3_000 },
    ],
    ["become empty", change({ s: "", lc: 3 }), { ...lamp, state: "", ...times(3_000) }],
    [
      "are told again with equal values",
      change({ lc: 3, c: "next" }),
      { ...lamp, ...times(3_000), context_id: "next" },
    ],
    ["are removed", { r: ["light.x"] }, undefined],
    ["stay when the event is of others", { r: ["light.y"], c: { "light.z": { "+": {} } } }, lamp],
    ["stay when the event makes no sense", ["nonsense", null], lamp],
  ];
  for (const [what, event, expected] of cases)
    it(what, () => {
      expect(after(event)).to.deep.equal(expected);
    });

  it("do not change what was read before", () => {
    const before = structuredClone(lamp);

    after(change({ s: "off", a: { brightness: 9 }, lc: 9 }, { a: ["effect"] }));

    expect(lamp).to.deep.equal(before);
  });

  it("survive anything that is JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("a", "c", "r"), (value, key) => {
        after({ [key]: value });
        after({ [key]: { "light.x": value } });
        after({ c: { "light.x": { "+": value, "-": value } } });
      }),
    );
  });

  const pictures: readonly (readonly [string, string])[] = [
    ["/api/camera_proxy/camera.x?token=abc", "/api/camera_proxy/camera.x"],
    ["/api/media_player_proxy/x?token=abc&cache=1", "/api/media_player_proxy/x?cache=1"],
    ["/api/media_player_proxy/x?cache=1&token=abc", "/api/media_player_proxy/x?cache=1"],
    ["/api/x?authSig=abc&token=def&cache=1#top", "/api/x?cache=1#top"],
    ["https://example.org/x.png?size=2", "https://example.org/x.png?size=2"],
    ["no token=abc in a sentence", "no token=abc in a sentence"],
  ];
  for (const [picture, clean] of pictures)
    it(`have ${picture} as ${clean}`, () => {
      expect(
        withoutSecrets({ entity_picture: picture, access_token: "abc", other: 1 }),
      ).to.deep.equal({ entity_picture: clean, other: 1 });
    });
});
