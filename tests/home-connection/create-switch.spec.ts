import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { toFailure } from "../../server/errors.ts";
import { until } from "../support/until.ts";
import { closeHomes, readyHome } from "./quick-home.ts";

describe("A switch made in a home", () => {
  let demo: DemoHome;

  beforeEach(async () => {
    demo = await createDemoHome();
  });

  afterEach(async () => {
    await closeHomes();
    await demo.close();
  });

  const failureOf = (asked: Promise<unknown>) =>
    asked.then(
      (answer) => {
        throw new Error(`It was answered ${String(answer)}.`);
      },
      (error: unknown) => toFailure(error),
    );

  it("is there when it is answered, and off", async () => {
    const home = await readyHome(demo);

    const entityId = await home.createSwitch("Freeze Léa's tokens");

    expect(home.snapshot().entities.get(entityId)).to.include({
      ...{ entity_id: "input_boolean.freeze_lea_s_tokens", name: "Freeze Léa's tokens" },
      ...{ state: "off", platform: "input_boolean" },
    });
  });

  it("is named by the registry, not guessed", async () => {
    demo.addEntity({ entity_id: "input_boolean.freeze", state: "on", platform: "template" });
    const home = await readyHome(demo);

    expect(await home.createSwitch("Freeze")).to.equal("input_boolean.freeze_2");
  });

  it("is refused to who is no admin", async () => {
    const home = await readyHome(demo, { token: demo.userToken });

    expect(await failureOf(home.createSwitch("Freeze"))).to.have.property("code", "home_refused");
  });

  it("is not made again when its fate is not known", async () => {
    const home = await readyHome(demo, { timings: { actMs: 50 } });
    demo.hang(true);

    const failure = await failureOf(home.createSwitch("Freeze"));

    expect(failure.message).to.contain("whether it was done is not known");
    expect(demo.received("input_boolean/create")).to.equal(1);
  });

  it("is not made when nobody is there", async () => {
    const home = await readyHome(demo);
    await demo.refuse("connection");
    demo.drop();
    await until("the loss", () => home.status().state === "away");

    expect(await failureOf(home.createSwitch("Freeze"))).to.include({ code: "home_unreachable" });
    expect(demo.received("input_boolean/create")).to.equal(0);
  });

  it("is said to be made when only its entity is not told", async () => {
    const home = await readyHome(demo);
    demo.failCommand("config/entity_registry/list", "unknown_error");

    const failure = await failureOf(home.createSwitch("Freeze"));

    expect(failure.message).to.contain("made the switch");
    expect(demo.states.has("input_boolean.freeze")).to.equal(true);
  });
});
