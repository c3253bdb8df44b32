import { expect } from "chai";
import { z } from "zod";
import { createCatalogue } from "../../server/gateway/catalogue.ts";
import { outlineOf, toJsonSchema } from "../../server/gateway/json-schema.ts";
import { catalogue as tools } from "../../server/tools/index.ts";
import { makePrincipal } from "../support/principals.ts";

const { rights } = makePrincipal();

describe("createCatalogue", () => {
  it("decides once for each set of rights", () => {
    const catalogue = createCatalogue(tools);

    expect(catalogue.shelfOf(rights)).to.equal(catalogue.shelfOf({ ...rights }));
    const reading = tools.filter(({ effect }) => effect === "read").map(({ name }) => name);
    expect(catalogue.shelfOf(rights).names).to.deep.equal(reading.sort());
  });

  it("remembers no more sets of rights than it should", () => {
    const catalogue = createCatalogue(tools);
    const first = catalogue.shelfOf(rights);

    for (let i = 0; i < 500; i += 1) catalogue.shelfOf({ ...rights, key: `key ${i}` });

    expect(catalogue.shelfOf(rights)).not.to.equal(first);
    expect(catalogue.shelfOf(rights).names).to.deep.equal(first.names);
  });

  it("shows nothing to who is frozen, whatever the key says", () => {
    const catalogue = createCatalogue(tools);
    catalogue.shelfOf(rights);

    const shelf = catalogue.shelfOf({ ...rights, frozen: "everything is frozen" });

    expect(shelf).to.deep.include({ entries: [], names: [] });
    for (const name of ["whoami", "open_sesame"])
      expect(shelf.find(name)).to.deep.equal({
        decision: { kind: "deny", rule: "everything is frozen" },
      });
    expect(catalogue.shelfOf(rights).names).not.to.be.empty;
  });

  it("has no tool of a name that every object has", () => {
    for (const name of ["toString", "__proto__", "constructor", ""])
      expect(createCatalogue(tools).shelfOf(rights).find(name)).to.deep.equal({
        decision: { kind: "deny", rule: "no such tool" },
      });
  });
});

describe("a tool's schema", () => {
  const schema = z.object({
    count: z.int(),
    rows: z.array(z.object({ name: z.string(), tags: z.array(z.string()) })),
    has: z.record(z.string(), z.number()).optional(),
  });

  it("says nothing that says nothing", () => {
    expect(toJsonSchema(schema, "output")).to.deep.equal({
      type: "object",
      properties: {
        count: { type: "integer" },
        rows: {
          type: "array",
          items: {
            type: "object",
            properties: {
              name: { type: "string" },
              tags: { type: "array", items: { type: "string" } },
            },
            required: ["name", "tags"],
          },
        },
        has: { type: "object", additionalProperties: { type: "number" } },
      },
      required: ["count", "rows"],
    });
  });

  it("is outlined by its top level", () => {
    expect(outlineOf(toJsonSchema(schema, "output"))).to.deep.equal({
      type: "object",
      properties: {
        count: { type: "integer" },
        rows: { type: "array", items: { type: "object" } },
        has: { type: "object" },
      },
      required: ["count", "rows"],
    });
    expect(outlineOf({ type: "object" })).to.deep.equal({ type: "object" });
  });

  it("is outlined as what it is when its names are no properties", () => {
    const byRoom = toJsonSchema(z.record(z.enum(["hall", "attic"]), z.number()), "output");

    expect(outlineOf(byRoom)).to.include({ type: "object" }).and.to.have.property("properties").that
      .is.empty;
  });
});
