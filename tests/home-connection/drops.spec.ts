import { queryObjects } from "node:v8";
import { expect } from "chai";
import { Connection } from "home-assistant-js-websocket";
import { createOddHome, plainAnswer } from "./odd-home.ts";
import { closeHomes, readyHome } from "./quick-home.ts";
import { until } from "../support/until.ts";

describe("A thousand drops", () => {
  afterEach(closeHomes);

  /** How many are alive after a collection of garbage, which is slow. */
  const alive = (what: new (...parameters: never[]) => unknown) =>
    queryObjects(what, { format: "count" });
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;

  /** After which frame: most while it connects, every fifth from there to the last reading. */
  const moment = (drop: number) => (drop % 5 === 0 ? (drop / 5) % 29 : drop % 4);

  it("leave no listener, timer, socket or promise behind, whenever they come", async () => {
    const warnings: string[] = [];
    const onWarning = ({ name }: Error) => void warnings.push(name);
    process.on("warning", onWarning);
    let drops = Infinity;
    const odd = await createOddHome(plainAnswer, () =>
      drops < 1_000 ? moment(drops++) : Infinity,
    );
    const home = await readyHome(odd, {
      timings: { leastDelayMs: 0, firstDelayMs: 1, longestDelayMs: 1, commandMs: 60_000 },
    });
    const before = timers();
    const promises = alive(Promise);

    drops = 0;
    odd.last().ws.terminate();
    const dropReady = () => {
      if (home.status().state === "ready") odd.last().ws.terminate();
      return drops >= 1_000;
    };
    await until("a thousand drops", dropReady, 80_000);
    await until("the return", () => home.status().state === "ready");

    expect(timers()).to.be.at.most(before);
    expect(odd.connections()).to.equal(1);
    expect(alive(Promise)).to.be.at.most(promises + 50);
    expect(alive(Connection)).to.be.at.most(2);
    await odd.close();
    process.off("warning", onWarning);
    // Too many listeners would be one.
    expect(warnings).not.to.include("MaxListenersExceededWarning");
  }).timeout(90_000);

  it("leave nothing that a closed home still does", async () => {
    const odd = await createOddHome();
    const home = await readyHome(odd);
    const before = timers();

    await home.close();

    expect(timers()).to.be.lessThan(before);
    await odd.close();
  });
});
