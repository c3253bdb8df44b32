import { expect } from "chai";
import { promise } from "../../support/promise.ts";
import { until } from "../harness/until.ts";
import { done } from "./answers.ts";
import { makes, type Household } from "./household.ts";
import type { StatesNow } from "./onlooker.ts";
import type { Shown, Wish } from "./wish.ts";
import { wishes } from "./wishes.ts";

/** What a family asks for on any day. */
export function days(household: Household): void {
  describe("of every day", () => {
    for (const wish of wishes)
      it(`${wish.said}: ${wish.tool} is done, and the home shows it`, async () => {
        const before = await household.onlooker.states();
        expect(missed(before, wish), "already so").not.to.deep.equal([]);

        const answer = await household.ask(wish.tool, wish.args);

        expect(answer.status, answer.text).to.equal(200);
        let after = before;
        await until(
          async () => {
            after = await household.onlooker.states();
            return missed(after, wish).length === 0;
          },
          { what: JSON.stringify([wish.shows, answer.text]), seconds: 3 },
        );
        for (const id of wish.spares ?? [])
          expect(after.get(id)?.state).to.equal(before.get(id)?.state);
      });

    promise("act.honest", "in a real home: the answer shows the states of the home", async () => {
      const ids: string[] = [];
      for (const on of [true, false]) {
        const { entities } = done.parse(
          (await household.ask("set_light", { targets: ["salon"], on })).body,
        );
        const states = await household.onlooker.states();

        for (const { id, state } of entities)
          expect(state.split(",")[0]).to.equal(states.get(id)?.state);
        ids.push(...entities.map(({ id }) => id));
      }
      expect(ids).to.have.length(4);
    });

    promise("act.exact", "in a real home: a floor is sent as its lamps", async () => {
      const before = household.onlooker.heard().length;

      await household.ask("set_light", { targets: ["ground floor"], except: ["hall"], on: true });

      const [call, ...others] = household.onlooker.heard().slice(before);
      expect(call?.service).to.equal("light.turn_on");
      expect(call?.data).to.have.all.keys("entity_id");
      expect(call?.data)
        .to.have.property("entity_id")
        .with.members([
          ...["light.ceiling_lights", "light.kitchen_lights", "light.living_room_rgbww_lights"],
        ]);
      expect(others).to.deep.equal([]);
    });

    it("leaves a note for everybody, and sends one to a phone", async () => {
      const note = { message: "Dinner!", notification_id: "dinner" };
      const told = await household.ask("call_service", {
        service: "persistent_notification.create",
        data: note,
      });
      const sent = await household.ask("call_service", {
        ...{ service: "notify.send_message", data: { message: "Dinner is ready" } },
        target: { entity_id: ["notify.mybox_personal_notifier"] },
      });

      const notes = await household.onlooker.wire.command({ type: "persistent_notification/get" });
      const box = (await household.onlooker.states()).get("notify.mybox_personal_notifier");
      expect([told.status, sent.status]).to.deep.equal([200, 200]);
      expect(JSON.stringify(notes)).to.include("Dinner!");
      expect(box?.state).not.to.equal("unknown");
    });

    it("switches lamps over MCP, in both eras", async () => {
      for (const [at, make] of makes.entries()) {
        const on = at === 0;
        const client = await household.enterByMcp(make);
        const answer = await client.call("set_light", { targets: ["cuisine"], on });
        await client.close();

        const lamp = (await household.onlooker.states()).get("light.kitchen_lights");
        expect(answer.isError, answer.text).to.equal(false);
        expect(lamp?.state).to.equal(on ? "on" : "off");
      }
    });
  });
}

/** Entities that do not show what was wished for. */
const missed = (states: StatesNow, { shows }: Wish): readonly string[] =>
  Object.entries(shows).flatMap(([id, shown]) => {
    const now = states.get(id);
    return now !== undefined && isShown(now, shown) ? [] : [id];
  });

function isShown(
  now: { state: string; attributes: Record<string, unknown> },
  shown: Shown,
): boolean {
  if (typeof shown === "string") return now.state === shown;
  return Object.entries(shown).every(
    ([key, value]) => JSON.stringify(now.attributes[key]) === JSON.stringify(value),
  );
}
