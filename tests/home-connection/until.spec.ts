import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import type { Home } from "../../server/home/home.ts";
import { createWaiting } from "../../server/home/waiting.ts";
import { until } from "../support/until.ts";
import { closeHomes, quickHome, readyHome } from "./quick-home.ts";

describe("Waiting for a home", () => {
  let demo: DemoHome;

  beforeEach(async () => {
    demo = await createDemoHome();
  });

  afterEach(async () => {
    await closeHomes();
    await demo.close();
  });

  const lamp = "light.floor_lamp";
  const never = new AbortController().signal;
  const long = 60_000;
  const has = (home: Home, state: string) => () =>
    home.snapshot().entities.get(lamp)?.state === state;

  it("is over at once when it holds already", async () => {
    const home = await readyHome(demo);

    expect(await home.until([lamp], () => true, long, never)).to.equal(true);
  });

  it("is over when a change makes it hold", async () => {
    const home = await readyHome(demo);

    const waiting = home.until([lamp], has(home, "odd"), long, never);
    demo.setState(lamp, "even");
    demo.setState(lamp, "odd");

    expect(await waiting).to.equal(true);
  });

  it("is in vain when the time is over", async () => {
    const home = await readyHome(demo);

    expect(await home.until([lamp], () => false, 5, never)).to.equal(false);
  });

  it("is in vain for a caller who left", async () => {
    const home = await readyHome(demo);
    const caller = new AbortController();

    const waiting = home.until([lamp], () => false, long, caller.signal);
    caller.abort();

    expect(await waiting).to.equal(false);
    expect(await home.until([lamp], () => false, long, caller.signal)).to.equal(false);
  });

  it("is in vain when the home is closed", async () => {
    const home = await readyHome(demo);

    const waiting = home.until([lamp], () => false, long, never);
    await home.close();

    expect(await waiting).to.equal(false);
    expect(await home.until([lamp], () => false, long, never)).to.equal(false);
  });

  it("is in vain at once for no entity: nothing would ever change", async () => {
    const home = await readyHome(demo);

    expect(await home.until([], () => false, long, never)).to.equal(false);
  });

  it("is in vain, and throws nothing, in a home that was never there", async () => {
    const home = quickHome({ url: "http://127.0.0.1:9", token: "x" });

    expect(await home.until([lamp], has(home, "on"), 5, never)).to.equal(false);
  });

  it("hears of what changed while the connection was lost", async () => {
    const home = await readyHome(demo);

    const waiting = home.until([lamp], has(home, "odd"), long, never);
    await demo.refuse("connection");
    demo.drop();
    await until("the drop", () => home.status().state === "away");
    demo.setState(lamp, "odd");
    await demo.refuse(false);

    expect(await waiting).to.equal(true);
  });

  it("hears that an entity is gone", async () => {
    const home = await readyHome(demo);

    const waiting = home.until([lamp], () => !home.snapshot().entities.has(lamp), long, never);
    demo.removeEntity(lamp);

    expect(await waiting).to.equal(true);
  });

  it("looks only when its own entities changed, once for each time", async () => {
    const waiting = createWaiting();
    let looks = 0;
    const look = () => {
      looks++;
      return looks === 4;
    };

    const coming = waiting.until(["light.a", "light.b"], look, long, never);
    waiting.changed(["light.c"]);
    waiting.changed(["light.a", "light.b"]);
    waiting.changed(["light.b"]);
    expect(looks).to.equal(3);
    waiting.changed();

    expect(await coming).to.equal(true);
    waiting.changed(["light.a"]);
    expect(looks).to.equal(4);
  });
});
