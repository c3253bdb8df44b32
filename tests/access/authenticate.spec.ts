import { expect } from "chai";
import { startAccess, type TestAccess } from "../support/access.ts";

const arrival = { door: "rest", address: "192.168.1.20", client: "curl/8" } as const;

describe("a bearer token at the door", () => {
  let house: TestAccess;
  beforeEach(async () => {
    house = await startAccess();
  });
  afterEach(() => house.close());

  it("says who is calling", async () => {
    const { secret, user, token } = house.people.resident;

    const principal = await house.access.authenticate(secret, arrival);

    expect(principal).to.deep.include({ role: "resident", ...arrival });
    expect(principal.user).to.deep.equal({ id: user.id, username: "resident", name: "resident" });
    expect(principal.token).to.deep.include({ id: token.id, hashPrefix: token.hash_prefix });
  });
});
