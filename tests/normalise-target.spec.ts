import { expect } from "chai";
import { AppError } from "../server/errors.ts";
import { normaliseTarget, type RawCall } from "../server/normalise-target.ts";

const bare = { fields: {} };
const field = { name: "", description: "", required: false };

describe("A call as it was written", () => {
  const cases: readonly [string, RawCall, object, object?][] = [
    ["without anything", {}, {}],
    ["with nulls", { target: null, data: null }, {}],
    ["with one id", { target: { entity_id: "light.hall" } }, { entity_id: ["light.hall"] }],
    ["in capitals", { target: { entity_id: "Light.HALL" } }, { entity_id: ["light.hall"] }],
    [
      "with ids between commas",
      { data: { entity_id: "light.a, light.b,light.a" } },
      { entity_id: ["light.a", "light.b"] },
    ],
    ["with all", { target: { entity_id: "all" } }, { entity_id: ["all"] }],
    ["with none", { target: { entity_id: "none", area_id: "hall" } }, { area_id: ["hall"] }],
    ["with an empty kind", { target: { area_id: null, device_id: [] } }, {}],
    [
      "with one kind in the target and another in the data",
      { target: { entity_id: ["light.a"] }, data: { area_id: ["hall"], brightness: 3 } },
      { entity_id: ["light.a"], area_id: ["hall"] },
      { brightness: 3 },
    ],
    [
      "with the same kind in both, where the target wins",
      { target: { entity_id: "light.a" }, data: { entity_id: "light.b" } },
      { entity_id: ["light.a"] },
    ],
    [
      "with something left out",
      { target: { area_id: "hall" }, data: { exclude: { entity_id: "light.a" } } },
      { area_id: ["hall"], exclude: { entity_id: ["light.a"] } },
    ],
    ["with nothing left out", { target: { area_id: "hall", exclude: {} } }, { area_id: ["hall"] }],
    [
      "with nothing, said in another way",
      { target: { area_id: "hall", exclude: null } },
      { area_id: ["hall"] },
    ],
  ];
  for (const [title, raw, target, data = {}] of cases)
    it(`is understood ${title}`, () => {
      expect(normaliseTarget(raw)).to.deep.equal({ target, data });
    });

  it("keeps fields of a service that takes no target", () => {
    const data = { entity_id: "light.a", device_id: "b", area_id: "c" };
    const service = { fields: { entity_id: field, device_id: field } };

    expect(normaliseTarget({ data }, service)).to.deep.equal({
      target: { area_id: ["c"] },
      data: { entity_id: "light.a", device_id: "b" },
    });
    expect(normaliseTarget({ data }, { ...service, target: {} }).data).to.deep.equal({});
    expect(normaliseTarget({ data }, bare).data).to.deep.equal({});
  });

  const refused: readonly [string, RawCall, string][] = [
    ["a target that is a text", { target: "light.hall" }, "The target must be an object."],
    ["data that is a list", { data: [] }, "The data must be an object."],
    ["a kind that there is not", { target: { room: "hall" } }, 'A target has no "room".'],
    ["a number for an id", { target: { area_id: [3] } }, "area_id takes ids, as texts."],
    ["an empty id", { target: { area_id: "" } }, '"" is no area_id.'],
    ["a name for an id", { target: { entity_id: "the lamp" } }, '"the lamp" is no entity_id.'],
    ["a template", { data: { entity_id: "{{ x }}" } }, '"{{ x }}" is no entity_id.'],
    [
      "all and more",
      { target: { entity_id: ["all", "light.a"] } },
      "All cannot stand beside other entity ids.",
    ],
    ["none and more", { target: { entity_id: ["none", "light.a"] } }, '"none" is no entity_id.'],
    [
      "only what is left out",
      { target: { exclude: { area_id: "hall" } } },
      "There is nothing to exclude from.",
    ],
    [
      "what is left out of what is left out",
      { target: { area_id: "a", exclude: { exclude: {} } } },
      'What is excluded cannot have "exclude".',
    ],
    [
      "a text for what is left out",
      { target: { area_id: "a", exclude: "b" } },
      "What is excluded must be an object.",
    ],
    [
      "all left out",
      { target: { area_id: "a", exclude: { entity_id: "all" } } },
      "All cannot be excluded.",
    ],
  ];
  for (const [title, raw, message] of refused)
    it(`is refused with ${title}`, () => {
      expect(() => normaliseTarget(raw))
        .to.throw(AppError, message)
        .with.property("code", "invalid_input");
    });
});
