import { expect } from "chai";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import type { Service } from "../../server/home/home.ts";
import { toDetails, toSummary } from "../../server/tools/explore/list-services.support.ts";
import { startHouse, type House } from "../support/house.ts";

const field = (selector?: unknown, description = "") => {
  return { name: "Field", description, required: false, selector };
};
const service: Service = {
  domain: "test",
  service: "try",
  name: "Try",
  description: "Tries it.",
  fields: {
    level: { ...field({ number: { min: 0, max: 100, unit_of_measurement: "%" } }), required: true },
    free: field({ number: null }, "How free."),
    mode: field({ select: { options: ["a", { value: "b", label: "B" }] } }),
    many: field({ select: { options: Array.from({ length: 20 }, (_, i) => `o${i}`) } }),
    colour: field({ color_rgb: {} }),
    any: field(),
  },
  response: "optional",
};

describe("a service in few words", () => {
  it("has its fields, and which of them are required", () => {
    expect(toSummary(service)).to.deep.equal({
      service: "test.try",
      fields: ["level", "free", "mode", "many", "colour", "any"],
      required: ["level"],
      target: false,
    });
  });

  it("has what each field accepts, when it is asked for itself", () => {
    const { accepts, description, response } = toDetails(service);

    expect({ description, response }).to.deep.equal({
      description: "Tries it.",
      response: "optional",
    });
    expect(accepts).to.deep.equal({
      level: "number 0 to 100 %",
      free: "number: How free.",
      mode: "one of a, b",
      many: `one of ${Array.from({ length: 12 }, (_, i) => `o${i}`).join(", ")}, …`,
      colour: "color rgb",
      any: "any",
    });
  });
});

describe("list_services", () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  it("lists names by domain", async () => {
    const { domains } = await house.result("list_services");

    expect(domains).to.have.property("light").that.includes("turn_on");
  });

  it("lists the services of one domain with their fields", async () => {
    const { services } = await house.result("list_services", { domain: "Light" });

    expect(services).to.have.nested.property("[0].service", "light.turn_on");
    expect(services).to.have.nested.property("[0].fields").that.includes("brightness_pct");
  });

  it("tells what one service accepts, by its full name or beside its domain", async () => {
    const full = await house.result("list_services", { service: "light.turn_on" });
    const apart = await house.result("list_services", { domain: "light", service: "turn_on" });

    expect(full).to.deep.equal(apart);
    expect(full).to.have.nested.property("services[0].accepts.brightness_pct").that.includes("100");
  });

  const unknown: [object, string][] = [
    [{ domain: "lights" }, "light"],
    [{ service: "light.turn_of" }, "light.turn_off"],
  ];
  for (const [args, nearest] of unknown)
    it(`names ${nearest} as the nearest to ${JSON.stringify(args)}`, async () => {
      const outcome = await house.call("list_services", args);

      expect(outcome).to.have.nested.property("failure.code", "not_found");
      expect(outcome).to.have.nested.property("failure.details.candidates[0]", nearest);
    });

  it("lists the whole demo home in a few hundred tokens", async () => {
    const outcome = await house.call("list_services");

    expect(outcome.ok && encode(outcome.json).length).to.be.below(600);
  });
});
