import { expect } from "chai";
import { createUsage } from "../../../server/access/tokens/usage.ts";
import type { TokenUse } from "../../../server/store/tokens.ts";
import { silentLog, startAccess, type TestAccess } from "../../support/access.ts";

describe("the use of tokens", () => {
  let house: TestAccess;
  beforeEach(async () => {
    house = await startAccess();
  });
  afterEach(() => house.close());

  it("is seen on the token: when, from where, by what and how often", async () => {
    const { secret, token } = house.people.resident;
    for (const client of ["curl/8", "n8n"])
      await house.access.authenticate(secret, { door: "rest", address: "192.168.1.20", client });
    house.clock.now = () => 2_000_000_000_000;
    await house.access.authenticate(secret, { door: "mcp", address: "192.168.1.21" });

    expect(await house.access.tokens.get(token.id)).to.deep.include({
      calls: 3,
      last_used_at: 2_000_000_000_000,
      last_address: "192.168.1.21",
    });
  });

  it("is still known after a restart", async () => {
    const { secret, token } = house.people.resident;
    await house.access.authenticate(secret, { door: "rest", address: "::1", client: "curl/8" });

    await house.access.close();

    expect(await house.store.tokens.get(token.id)).to.deep.include({
      ...{ calls: 1, last_address: "::1", last_client: "curl/8" },
    });
  });

  it("wakes nobody: it changes nothing that is remembered of rights", async () => {
    const before = await house.store.revision();
    await house.access.authenticate(house.people.guest.secret, { door: "rest", address: "::1" });

    await house.access.tokens.list();

    expect(await house.store.revision()).to.equal(before);
  });

  it("is written in groups, and kept when it cannot be written", async () => {
    const groups: (readonly TokenUse[])[] = [];
    let isFull = true;
    const countUse = (uses: readonly TokenUse[]) => {
      groups.push(uses);
      return isFull ? Promise.reject(new Error("disk full")) : Promise.resolve();
    };
    const usage = createUsage({ countUse }, silentLog);

    usage.count("t1", { at: 1, address: "a" });
    usage.count("t1", { at: 2, address: "b" });
    await usage.flush();
    usage.count("t1", { at: 3, address: "c" });
    isFull = false;
    await usage.flush();
    await usage.flush();

    expect(groups).to.deep.equal([
      [{ token_id: "t1", calls: 2, at: 2, address: "b" }],
      [{ token_id: "t1", calls: 3, at: 3, address: "c" }],
    ]);
  });

  it("of a token that was deleted meanwhile harms no other", async () => {
    const { resident, guest } = house.people;
    for (const { secret } of [resident, guest])
      await house.access.authenticate(secret, { door: "rest", address: "::1" });

    await house.store.tokens.remove(resident.token.id);

    expect(await house.access.tokens.get(guest.token.id)).to.have.property("calls", 1);
  });
});
