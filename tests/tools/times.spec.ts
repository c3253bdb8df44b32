import { expect } from "chai";
import { readDate, readDuration, readTimeOfDay } from "../../server/tools/control/times.ts";

describe("times as people write them", () => {
  const times: [string, string | undefined][] = [
    ["7:30", "07:30:00"],
    ["07.30", "07:30:00"],
    ["7h30", "07:30:00"],
    ["23:59:58", "23:59:58"],
    ["7 am", "07:00:00"],
    ["12 am", "00:00:00"],
    ["12:15 PM", "12:15:00"],
    ["9:05pm", "21:05:00"],
    ["13:00 pm", undefined],
    ["24:00", undefined],
    ["7", undefined],
  ];
  for (const [text, time] of times)
    it(`reads ${text} as ${time ?? "no time of day"}`, () => {
      expect(readTimeOfDay(text)).to.equal(time);
    });

  const durations: [string, string | undefined][] = [
    ["5 min", "0:05:00"],
    ["90s", "0:01:30"],
    ["1 h 30 min", "1:30:00"],
    ["1 hour and 5 minutes", "1:05:00"],
    ["1.5 hours", "1:30:00"],
    ["0:00:20", "0:00:20"],
    ["5", undefined],
    ["0 s", undefined],
    ["5 months", undefined],
    ["a while", undefined],
  ];
  for (const [text, duration] of durations)
    it(`reads ${text} as ${duration ?? "no duration"}`, () => {
      expect(readDuration(text)).to.equal(duration);
    });

  it("knows dates that exist from those that do not", () => {
    expect(readDate("2028-02-29")).to.equal("2028-02-29");
    expect(readDate("2026-02-29")).to.equal(undefined);
    expect(readDate("24.12.2026")).to.equal(undefined);
  });
});
