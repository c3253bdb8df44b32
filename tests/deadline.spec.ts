import { once } from "node:events";
import { expect } from "chai";
import { deadline } from "../server/deadline.ts";

const hour = 3_600_000;

describe("A deadline", () => {
  it("comes after its time", async () => {
    const { signal } = deadline(1);

    await once(signal, "abort");

    expect(signal.aborted).to.equal(true);
  });

  it("comes with the other signal, also with one that came before", () => {
    const other = new AbortController();
    const before = deadline(hour, other.signal);
    const late = before.signal.aborted;
    other.abort();
    const after = deadline(hour, other.signal);
    for (const one of [before, after]) one.clear();

    expect([late, before.signal.aborted, after.signal.aborted]).to.deep.equal([false, true, true]);
  });

  it("comes no more once it is cleared", () => {
    const other = new AbortController();
    const one = deadline(hour, other.signal);
    one.clear();
    other.abort();

    expect(one.signal.aborted).to.equal(false);
  });
});
