import { expect } from "chai";
import fc from "fast-check";
import { leanResponse } from "../../server/tools/control/lean-response.ts";

describe("what a service answered", () => {
  it("is passed on as it is while it is short, without what is empty", () => {
    expect(leanResponse({ items: [{ summary: "Milk", due: null }], count: 1 })).to.deep.equal({
      response: { items: [{ summary: "Milk" }], count: 1 },
    });
  });

  const nothings: [string, unknown][] = [
    ["not there", undefined],
    ["nothing", null],
    ["empty", {}],
    ["no object", ["list"]],
  ];
  for (const [what, nothing] of nothings)
    it(`is left out when it is ${what}`, () => {
      expect(leanResponse(nothing)).to.deep.equal({});
    });

  it("is cut where it is deep", () => {
    const deep = { a: { b: { c: { d: { e: { f: { g: { h: 1 } } } } } } } };

    expect(JSON.stringify(leanResponse(deep)))
      .to.include('"…"')
      .and.not.include('"h"');
  });

  it("is bounded, whatever it is", () => {
    const wide = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => ({ a: 1 })));
    expect(JSON.stringify(leanResponse({ wide })).length).to.be.below(20_000);

    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (response) => {
        const text = JSON.stringify(leanResponse(response));
        expect(text.length).to.be.at.most(JSON.stringify({ response }).length + 1_000);
      }),
    );
  });
});
