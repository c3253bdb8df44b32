import { expect } from "chai";
import { manualClock, type ManualClock } from "../clock.ts";
import { settled } from "./settled.ts";
import { createWatchdog } from "./watchdog.ts";

describe("the watchdog", () => {
  let clock: ManualClock;
  let revived: number[];
  let said: string[];
  let fails: boolean;
  let isDown: boolean;
  let watchdog: ReturnType<typeof createWatchdog>;

  beforeEach(() => {
    clock = manualClock();
    revived = [];
    said = [];
    fails = false;
    isDown = true;
    watchdog = createWatchdog({
      ...{ clock, slug: "local_vestibule", say: (line) => void said.push(line) },
      isStill: () => isDown,
      revive: () => {
        revived.push(clock.now());
        if (fails) return Promise.reject(new Error("no"));
        isDown = false;
        return Promise.resolve();
      },
    });
  });

  const pass = async (ms: number): Promise<void> => {
    await settled();
    clock.advance(ms);
    await settled();
  };

  it("starts what failed at once", async () => {
    await watchdog.notice("failed");

    expect(revived).to.deep.equal([0]);
  });

  it("waits twice as long after each failure, and gives up after five", async () => {
    fails = true;
    const done = watchdog.notice("failed");
    for (const ms of [10_000, 20_000, 40_000, 80_000, 1_000_000]) await pass(ms);
    await done;

    expect(revived).to.deep.equal([0, 10_000, 30_000, 70_000, 150_000]);
    expect(said.at(-1)).to.equal(
      "CRITICAL Watchdog cannot restart app local_vestibule, failed all 5 attempts",
    );
  });

  it("leaves what somebody else started", async () => {
    fails = true;
    const done = watchdog.notice("failed");
    await settled();
    isDown = false;
    await pass(10_000);
    await done;

    expect(revived).to.deep.equal([0]);
  });

  it("helps ten times in half an hour, and again when the first is that long ago", async () => {
    for (let times = 0; times < 12; times += 1) {
      isDown = true;
      await watchdog.notice("failed");
      clock.advance(60_000);
    }
    expect(revived).to.have.length(10);

    clock.advance(18 * 60_000);
    await watchdog.notice("failed");
    expect(revived).to.have.length(11);
  });
});
