import { expect } from "chai";
import { until } from "../support/until.ts";
import { callRest, inStep, settle, type Settled } from "./settled.ts";

const lamp = "light.kitchen_ceiling";

describe("An act under an idempotency key, and a server that is killed", function () {
  this.timeout(60_000);
  let settled: Settled;
  let secret: string;
  before(async () => {
    settled = await settle();
    secret = await settled.moveIn();
  });
  after(() => settled.close());

  const start = async () => {
    const server = settled.start();
    const url = await server.listening();
    await inStep(url);
    const toggle = (key: string) =>
      callRest(url, secret, "call_service", flip, { "idempotency-key": key });
    const kill = () => {
      server.kill("SIGKILL");
      return server.ended;
    };
    return { toggle, kill };
  };
  const flip = { service: "light.toggle", target: { entity_id: [lamp] } };
  const sent = () => settled.home.received("call_service");

  it("is not sent again when nobody knows whether it was done", async () => {
    const first = await start();
    settled.home.blockService("light.toggle", 2_000);
    const lost = first.toggle("before").catch(() => "lost");
    await until("it was sent", () => sent() === 1);
    await first.kill();
    await settled.home.calm();

    const second = await start();
    const again = await second.toggle("before");

    expect(await lost).to.equal("lost");
    expect(again.status).to.equal(409);
    expect(sent()).to.equal(1);
    await second.kill();
  });

  it("is answered and not done again, and its entry is whole", async () => {
    const first = await start();
    const earlier = sent();
    const done = await first.toggle("after");
    await first.kill();

    const second = await start();
    const again = await second.toggle("after");

    expect(again.status).to.equal(200);
    expect(again.body).to.deep.equal(Object.assign({}, done.body, { repeated: true }));
    expect(sent() - earlier).to.equal(1);
    const entry = (await settled.journal()).get(done.callId ?? "");
    expect(entry).to.include({ status: "completed" });
    expect(entry?.contexts).to.deep.equal([settled.home.calls.at(-1)?.context.id]);
    await second.kill();
  });
});
