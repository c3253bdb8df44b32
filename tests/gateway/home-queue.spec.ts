import { expect } from "chai";
import { setTimeout as wait } from "node:timers/promises";
import { AppError } from "../../server/errors.ts";
import { createHomeQueue, type HomeQueue } from "../../server/gateway/home-queue.ts";

const never = new AbortController().signal;

/** A job that ends when it is told to. */
function createJob() {
  let finish: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    finish = () => resolve();
  });
  return { run: () => ended, finish: () => finish() };
}

async function occupied(queue: HomeQueue) {
  const job = createJob();
  const answer = queue.run("read", job.run, never);
  while (queue.length().running === 0) await wait(2);
  return { finish: job.finish, answer };
}

const codeOf = (error: unknown) => (error instanceof AppError ? error.code : String(error));

describe("home queue", () => {
  it("runs a job and answers what it answers", async () => {
    const queue = createHomeQueue();

    expect(await queue.run("read", () => Promise.resolve("answer"), never)).to.equal("answer");

    await queue.close();
  });

  it("lets a job fail as it fails", async () => {
    const queue = createHomeQueue();
    const failing = () => Promise.reject(new AppError("home_refused", "No."));

    expect(await queue.run("read", failing, never).catch(codeOf)).to.equal("home_refused");

    await queue.close();
  });

  it("sends no more at once than allowed, and shows what waits", async () => {
    const queue = createHomeQueue({ concurrency: 1 });
    const first = await occupied(queue);

    const second = queue.run("read", () => Promise.resolve("second"), never);

    expect(queue.length()).to.deep.equal({ waiting: 1, running: 1 });
    first.finish();
    expect(await second).to.equal("second");
    await queue.close();
  });

  it("lets acts go before reads", async () => {
    const queue = createHomeQueue({ concurrency: 1 });
    const first = await occupied(queue);
    const order: string[] = [];
    const note = (name: string) => () => Promise.resolve(void order.push(name));

    const read = queue.run("read", note("read"), never);
    const act = queue.run("act", note("act"), never);
    // Bottleneck sorts a job in a few turns of the event loop later.
    await wait(20);
    first.finish();
    await Promise.all([read, act]);

    expect(order).to.deep.equal(["act", "read"]);
    await queue.close();
  });

  it("refuses at once what is too much", async () => {
    const queue = createHomeQueue({ concurrency: 1, maxWaiting: 1 });
    const first = await occupied(queue);

    const second = queue.run("read", () => Promise.resolve("second"), never);
    const third = await queue.run("read", () => Promise.resolve(), never).catch(codeOf);

    expect(third).to.equal("home_unreachable");
    first.finish();
    expect(await second).to.equal("second");
    await queue.close();
  });

  it("gives up a place in the queue after its time, and never runs it", async () => {
    const queue = createHomeQueue({ concurrency: 1, timeoutMs: 60 });
    const first = await occupied(queue);
    let ran = false;

    const late = await queue
      .run("read", () => Promise.resolve((ran = true)), never)
      .catch((error: unknown) => error);
    first.finish();
    await first.answer;
    await queue.run("read", () => Promise.resolve(), never);

    expect(codeOf(late)).to.equal("home_unreachable");
    expect(late).to.have.nested.property("details.retry_after_ms");
    expect(ran).to.equal(false);
    await queue.close();
  });

  it("gives up a place in the queue when the caller goes away", async () => {
    const queue = createHomeQueue({ concurrency: 1 });
    const first = await occupied(queue);
    const caller = new AbortController();
    let ran = false;

    const waiting = queue.run("read", () => Promise.resolve((ran = true)), caller.signal);
    caller.abort("went home");
    const reason = await waiting.catch(String);
    first.finish();
    await first.answer;
    await queue.run("read", () => Promise.resolve(), never);

    expect(reason).to.include("aborted");
    expect(ran).to.equal(false);
    await queue.close();
  });

  it("takes no job of a caller who is gone already", async () => {
    const queue = createHomeQueue();

    const reason = await queue
      .run("read", () => Promise.resolve(), AbortSignal.abort("gone"))
      .catch(String);

    expect(reason).to.equal("gone");
    await queue.close();
  });
});
