import { expect } from "chai";
import { z } from "zod";
import { startHomeAssistant, type RealHome } from "./harness/home-assistant.ts";

const devices = z.array(z.object({ id: z.string(), manufacturer: z.string().nullish() }));

describe("a real big home", () => {
  let home: RealHome;

  before(async () => {
    home = await startHomeAssistant({ bigHouse: true });
  });

  after(() => home.remove());

  it("has more than 10,000 entities and 2,000 devices", async () => {
    const states = z.array(z.unknown()).parse(await home.command({ type: "get_states" }));
    const found = devices.parse(await home.command({ type: "config/device_registry/list" }));

    expect(states.length).to.be.above(10_000);
    expect(found.length).to.be.above(2_000);
  });
});
