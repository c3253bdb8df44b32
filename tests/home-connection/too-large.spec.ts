import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { isFateUnknown } from "../../server/home/errors.ts";
import type { Home } from "../../server/home/home.ts";
import { until } from "../support/until.ts";
import { createOddHome, plainAnswer, silence, type OddHome } from "./odd-home.ts";
import { closeHomes, readyHome } from "./quick-home.ts";

const mebibyte = 1024 * 1024;
const patient = new AbortController().signal;

describe("What is too large for the wire of a home", () => {
  let demo: DemoHome;

  before(async () => {
    demo = await createDemoHome();
  });
  afterEach(closeHomes);
  after(() => demo.close());

  const history = (home: Home, entity_ids = ["light.hall_ceiling"]) =>
    home.history({ entity_ids, start: 0, end: 1 }, patient);
  const failureOf = (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => undefined,
      (error: unknown) => error,
    );
  const tell = (home: Home, length: number) => {
    const data = { message: "x".repeat(length) };
    const service = "persistent_notification.create";
    return home.callService({ service, entity_ids: [], data }, patient);
  };

  it("is not sent when it acts, and is not taken for an act of unknown fate", async () => {
    const home = await readyHome(demo);

    const failure = await failureOf(tell(home, 4 * mebibyte));

    expect(failure).to.include({
      code: "invalid_input",
      message: "This is more than Home Assistant takes in one request.",
    });
    expect(isFateUnknown(failure)).to.equal(false);
    expect(demo.received("call_service")).to.equal(0);
  });

  it("is not sent when it asks, and costs nobody the connection", async () => {
    const home = await readyHome(demo);
    const ids = Array.from({ length: 300_000 }, (_, index) => `light.lamp_${index}`);

    expect(await failureOf(history(home, ids))).to.have.property("code", "invalid_input");
    expect(home.status()).to.include({ state: "ready", reconnects: 0, breaker: "closed" });
  });

  it("is counted in bytes", async () => {
    const home = await readyHome(demo);
    const data = { message: "ä".repeat(2 * mebibyte) };
    const call = { service: "persistent_notification.create", entity_ids: [], data };

    const failure = await failureOf(home.callService(call, patient));

    expect(failure).to.have.property("code", "invalid_input");
  });

  it("is nothing of less than 4 MiB", async () => {
    const home = await readyHome(demo);

    await tell(home, 4 * mebibyte - 1_000);

    expect(home.status().reconnects).to.equal(0);
  });

  describe("as an answer", () => {
    let odd: OddHome;

    beforeEach(async () => {
      odd = await createOddHome((message, ws) => {
        if (!/^(history|call_service)/.test(message.type)) return plainAnswer(message, ws);
        // As the Supervisor does.
        ws.close(1009);
        return silence;
      });
    });
    afterEach(() => odd.close());

    const asked = () => odd.commands.filter(({ type }) => type.startsWith("history")).length;

    it("is said to be so, and is not asked for again", async () => {
      const home = await readyHome(odd);

      const failure = await failureOf(history(home));

      expect(failure).to.include({
        code: "home_refused",
        message: "The answer is larger than what passes from Home Assistant at once.",
      });
      await until("a new session", () => home.status().reconnects === 1);
      expect(asked()).to.equal(1);
    });

    it("leaves open what became of an act", async () => {
      const home = await readyHome(odd);

      expect(isFateUnknown(await failureOf(tell(home, 1)))).to.equal(true);
    });
  });
});
