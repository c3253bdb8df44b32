import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import type { Home } from "../../server/home/home.ts";
import { createChance } from "./harness/chance.ts";
import { startHomeAssistant, type RealHome } from "./harness/home-assistant.ts";
import { createMeddler, type Meddler } from "./harness/meddler.ts";
import { startProxy, type Proxy } from "./harness/proxy.ts";
import { until } from "./harness/until.ts";
import { connectHome, lastingDifferences } from "./harness/vestibule.ts";

describe("the mirror of a real home", () => {
  const chance = createChance();
  let real: RealHome;
  let proxy: Proxy;
  let home: Home;
  let meddler: Meddler;

  before(async () => {
    real = await startHomeAssistant();
    proxy = await startProxy(real.port);
    home = connectHome({ url: proxy.url, token: real.ownerToken });
    meddler = createMeddler(real, chance);
  });

  after(async () => {
    await home.close();
    await proxy.close();
    await real.remove();
  });

  it("says of everything what Home Assistant says", async () => {
    expect(await home.ready(30_000)).to.equal(true);

    expect(await lastingDifferences(real, home)).to.deep.equal([]);
  });

  it("hears of every change", async () => {
    const changes: string[] = [];
    for (let i = 0; i < 40; i += 1) changes.push(await meddler.change());

    const found = await lastingDifferences(real, home);
    expect(found, told(changes)).to.deep.equal([]);
  });

  it("is equal again after each of twenty drops at random moments", async () => {
    const reconnectsBefore = home.status().reconnects;
    const story: string[] = [];
    for (let i = 0; i < 20; i += 1) {
      // Half of the new connections are cut as well, in the middle of reading the home.
      const after = chance.oneOf([Infinity, chance.below(300_000)]);
      const how = chance.oneOf<"closed" | "reset">(["closed", "reset"]);
      story.push(await meddler.change("make a helper"));
      proxy.cutNextAfter(after);
      proxy.admit(chance.oneOf([true, false]));
      proxy.drop(how);
      // What goes away meanwhile is told by nobody.
      story.push(`${how}, then cut after ${after}`, await meddler.change("delete a helper"));
      await pause(chance.below(200));
      proxy.admit(true);
      story.push(await meddler.change());

      const found = await lastingDifferences(real, home);
      expect(found, told(story)).to.deep.equal([]);
    }
    expect(home.status().reconnects - reconnectsBefore).to.be.at.least(20);
  });

  it("is equal again after Home Assistant restarted", async () => {
    for (let i = 0; i < 2; i += 1) {
      await pause(chance.below(500));
      await real.restart();

      expect(await lastingDifferences(real, home), told([])).to.deep.equal([]);
    }
  });

  it("is equal again after Home Assistant was killed, and was away meanwhile", async () => {
    const version = home.snapshot().registryVersion;

    await real.kill();
    await until(() => home.status().state === "away", { what: "the loss to be seen", seconds: 10 });
    expect(home.snapshot().registryVersion).to.equal(version, "what was known is still there");
    await real.start();

    expect(await lastingDifferences(real, home), told([])).to.deep.equal([]);
  });

  /** What a failure needs to be had again. */
  const told = (story: readonly string[]): string =>
    [`CHANCE_SEED=${chance.seed}`, ...story].join("\n");
});
