import { expect } from "chai";
import { z } from "zod";
import type { Home } from "../../server/home/home.ts";
import { startHomeAssistant, type RealHome } from "./harness/home-assistant.ts";
import { startProxy, type Proxy } from "./harness/proxy.ts";
import { connectHome, lastingDifferences } from "./harness/vestibule.ts";

const devices = z.array(z.object({ id: z.string() }));

describe("a real big home", () => {
  let real: RealHome;
  let proxy: Proxy;
  let home: Home;
  let heapBefore: number;

  before(async () => {
    real = await startHomeAssistant({ bigHouse: true });
    proxy = await startProxy(real.port);
    heapBefore = heapUsed();
    home = connectHome({ url: proxy.url, token: real.ownerToken });
  });

  after(async () => {
    await home.close();
    await proxy.close();
    await real.remove();
  });

  it("has more than 10,000 entities and 2,000 devices", async () => {
    const states = z.array(z.unknown()).parse(await real.command({ type: "get_states" }));
    const found = devices.parse(await real.command({ type: "config/device_registry/list" }));

    expect(states.length).to.be.above(10_000);
    expect(found.length).to.be.above(2_000);
  });

  it("is mirrored, for less than 120 MB of memory", async () => {
    expect(await home.ready(60_000), JSON.stringify(home.status())).to.equal(true);

    const grownMb = (heapUsed() - heapBefore) / 2 ** 20;
    expect(home.status().entities).to.be.above(10_000);
    expect(grownMb).to.be.within(1, 120);
  });

  it("is mirrored as Home Assistant has it, also after a drop", async () => {
    expect(await lastingDifferences(real, home)).to.deep.equal([]);

    // In the middle of the states, which are some megabytes.
    proxy.cutNextAfter(2_000_000);
    proxy.drop("reset");

    expect(await lastingDifferences(real, home)).to.deep.equal([]);
  });

  it("is searched by the words people say", () => {
    const visible = (): boolean => true;
    const find = (text: string) => home.search({ text, visible, limit: 5, offset: 0 });

    const { hits } = find("ballroom ceiling lamp 2");

    expect(hits[0]).to.include({ domain: "light", name: "Ballroom Ceiling Lamp 2" });
    expect(find("qwertz uiop").total).to.equal(0);
  });
});

function heapUsed(): number {
  if (globalThis.gc === undefined)
    throw new Error("Needs node --expose-gc, as .mocharc.json says.");
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
