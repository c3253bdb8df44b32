import { expect } from "chai";
import { promise } from "../../support/promise.ts";
import { until } from "../harness/until.ts";
import { refusalOf } from "./answers.ts";
import { makes, momentMs, type Household } from "./household.ts";
import type { StatesNow } from "./onlooker.ts";
import { temptations } from "./temptations.ts";

/** What a resident may not do: it is said why, and nothing in the home moves. */
export function refusals(household: Household): void {
  describe("that a resident is refused", () => {
    let untouched: StatesNow;
    before(async () => {
      untouched = await household.onlooker.states();
    });

    for (const { promise: id, what, tool, args, why } of temptations)
      promise(id, `in a real home: ${what}`, async () => {
        const answer = await household.askInVain(() => household.ask(tool, args));

        expect(answer.status).to.equal(403);
        expect(refusalOf(answer).code).to.be.oneOf(["needs_approval", "not_allowed"]);
        expect(refusalOf(answer).message).to.match(why);
      });

    const narrow = {
      rules: { "effect:read": "allow", "effect:execute": "allow" },
      scope: "exposed",
    } as const;
    promise("scope.acts", "in a real home: a group with a member that is not seen", async () => {
      const asNoah = household.entrance.enter(await household.entrance.tokenOf("lea", narrow));
      const args = { targets: ["summer things"], on: false };

      const answer = await household.askInVain(() => asNoah("set_power", args));

      expect(refusalOf(answer)).to.include({ code: "not_allowed" });
      expect(refusalOf(answer).message).to.match(/Summer things \(switch\) also reaches something/);
      expect(answer.text).not.to.match(/air conditioner|switch\.ac/i);
    });

    it("keeps a lock a lock that is no switch, also in a group", async () => {
      const args = { service: "homeassistant.turn_on", target: { entity_id: ["lock.all_doors"] } };

      const answer = await household.askInVain(() => household.ask("call_service", args));

      expect(refusalOf(answer)).to.include({ code: "invalid_input" });
      expect(refusalOf(answer).message).to.match(/homeassistant.turn_on acts on/);
    });

    promise("judge.everything", "in a real home: under another entity id", async () => {
      const rename = (entity_id: string, new_entity_id: string) =>
        household.onlooker.wire.command({
          type: "config/entity_registry/update",
          entity_id,
          new_entity_id,
        });
      await rename("script.come_in", "script.welcome_them");
      await rename("lock.basic_lock", "lock.shed");
      const lock = { service: "lock.unlock", target: { entity_id: ["lock.shed"] } };
      const rehearsal = { service: "script.come_in", rehearse: true };
      await until(
        async () => (await household.ask("call_service", rehearsal)).text.includes("unlocks"),
        { what: "the new names", seconds: 5 },
      );

      const script = await household.askInVain(() =>
        household.ask("call_service", { service: "script.come_in" }),
      );
      const renamed = await household.askInVain(() => household.ask("call_service", lock));

      expect(refusalOf(script).message).to.match(/Come in .*unlocks Front Door/);
      expect(refusalOf(renamed).message).to.match(/unlocks Garage Side Door/);
      await rename("script.welcome_them", "script.come_in");
      await rename("lock.shed", "lock.basic_lock");
    });

    promise("judge.nothing-moves", "over MCP, in both eras", async () => {
      for (const make of makes) {
        const client = await household.enterByMcp(make);
        const before = await household.onlooker.states();

        const answer = await client.call("run_script", { script: "come in" });
        await client.close();

        expect(answer.isError).to.equal(true);
        expect(answer.text).to.match(/Let them in \(script\) unlocks Front Door/);
        expect(await household.onlooker.movedSince(before, momentMs)).to.deep.equal([]);
      }
    });

    promise("judge.nothing-moves", "in a real home, also some time later", async () => {
      expect(household.onlooker.heard()).to.deep.equal([]);
      expect(await household.onlooker.movedSince(untouched, 2_000)).to.deep.equal([]);
    });
  });
}
