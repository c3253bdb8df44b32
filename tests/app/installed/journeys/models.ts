import { expect } from "chai";
import { z } from "zod";
import type { Machine } from "../machine.ts";

const states = z.array(z.object({ entity_id: z.string(), state: z.string() }));

/** What models do through the public port. */
export function models(machine: Machine): void {
  describe("answers a model through its public port", () => {
    it("with its tools", async () => {
      const model = await machine.model(machine.secret);

      expect(await model.toolNames()).to.include.members(["home_overview", "set_light"]);
    });

    it("and switches a lamp, as Home Assistant then has it", async () => {
      const model = await machine.model(machine.secret);
      const target = "light.kitchen_lights";
      const stateNow = async () => {
        const all = states.parse(await machine.real.command({ type: "get_states" }));
        return all.find(({ entity_id }) => entity_id === target)?.state;
      };
      const before = await stateNow();

      const wish = { targets: [target], on: before !== "on" };
      const { isError, text } = await model.call("set_light", wish);

      expect(isError, text).to.equal(false);
      expect([before, await stateNow()]).to.have.members(["off", "on"]);
    });

    it("and lets nobody in without a token", async () => {
      const connecting = machine.model("vst_nobody");

      expect(await connecting.catch(() => "refused")).to.equal("refused");
    });

    it("and speaks to Home Assistant through the Supervisor alone", () => {
      expect(machine.emulator.proxy.connections).to.be.greaterThan(0);
    });
  });
}
