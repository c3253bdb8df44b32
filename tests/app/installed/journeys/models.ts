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

    it("and turns a lamp off that Home Assistant then has off", async () => {
      const model = await machine.model(machine.secret);
      const target = "light.kitchen_lights";
      const { isError, text } = await model.call("set_light", { targets: [target], on: false });

      expect(isError, text).to.equal(false);
      const all = states.parse(await machine.real.command({ type: "get_states" }));
      expect(all.find(({ entity_id }) => entity_id === target)?.state).to.equal("off");
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
