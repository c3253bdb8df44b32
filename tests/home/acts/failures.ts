import { expect } from "chai";
import { z } from "zod";
import { promise } from "../../support/promise.ts";
import { done, refusalOf } from "./answers.ts";
import { openEntrance } from "./entrance.ts";
import type { Household } from "./household.ts";

/** What may be done and cannot be, or only in part. */
export function failures(household: Household): void {
  describe("that Home Assistant does not do", () => {
    const refused: [string, string, string, object][] = [
      ["too warm", "climate.set_temperature", "climate.hvac", { temperature: 900 }],
      ["no number", "light.turn_on", "light.bed_light", { brightness: "hunter2" }],
      ["no option", "select.select_option", "select.speed", { option: "hunter2" }],
      [
        "too long",
        "text.set_value",
        "text.text_with_1_to_5_characters",
        { value: "hunter2-hunter2" },
      ],
      [
        "a wrong code",
        "alarm_control_panel.alarm_arm_home",
        "alarm_control_panel.security",
        { code: "98765432" },
      ],
      [
        "nothing on the list",
        "todo.update_item",
        "todo.shopping_list",
        { item: "hunter2", status: "completed" },
      ],
    ];
    for (const [what, service, entityId, data] of refused)
      promise("home.texts", `in a real home: ${what}`, async () => {
        const target = { entity_id: [entityId] };
        const said = await household.onlooker.call(service, target, data).then(
          () => undefined,
          (error: unknown) => (error instanceof Error ? error.message : undefined),
        );

        const answer = await household.ask("call_service", { service, target, data });

        const text = said?.replace(/^\w+: /, "") ?? "";
        expect(text).to.have.length.above(10);
        expect(refusalOf(answer).code).to.be.oneOf(["home_refused", "not_found"]);
        expect(answer.text).not.to.include(text);
        expect(answer.text).not.to.match(/hunter2|98765432|900/);
      });

    promise("home.texts", "in a real home: not to this token", async () => {
      const users = z
        .array(z.object({ id: z.string(), name: z.string().nullable() }))
        .parse(await household.onlooker.wire.command({ type: "config/auth/list" }));
      const user_id = users.find(({ name }) => name === "Noah")?.id;
      const group_ids = ["system-read-only"];
      await household.onlooker.wire.command({ type: "config/auth/update", user_id, group_ids });
      const other = await openEntrance({
        url: household.home.url,
        ownerToken: household.home.userToken,
      });

      const answer = await other.enter(await other.tokenOf("noah"))("set_light", {
        ...{ targets: ["light.bed_light"], on: true },
      });
      await other.close();

      expect(refusalOf(answer)).to.include({ code: "home_refused" });
      expect(refusalOf(answer).message).to.match(/does not allow this to Vestibule/);
    });

    it("names what is like an entity that is not there", async () => {
      const answer = await household.ask("set_light", {
        targets: ["light.kitchen_ligths"],
        on: true,
      });

      expect(refusalOf(answer)).to.include({ code: "not_found" });
      expect(refusalOf(answer).candidates?.[0]).to.equal("Kitchen Lights (light.kitchen_lights)");
    });

    it("says what does not answer when it is named, and leaves it out of a room", async () => {
      const named = await household.ask("set_light", { targets: ["attic lamps"], on: false });
      const room = await household.ask("set_light", { targets: ["office"], brightness_pct: 100 });

      expect(refusalOf(named)).to.include({ code: "conflict" });
      expect(done.parse(room.body).left_out).to.deep.equal(["Attic lamps: unavailable"]);
      const lamp = (await household.onlooker.states()).get("light.office_rgbw_lights");
      expect(lamp?.attributes).to.include({ brightness: 255 });
    });

    it("does what can be done, and names what cannot", async () => {
      const outlet = "switch.power_strip_with_2_sockets_outlet_2";
      const args = { targets: ["media_player.browse", outlet], on: false };

      const answer = await household.ask("set_power", args);

      const { entities, left_out } = done.parse(answer.body);
      expect(entities).to.deep.equal([{ id: outlet, state: "off" }]);
      expect(left_out).to.deep.equal(["Browse: cannot be turned off"]);
      const states = await household.onlooker.states();
      expect([outlet, "media_player.browse"].map((id) => states.get(id)?.state)).to.deep.equal([
        ...["off", "playing"],
      ]);
    });

    promise("act.honest", "in a real home: a door that jams", async () => {
      const answer = await household.ask("set_lock", {
        targets: ["poorly installed door"],
        locked: true,
      });

      const { entities, unconfirmed } = done.parse(answer.body);
      expect(unconfirmed).to.deep.equal(["Poorly Installed Door"]);
      expect(entities.map(({ state }) => state)).to.deep.equal(["jammed"]);
    });
  });
}
