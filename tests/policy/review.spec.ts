import { expect } from "chai";
import type { Service } from "../../server/home/home.ts";
import { indexReviews, listToReview, noReviews } from "../../server/policy/review.ts";
import { entity, ownerless } from "./house.ts";

const service: Service = {
  ...{ domain: "", service: "", name: "", description: "", fields: {}, response: "none" },
};
const home = {
  entities: new Map(
    [
      entity("switch.b", { name: "Boiler", platform: "template" }),
      entity("light.a", { name: "Attic", platform: "command_line", config_entry_id: "e1" }),
      ownerless("switch.c"),
      entity("light.plain"),
      entity("sensor.power", { platform: "template" }),
      entity("siren.yard", { platform: "template" }),
    ].map((one) => [one.entity_id, one]),
  ),
  services: new Map(
    ["light.turn_on", "homeassistant.turn_on", "zone.reload", "hue.hush", "acme.boom"].map(
      (name) => [name, service],
    ),
  ),
};

describe("the list of what is to be looked at", () => {
  it("names entities and services that ask, with why, and what to remember of them", () => {
    expect(listToReview(home, noReviews)).to.deep.equal([
      {
        ...{ kind: "entity", id: "light.a", name: "Attic", platform: "command_line" },
        why: "what it does is written in a file (command_line)",
        config_entry_id: "e1",
      },
      {
        ...{ kind: "entity", id: "switch.b", name: "Boiler", platform: "template" },
        why: "what it does is written in a file (template)",
      },
      { kind: "entity", id: "switch.c", name: "c", why: "no integration owns it" },
      {
        ...{ kind: "entity", id: "siren.yard", name: "yard", platform: "template" },
        why: "what it does is written in a file (template)",
      },
      {
        ...{ kind: "service", id: "acme.boom", name: "acme.boom" },
        why: "an integration of its own brings it",
      },
      {
        ...{ kind: "service", id: "hue.hush", name: "hue.hush" },
        why: "an integration of its own brings it",
      },
    ]);
  });

  it("is empty once all was looked at, whatever was found", () => {
    const reviews = listToReview(home, noReviews).map((one) => ({
      ...one,
      verdict: "sensitive" as const,
    }));

    expect(listToReview(home, indexReviews(reviews))).to.deep.equal([]);
  });
});
