import { expect } from "chai";
import { parseExpiry } from "../../../server/access/tokens/expiry.ts";

const now = Date.UTC(2026, 10, 20, 12);

describe("a token's expiry", () => {
  for (const [text, expected] of [
    ["30d", "2026-12-20T12:00:00.000Z"],
    ["12h", "2026-11-21T00:00:00.000Z"],
    ["2030-01-31", "2030-01-31T00:00:00.000Z"],
    ["2030-01-31T10:30Z", "2030-01-31T10:30:00.000Z"],
    ["2030-01-31T10:30:15+02:00", "2030-01-31T08:30:15.000Z"],
  ] as const)
    it(`reads ${text}`, () => {
      expect(new Date(parseExpiry(text, now) ?? 0).toISOString()).to.equal(expected);
    });

  it("reads never as no time at all", () => {
    expect(parseExpiry("never", now)).to.equal(undefined);
  });

  for (const text of [
    ...["", "30", "d", "-1d", "1.5d", "30 d", "30D", "tomorrow", "Never"],
    ...[
      "2030-13-01",
      "2030-01-32",
      "2030-02-30",
      "2030-02-30T10:30Z",
      "2030-01-31T10:30",
      "2030-01-31T10:30:00.1234Z",
      "1e3d",
    ],
    ...["0d", "2026-11-20", "2020-01-01", "999999999d", "9999-01-01"],
  ])
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseExpiry(text, now))
        .to.throw()
        .with.property("code", "invalid_input");
    });
});
