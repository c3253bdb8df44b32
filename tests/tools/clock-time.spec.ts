import { expect } from "chai";
import fc from "fast-check";
import { fromClock, toClock } from "../../server/tools/clock-time.ts";

const at = (text: string) => Date.parse(text);

describe("toClock", () => {
  const table: [string, string, string][] = [
    ["2026-11-21T12:00:00Z", "Europe/Berlin", "2026-11-21T13:00:00+01:00"],
    ["2026-07-21T12:00:00Z", "Europe/Berlin", "2026-07-21T14:00:00+02:00"],
    ["2026-11-21T12:00:00Z", "America/St_Johns", "2026-11-21T08:30:00-03:30"],
    ["2026-11-21T12:00:00Z", "Asia/Kathmandu", "2026-11-21T17:45:00+05:45"],
    ["2026-11-21T12:00:00Z", "UTC", "2026-11-21T12:00:00+00:00"],
    ["2026-11-21T12:00:00Z", "Nowhere/Land", "2026-11-21T12:00:00+00:00"],
    ["2026-11-21T23:59:59.999Z", "Europe/Berlin", "2026-11-22T00:59:59+01:00"],
  ];
  for (const [utc, timeZone, local] of table)
    it(`shows ${utc} in ${timeZone} as ${local}`, () => {
      expect(toClock(at(utc), timeZone)).to.equal(local);
    });

  it("shows every moment of a year as that moment, also around changes of clocks", () => {
    const year = { min: at("2026-01-01T00:00:00Z"), max: at("2027-01-01T00:00:00Z") };
    const zones = fc.constantFrom("Europe/Berlin", "America/New_York", "Australia/Lord_Howe");
    fc.assert(
      fc.property(fc.integer(year), zones, (ms, timeZone) => {
        expect(at(toClock(ms, timeZone))).to.equal(Math.floor(ms / 1_000) * 1_000);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("fromClock", () => {
  const table: [string, string][] = [
    ["2026-11-21T13:00", "2026-11-21T12:00:00Z"],
    ["2026-11-21 13:00:30", "2026-11-21T12:00:30Z"],
    ["2026-11-21", "2026-11-20T23:00:00Z"],
    ["2026-07-21T14:00", "2026-07-21T12:00:00Z"],
    ["2026-11-21T13:00Z", "2026-11-21T13:00:00Z"],
    ["2026-11-21t13:00:00z", "2026-11-21T13:00:00Z"],
    ["2026-11-21T13:00:00.5+05:30", "2026-11-21T07:30:00.500Z"],
    ["2026-11-21T13:00:00-0800", "2026-11-21T21:00:00Z"],
    ["2026-03-29T03:30", "2026-03-29T01:30:00Z"],
    ["2026-10-25T03:30", "2026-10-25T02:30:00Z"],
  ];
  for (const [text, utc] of table)
    it(`reads ${text} in Berlin as ${utc}`, () => {
      expect(fromClock(text, "Europe/Berlin")).to.equal(at(utc));
    });

  for (const text of [
    "yesterday",
    "2026-13-01",
    "2026-11-21T25:00",
    "2026-11-21T13:00+99:99",
    "13:00",
    "",
  ])
    it(`takes ${JSON.stringify(text)} for no time`, () => {
      expect(fromClock(text, "Europe/Berlin")).to.equal(undefined);
    });

  it("reads what toClock writes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: at("2100-01-01T00:00:00Z") }), (ms) => {
        const seconds = Math.floor(ms / 1_000) * 1_000;
        expect(fromClock(toClock(seconds, "America/New_York"), "Europe/Berlin")).to.equal(seconds);
      }),
    );
  });
});
