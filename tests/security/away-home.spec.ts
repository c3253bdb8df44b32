import { expect } from "chai";
import { startHouse, type House } from "../support/house.ts";
import { until } from "../support/until.ts";

describe("A home that nobody reaches", () => {
  let house: House;

  before(async () => {
    house = await startHouse();
    await house.demo.refuse("connection");
    house.demo.drop();
    await until("the reason", () => house.home.status().reason?.includes(house.demo.url) === true);
  });
  after(() => house.close());

  it("does not have its address told to who calls", async () => {
    const outcome = await house.call("get_history", { entities: ["light.kitchen_ceiling"] });

    expect(outcome).to.have.nested.property("failure.code", "home_unreachable");
    expect(outcome).to.have.nested.property("failure.message", "Nobody answers at its address.");
    expect(JSON.stringify(outcome)).not.to.include(new URL(house.demo.url).host);
  });
});
