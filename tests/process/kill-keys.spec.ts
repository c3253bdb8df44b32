import { expect } from "chai";
import { until } from "../support/until.ts";
import { callRest, inStep, settle, type Settled } from "./settled.ts";

const lamp = "light.kitchen_ceiling";

describe("An act under an idempotency key, and a server that is killed", function () {
  this.timeout(60_000);
  let settled: Settled;
  let secret: string;
  let server: Awaited<ReturnType<typeof start>>;
  before(async () => {
    settled = await settle();
    secret = await settled.moveIn();
    server = await start();
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
    settled.home.blockService("light.toggle", 2_000);
    const lost = server.toggle("before").catch(() => "lost");
    await until("it was sent", () => sent() === 1);
    await server.kill();
    await settled.home.calm();

    server = await start();
    const again = await server.toggle("before");

    expect(await lost).to.equal("lost");
    expect(again.status).to.equal(409);
    expect(sent()).to.equal(1);
  });

  it("is answered and not done again, and its entry is whole", async () => {
    const earlier = sent();
    const done = await server.toggle("after");
    await server.kill();

    server = await start();
    const again = await server.toggle("after");

    expect(again.status).to.equal(200);
    expect(again.body).to.deep.equal(Object.assign({}, done.body, { repeated: true }));
    expect(sent() - earlier).to.equal(1);
    const entry = (await settled.journal()).get(done.callId ?? "");
    expect(entry).to.include({ status: "completed" });
    expect(entry?.contexts).to.deep.equal([settled.home.calls.at(-1)?.context.id]);
  });
});
