import { expect } from "chai";
import { createThrottle } from "../../server/gateway/throttle.ts";
import { makePrincipal } from "../support/principals.ts";
import { promise } from "../support/promise.ts";

const hourMs = 3_600_000;

describe("throttle", () => {
  it("lets a user through as often as their minute allows, and then says how long to wait", async () => {
    const throttle = createThrottle({ callsPerMinute: 2, clock: Date.now });

    const passes = [];
    for (let i = 0; i < 3; i += 1) passes.push(await throttle.take(makePrincipal()));

    expect(passes.map((pass) => [pass.passes, pass.state.remaining])).to.deep.equal([
      [true, 1],
      [true, 0],
      [false, 0],
    ]);
    expect(passes[2]?.state.limit).to.equal(2);
    expect(passes[2]?.state.resetMs).to.be.within(1, 60_000);
  });

  promise("throttle.shared", "two tokens of one user", async () => {
    const throttle = createThrottle({ callsPerMinute: 2, clock: Date.now });

    await throttle.take(makePrincipal({ token: { id: "one" } }));
    await throttle.take(makePrincipal({ token: { id: "two" } }));

    expect((await throttle.take(makePrincipal({ token: { id: "three" } }))).passes).to.equal(false);
  });

  it("keeps users apart", async () => {
    const throttle = createThrottle({ callsPerMinute: 1, clock: Date.now });

    await throttle.take(makePrincipal({ name: "ada" }));

    expect((await throttle.take(makePrincipal({ name: "bob" }))).passes).to.equal(true);
  });

  it("gives a token a smaller minute of its own, which costs its user nothing once it is spent", async () => {
    const throttle = createThrottle({ callsPerMinute: 3, clock: Date.now });
    const slow = makePrincipal({ token: { id: "slow", callsPerMinute: 1 } });

    const first = await throttle.take(slow);
    const second = await throttle.take(slow);
    await throttle.take(slow);
    const other = await throttle.take(makePrincipal({ token: { id: "other" } }));

    expect(first).to.deep.include({ passes: true });
    expect(first.state).to.include({ limit: 1, remaining: 0 });
    expect(second.passes).to.equal(false);
    expect(other.state.remaining).to.equal(1);
  });

  it("never gives a token more than its user has", async () => {
    const throttle = createThrottle({ callsPerMinute: 1, clock: Date.now });
    const greedy = makePrincipal({ token: { id: "greedy", callsPerMinute: 50 } });

    await throttle.take(greedy);

    expect((await throttle.take(greedy)).passes).to.equal(false);
    expect(throttle.limitOf(greedy)).to.equal(1);
    expect(throttle.limitOf(makePrincipal())).to.equal(1);
  });

  it("says what is left of the tighter of two minutes", async () => {
    const throttle = createThrottle({ callsPerMinute: 4, clock: Date.now });
    const token = makePrincipal({ token: { id: "token", callsPerMinute: 3 } });

    const asToken = await throttle.take(token);
    await throttle.take(makePrincipal());
    await throttle.take(makePrincipal());
    const asUser = await throttle.take(token);
    const refused = await throttle.take(token);

    expect(asToken.state).to.include({ limit: 3, remaining: 2 });
    expect(asUser.state).to.include({ limit: 4, remaining: 0 });
    expect(refused).to.deep.include({ passes: false });
  });

  it("takes a new limit while it runs", async () => {
    const throttle = createThrottle({ callsPerMinute: 1, clock: Date.now });
    await throttle.take(makePrincipal());

    throttle.setCallsPerMinute(10);

    expect((await throttle.take(makePrincipal())).state).to.include({ limit: 10, remaining: 8 });
  });

  it("counts its refusals by the hour, for a day", async () => {
    let now = 10 * hourMs + 5;
    const throttle = createThrottle({ callsPerMinute: 0, clock: () => now });

    await throttle.take(makePrincipal());
    await throttle.take(makePrincipal());
    now += hourMs;
    await throttle.take(makePrincipal());

    expect(throttle.refusals()).to.deep.equal([
      { hour: 10 * hourMs, refused: 2 },
      { hour: 11 * hourMs, refused: 1 },
    ]);

    now += 24 * hourMs;
    await throttle.take(makePrincipal());

    expect(throttle.refusals()).to.deep.equal([{ hour: 35 * hourMs, refused: 1 }]);
  });
});
