import { expect } from "chai";
import { AppError } from "../server/errors.ts";
import type { Snapshot } from "../server/home/home.ts";
import { doesHold } from "../server/policy/conditions.ts";
import { weekdays } from "../server/policy/rules.ts";
import { localTime, surroundingsOf } from "../server/surroundings.ts";
import { smallHome } from "./support/small-home.ts";

const noon = Date.UTC(2026, 10, 20, 12);

const homeWith = (people: Readonly<Record<string, string>>, time_zone = "Europe/Paris") => {
  const empty = smallHome({
    entities: Object.fromEntries(Object.entries(people).map(([id, state]) => [id, { state }])),
  });
  const snapshot: Snapshot = { ...empty, config: { ...empty.config, time_zone } };
  return { snapshot: () => snapshot };
};
const around = (...home: Parameters<typeof homeWith>) =>
  surroundingsOf(homeWith(...home), () => noon);

const away = {
  snapshot: (): Snapshot => {
    throw new AppError("home_unreachable", "The home was never there.");
  },
};

describe("the surroundings of a home", () => {
  it("show its own clocks", () => {
    expect(around({}).local()).to.deep.equal({ weekday: "fri", minuteOfDay: 13 * 60 });
    expect(around({}, "Pacific/Auckland").local()).to.deep.equal({
      ...{ weekday: "sat", minuteOfDay: 60 },
    });
    expect(around({}).now).to.equal(noon);
  });

  it("show midnight as the day's first minute", () => {
    expect(localTime(Date.UTC(2026, 10, 20), "UTC")?.minuteOfDay).to.equal(0);
  });

  it("show no clock in a time zone that nobody knows", () => {
    expect(around({}, "Mars/Olympus").local()).to.equal(undefined);
  });

  for (const [what, people, isHome] of [
    ["one of two is home", { "person.ada": "not_home", "person.bob": "home" }, true],
    ["one is home and one is not known", { "person.ada": "unknown", "person.bob": "home" }, true],
    ["all are elsewhere", { "person.ada": "not_home", "person.bob": "Work" }, false],
    [
      "one is away and one is unknown",
      { "person.ada": "not_home", "person.bob": "unknown" },
      undefined,
    ],
    [
      "one is away and one unavailable",
      { "person.ada": "Work", "person.bob": "unavailable" },
      undefined,
    ],
    ["there are no people", { "light.home": "home" }, undefined],
  ] as const)
    it(`say ${isHome === undefined ? "not" : isHome ? "that somebody is home" : "that nobody is home"} when ${what}`, () => {
      expect(around(people).somebodyHome()).to.equal(isHome);
    });

  it("do not say that nobody is home while somebody is not there any more", () => {
    const { snapshot } = homeWith({ "person.ada": "not_home", "person.bob": "not_home" });
    const entities = new Map(snapshot().entities);
    const home = { snapshot: () => one };
    const one: Snapshot = { ...snapshot(), entities };
    const before = surroundingsOf(home, () => noon).somebodyHome();

    entities.delete("person.bob");
    expect([before, surroundingsOf(home, () => noon).somebodyHome()]).to.deep.equal([
      ...[false, undefined],
    ]);
  });

  it("tell the state of what there is", () => {
    const lit = around({ "light.hall": "on" });

    expect(["light.hall", "light.attic"].map((id) => lit.stateOf(id))).to.deep.equal([
      "on",
      undefined,
    ]);
  });

  it("tell nothing of a home that was never there", () => {
    const nowhere = surroundingsOf(away, () => noon);

    expect([nowhere.local(), nowhere.somebodyHome(), nowhere.stateOf("light.hall")]).to.deep.equal([
      ...[undefined, undefined, undefined],
    ]);
  });

  it("look at the home only when they are asked, and once", () => {
    let looks = 0;
    const { snapshot } = homeWith({ "person.ada": "home" });
    const looking = surroundingsOf(
      {
        snapshot: () => {
          looks += 1;
          return snapshot();
        },
      },
      () => noon,
    );

    expect(looks).to.equal(0);
    expect([looking.local()?.weekday, looking.somebodyHome()]).to.deep.equal(["fri", true]);
    expect(looking.stateOf("person.ada")).to.equal("home");
    expect(looks).to.equal(1);
  });
});

/** How often a quarter of an hour with these clocks comes in the day that begins at `start`. */
function quartersIn(hours: { from: string; to: string }, start: number, zone: string): number {
  const quarters = Array.from({ length: 4 * 26 }, (_, index) => start + index * 900_000);
  const today = localTime(start, zone)?.weekday ?? "mon";
  return quarters.filter((at) => {
    const local = localTime(at, zone);
    const surroundings = { ...surroundingsOf(away, () => at), local: () => local };
    return doesHold({ weekdays: [today], hours }, surroundings) === true;
  }).length;
}

describe("hours, when the clocks change,", () => {
  for (const [zone, spring, autumn, skipped] of [
    // Midnights before clocks go forward and back, and the hours that one day lacks and the other has twice.
    ["Europe/Paris", "2026-03-28T23:00Z", "2026-10-24T22:00Z", ["02:00", "03:00"]],
    ["America/New_York", "2026-03-08T05:00Z", "2026-11-01T04:00Z", ["02:00", "03:00"]],
    ["Australia/Lord_Howe", "2026-10-03T13:30Z", "2026-04-04T13:00Z", ["02:00", "02:30"]],
  ] as const) {
    const [from, to] = skipped;
    const [before, after] = [Date.parse(spring), Date.parse(autumn)];
    const lost = zone === "Australia/Lord_Howe" ? 2 : 4;
    // The repeated time is where clocks go back to.
    const twice = zone === "America/New_York" ? { from: "01:00", to: "02:00" } : { from, to };
    const again = zone === "Australia/Lord_Howe" ? { from: "01:30", to: "02:00" } : twice;

    it(`begin at midnight in ${zone}`, () => {
      expect([before, after].map((at) => localTime(at, zone)?.minuteOfDay)).to.deep.equal([0, 0]);
    });

    it(`do not come in the gap of spring in ${zone}, and last as long around it as clocks show`, () => {
      expect(quartersIn({ from, to }, before, zone)).to.equal(0);
      expect(quartersIn({ from: "00:00", to: "06:00" }, before, zone)).to.equal(24 - lost);
    });

    it(`come twice in the autumn of ${zone}`, () => {
      expect(quartersIn(again, after, zone)).to.equal(2 * lost);
      expect(quartersIn({ from: "00:00", to: "06:00" }, after, zone)).to.equal(24 + lost);
    });

    it(`over midnight begin on the day before in ${zone}, also when it is shorter or longer`, () => {
      for (const start of [before, after]) {
        const weekday = localTime(start, zone)?.weekday ?? "mon";
        const eve = weekdays.at(weekdays.indexOf(weekday) - 1) ?? "mon";
        const at = start + 5 * 3_600_000;
        const surroundings = {
          ...surroundingsOf(away, () => at),
          local: () => localTime(at, zone),
        };
        const night = { from: "22:00", to: "07:00" };
        expect(doesHold({ weekdays: [eve], hours: night }, surroundings)).to.equal(true);
        expect(doesHold({ weekdays: [weekday], hours: night }, surroundings)).to.equal(false);
      }
    });
  }
});
