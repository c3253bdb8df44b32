import { expect } from "chai";
import { startOfDay } from "../../server/gateway/start-of-day.ts";

describe("the start of a day", () => {
  const table: [string, string, string, string][] = [
    ["in summer", "Europe/Paris", "2026-07-10T13:20:30.456Z", "2026-07-09T22:00:00.000Z"],
    ["in winter", "Europe/Paris", "2026-11-21T17:00:00.000Z", "2026-11-20T23:00:00.000Z"],
    [
      "just before midnight",
      "Europe/Paris",
      "2026-11-21T22:59:59.999Z",
      "2026-11-20T23:00:00.000Z",
    ],
    ["at midnight", "Europe/Paris", "2026-11-21T23:00:00.000Z", "2026-11-21T23:00:00.000Z"],
    [
      "when clocks went forward",
      "Europe/Paris",
      "2026-03-29T10:00:00.000Z",
      "2026-03-28T23:00:00.000Z",
    ],
    [
      "when clocks went back",
      "Europe/Paris",
      "2026-10-25T20:00:00.000Z",
      "2026-10-24T22:00:00.000Z",
    ],
    ["in Nepal", "Asia/Kathmandu", "2026-11-21T00:00:00.000Z", "2026-11-20T18:15:00.000Z"],
    [
      "where midnight was skipped",
      "America/Santiago",
      "2026-09-06T15:00:00.000Z",
      "2026-09-06T04:00:00.000Z",
    ],
    [
      "in a zone nobody knows",
      "Moon/Crater",
      "2026-11-21T17:00:00.000Z",
      "2026-11-21T00:00:00.000Z",
    ],
  ];
  for (const [what, zone, at, start] of table)
    it(`is midnight on the wall ${what}`, () => {
      expect(new Date(startOfDay(Date.parse(at), zone)).toISOString()).to.equal(start);
    });
});
