import { expect } from "chai";
import fc from "fast-check";
import {
  doesHold,
  minutesOf,
  type LocalTime,
  type Surroundings,
} from "../../server/policy/conditions.ts";
import { weekdays, type Conditions } from "../../server/policy/rules.ts";

const noon = Date.UTC(2026, 10, 20, 12);

/** Friday noon, somebody is home, and the alarm is off. */
const around = (wish: {
  readonly local?: LocalTime | "unknown";
  readonly somebody?: boolean | "unknown";
  /** null: there is none. */
  readonly alarm?: string | null;
  readonly now?: number;
}): Surroundings => {
  const { local = { weekday: "fri", minuteOfDay: 720 }, somebody = true, alarm = "off" } = wish;
  return {
    now: wish.now ?? noon,
    local: () => (local === "unknown" ? undefined : local),
    somebodyHome: () => (somebody === "unknown" ? undefined : somebody),
    stateOf: (id) => (id === "alarm.a" && alarm !== null ? alarm : undefined),
  };
};
const at = (weekday: LocalTime["weekday"], time: string) =>
  around({ local: { weekday, minuteOfDay: minutesOf(time) ?? NaN } });
const night = { from: "22:00", to: "06:00" };
const day = { from: "08:00", to: "20:00" };
const armed: Conditions = { state: { entity_id: "alarm.a", is: ["armed", "pending"] } };

describe("a condition", () => {
  const table: [string, Conditions, Surroundings, boolean | undefined][] = [
    ["that names nothing", {}, around({}), true],
    ["of hours, when they begin", { hours: day }, at("fri", "08:00"), true],
    ["of hours, before", { hours: day }, at("fri", "07:59"), false],
    ["of hours, in their last minute", { hours: day }, at("fri", "19:59"), true],
    ["of hours, when they end", { hours: day }, at("fri", "20:00"), false],
    ["of hours over midnight, before it", { hours: night }, at("fri", "22:00"), true],
    ["of hours over midnight, after it", { hours: night }, at("fri", "05:59"), true],
    ["of hours over midnight, when they end", { hours: night }, at("fri", "06:00"), false],
    [
      "of hours until midnight",
      { hours: { from: "22:00", to: "00:00" } },
      at("fri", "00:00"),
      false,
    ],
    [
      "of hours that no clock shows",
      { hours: { from: "24:00", to: "6" } },
      at("fri", "01:00"),
      undefined,
    ],
    [
      "of hours that end as no clock shows",
      { hours: { from: "22:00", to: "6" } },
      at("fri", "23:00"),
      undefined,
    ],
    [
      "of hours that end when they begin, at any time",
      { hours: { from: "08:00", to: "08:00" } },
      at("mon", "07:00"),
      true,
    ],
    ["of weekdays, on one of them", { weekdays: ["mon", "fri"] }, at("fri", "12:00"), true],
    ["of weekdays, on another", { weekdays: ["mon"] }, at("fri", "12:00"), false],
    ["of a night, as it begins", { weekdays: ["fri"], hours: night }, at("fri", "23:00"), true],
    [
      "of a night, the morning after",
      { weekdays: ["fri"], hours: night },
      at("sat", "05:00"),
      true,
    ],
    [
      "of a night, the morning before",
      { weekdays: ["fri"], hours: night },
      at("fri", "05:00"),
      false,
    ],
    ["of a Sunday night, on Monday", { weekdays: ["sun"], hours: night }, at("mon", "05:00"), true],
    [
      "of a day and hours, on another day",
      { weekdays: ["sat"], hours: day },
      at("fri", "12:00"),
      false,
    ],
    ["of hours, where no clock is known", { hours: day }, around({ local: "unknown" }), undefined],
    [
      "of days, where no clock is known",
      { weekdays: ["fri"] },
      around({ local: "unknown" }),
      undefined,
    ],
    ["that somebody is home", { presence: "somebody_home" }, around({}), true],
    [
      "that somebody is home, when nobody is",
      { presence: "somebody_home" },
      around({ somebody: false }),
      false,
    ],
    ["that nobody is home", { presence: "nobody_home" }, around({ somebody: false }), true],
    ["that nobody is home, when somebody is", { presence: "nobody_home" }, around({}), false],
    [
      "that nobody is home, not knowing",
      { presence: "nobody_home" },
      around({ somebody: "unknown" }),
      undefined,
    ],
    ["of a state", armed, around({ alarm: "pending" }), true],
    ["of another state", armed, around({}), false],
    ["of the state of what is not there", armed, around({ alarm: null }), undefined],
    ["of the state of what is unavailable", armed, around({ alarm: "unavailable" }), undefined],
    ["of an unknown state", armed, around({ alarm: "unknown" }), undefined],
    [
      "of two things, one not so and one not known",
      { ...armed, presence: "nobody_home" },
      around({ alarm: "unknown" }),
      false,
    ],
    [
      "of two things, one so and one not known",
      { ...armed, presence: "somebody_home" },
      around({ alarm: "unknown" }),
      undefined,
    ],
    [
      "of two things that are so",
      { ...armed, presence: "somebody_home" },
      around({ alarm: "armed" }),
      true,
    ],
  ];
  for (const [what, conditions, surroundings, holds] of table)
    it(`${what} ${holds === undefined ? "cannot be told" : holds ? "holds" : "does not hold"}`, () => {
      expect(doesHold(conditions, surroundings)).to.equal(holds);
    });

  it("of hours holds on the days on which the hours begin, and on no other", () => {
    const anyTime = fc.nat({ max: 1_439 });
    const text = (minutes: number) =>
      `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
    fc.assert(
      fc.property(anyTime, anyTime, anyTime, fc.nat({ max: 6 }), fc.nat({ max: 6 }), (...drawn) => {
        const [from, to, minuteOfDay, on, today] = drawn;
        fc.pre(from !== to);
        const hours = { from: text(from), to: text(to) };
        const holds = doesHold(
          { weekdays: weekdays.filter((_, index) => index === on), hours },
          around({ local: { weekday: weekdays[today] ?? "mon", minuteOfDay } }),
        );
        // Minutes since the day began on which the hours begin, around the week.
        const since = ((today - on + 7) % 7) * 1_440 + minuteOfDay;
        return holds === (since >= from && since < (to > from ? to : to + 1_440));
      }),
    );
  });
});
