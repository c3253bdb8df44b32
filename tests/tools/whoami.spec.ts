import { expect } from "chai";
import { startHouse, type House } from "../support/house.ts";

describe("whoami", () => {
  let house: House;
  before(async () => {
    house = await startHouse({ callsPerMinute: 100 });
  });
  after(() => house.close());

  it("tells a guest who they are, what they see and what they may use", async () => {
    const guest = await house.enter("guest", "mcp");

    expect(await house.result("whoami", {}, guest)).to.deep.equal({
      ...{ user: "guest", name: "guest", role: "guest", door: "mcp", scope: "exposed" },
      token: { name: "laptop", rights: "same", attended: true },
      tools: house.gateway.visibleTools(guest.rights).map(({ name }) => name),
      calls_per_minute: 100,
    });
  });

  it("tells the holder of a token without rights that it may do nothing else", async () => {
    const { id } = house.people.resident.user;
    const issued = await house.access.tokens.create(id, { name: "bare", expires: "2099-01-01" });
    const bare = await house.enter({ secret: issued.secret });

    expect(await house.result("whoami", {}, bare)).to.deep.include({
      token: { name: "bare", rights: "none", attended: true, expires: "2099-01-01T00:00:00.000Z" },
      tools: ["whoami"],
      scope: "none",
    });
  });

  it("works while the home is away", async () => {
    await house.demo.close();

    expect(await house.result("whoami")).to.include({ user: "resident" });
  });
});
