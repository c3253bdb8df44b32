import { expect } from "chai";
import fc from "fast-check";
import { createBackoff } from "../../server/home/resilience.ts";

describe("The backoff", () => {
  it("is never shorter than the least and never longer than the longest delay", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 100, max: 5_000 }),
        (least, longest) => {
          const backoff = createBackoff(least * 2, longest, least);
          for (let step = 0; step < 20; step++) expect(backoff.next()).to.be.within(least, longest);
        },
      ),
    );
  });

  it("differs from home to home", () => {
    const first = Array.from({ length: 50 }, () => createBackoff(1_000, 60_000).next());

    expect(new Set(first).size).to.be.greaterThan(40);
  });

  it("grows, and begins anew when it is reset", () => {
    const backoff = createBackoff(10, 100_000);
    const beginning = backoff.next();
    const later = Array.from({ length: 12 }, () => backoff.next()).at(-1);
    expect(later).to.be.greaterThan(1_000);

    backoff.reset();

    expect(backoff.next()).to.be.lessThan(100);
    expect(beginning).to.be.lessThan(100);
  });
});
