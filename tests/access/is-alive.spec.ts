import { expect } from "chai";
import type { Principal } from "../../server/access/principal.ts";
import { startAccess, type TestAccess } from "../support/access.ts";

const arrival = { door: "rest", address: "192.168.1.20", client: "curl/8" } as const;

describe("a session that stays open", () => {
  let house: TestAccess;
  let principal: Principal;
  beforeEach(async () => {
    house = await startAccess();
    principal = await house.access.authenticate(house.people.resident.secret, arrival);
  });
  afterEach(() => house.close());

  const tokenId = () => house.people.resident.token.id;

  it("is alive while its token is let in", async () => {
    expect(await house.access.isAlive(principal)).to.equal(true);
  });

  const ends: Record<string, () => Promise<unknown>> = {
    "is revoked": () => house.access.tokens.revoke(tokenId()),
    "is deleted": () => house.access.tokens.delete(tokenId()),
    "is rotated": () => house.access.tokens.rotate(tokenId()),
    "loses its door": () => house.access.tokens.change(tokenId(), { doors: ["mcp"] }),
    "loses its address": () => house.access.tokens.change(tokenId(), { addresses: ["10.0.0.1"] }),
  };
  for (const [what, end] of Object.entries(ends))
    it(`is over when its token ${what}, and hears of it`, async () => {
      let heard = 0;
      house.access.onChange(() => (heard += 1));

      await end();

      expect(heard).to.be.greaterThan(0);
      expect(await house.access.isAlive(principal)).to.equal(false);
    });

  it("is over when its token has expired", async () => {
    await house.access.tokens.change(tokenId(), { expires: "1h" });
    expect(await house.access.isAlive(principal)).to.equal(true);

    const later = Date.now() + 3_700_000;
    house.clock.now = () => later;

    expect(await house.access.isAlive(principal)).to.equal(false);
  });

  it("of a person without a token is alive while there is the person", async () => {
    const { token: _token, ...person } = principal;

    expect(await house.access.isAlive(person)).to.equal(true);
    const stranger = { ...person, user: { ...person.user, id: "nobody" } };
    expect(await house.access.isAlive(stranger)).to.equal(false);
  });
});
