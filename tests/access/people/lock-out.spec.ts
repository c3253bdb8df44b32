import { expect } from "chai";
import fc from "fast-check";
import { afterFailure, createLockOut } from "../../../server/access/people/lock-out.ts";
import { failureOf } from "../../support/failure.ts";
import { startPeople, type TestPeople } from "../../support/people.ts";
import { promise } from "../../support/promise.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

describe("a name that is guessed at", () => {
  let people: TestPeople;
  beforeEach(async () => {
    people = await startPeople();
  });
  afterEach(() => people.close());

  const guess = async (times: number, name = "ada") => {
    for (let i = 0; i < times; i += 1) await people.lockOut.begin(name);
  };
  const refusal = (name = "ada") => failureOf(people.lockOut.begin(name));

  promise(
    "access.lock-out",
    "is locked for 15 minutes after five failures, and says for how long",
    async () => {
      await guess(5);
      people.clock.now += minuteMs;

      expect(await refusal()).to.deep.include({
        code: "too_many_calls",
        details: { retry_after_ms: 14 * minuteMs },
      });
      people.clock.now += 14 * minuteMs;
      await guess(1);
    },
  );

  it("is not locked for longer by guesses at a locked name", async () => {
    await guess(5);
    for (let i = 0; i < 5; i += 1) await refusal();

    people.clock.now += 15 * minuteMs;

    await guess(1);
  });

  promise(
    "access.lock-out",
    "is locked for twice as long each time, and never for more than a day",
    async () => {
      const minutes: number[] = [];
      for (let lock = 0; lock < 9; lock += 1) {
        await guess(5);
        const { details } = (await refusal()) as { details: { retry_after_ms: number } };
        minutes.push(details.retry_after_ms / minuteMs);
        people.clock.now += details.retry_after_ms;
      }

      expect(minutes).to.deep.equal([15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
    },
  );

  it("is forgiven by a success", async () => {
    await guess(5);
    people.clock.now += 15 * minuteMs;
    await guess(4);

    await people.lockOut.clear("ada");

    await guess(5);
    expect(await refusal()).to.have.nested.property("details.retry_after_ms", 15 * minuteMs);
  });

  it("is one name in every spelling, and another one is free", async () => {
    for (const name of ["Ada", "ADA", " ada ", "ada", "ａｄａ"]) await guess(1, name);

    expect(await refusal("aDa")).to.have.property("code", "too_many_calls");
    await guess(1, "eve");
  });

  promise(
    "access.lock-out",
    "is guessed at five times, however many guess at the same time",
    async () => {
      const guesses = await Promise.allSettled(
        Array.from({ length: 20 }, () => people.lockOut.begin("ada")),
      );

      expect(guesses.filter(({ status }) => status === "fulfilled")).to.have.length(5);
    },
  );

  it("stays locked after a restart", async () => {
    await guess(5);

    const { store, clock } = people;
    const restarted = createLockOut({ failures: store.signInFailures, now: () => clock.now });

    expect(await failureOf(restarted.begin("ada"))).to.have.property("code", "too_many_calls");
  });

  it("is forgotten a day after it was tried or locked last", async () => {
    await guess(4);
    people.clock.now += dayMs - 1;
    await guess(1);
    expect(await refusal()).to.have.property("code", "too_many_calls");

    people.clock.now += 15 * minuteMs + dayMs;

    await guess(4);
    await guess(1);
    expect(await refusal()).to.have.nested.property("details.retry_after_ms", 15 * minuteMs);
  });
});

describe("failures in a row", () => {
  it("lock at each fifth of them, whenever they come", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(dayMs), { maxLength: 60 }), (pauses) => {
        let now = 0;
        let known: ReturnType<typeof afterFailure> | undefined;
        pauses.forEach((pause, index) => {
          now = Math.max(now + pause, known?.locked_until ?? 0);
          known = afterFailure(known, now);
          expect(known.locked_until !== undefined).to.equal(index % 5 === 4);
        });
      }),
    );
  });
});
