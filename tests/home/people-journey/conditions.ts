import { expect } from "chai";
import { z } from "zod";
import type { ConditionsView } from "../../../shared/views.ts";
import { until } from "../harness/until.ts";
import type { House } from "./house.ts";
import type { Couple } from "./phones.ts";

const seconds = 5;
const atHome = [45.764, 4.8357] as const;
const away = [48.85, 2.35] as const;
const guests = "input_boolean.guest_mode";
/** Somebody of the demo who is never at home. */
const stranger = "device_tracker.demo_paulus";
const persons = z.object({ storage: z.array(z.object({ id: z.string(), name: z.string() })) });

/** Rules about the overview, for Otto. */
export function conditions(house: House, couple: () => Couple): void {
  describe("a rule that holds at times", () => {
    const answer = async () => (await house.call(couple().otto.secret, "home_overview")).status;
    const answers = (status: number, what: string) =>
      until(async () => (await answer()) === status, { what, seconds });
    const denyWhen = (when: ConditionsView) => {
      const { id } = couple().otto.sidebar.me;
      const rule = { target: "tool:home_overview", decision: "deny", when } as const;
      const body = { rules: [rule], scope: [], limits: [] };
      return house.ask("PUT /api/permissions/users/:id", house.camille.sidebar, { id, body });
    };
    const turn = (service: "turn_on" | "turn_off") =>
      house.real.command({
        ...{ type: "call_service", domain: "input_boolean", service },
        target: { entity_id: guests },
      });
    const useClocksOf = (time_zone: string) =>
      house.real.command({ type: "config/core/update", time_zone });
    const carryAll = async (trackers: readonly string[], isMeant: (name: string) => boolean) => {
      const { storage } = persons.parse(await house.real.command({ type: "person/list" }));
      for (const { id: person_id, name } of storage)
        if (isMeant(name))
          await house.real.command({
            ...{ type: "person/update", person_id, device_trackers: trackers },
          });
    };

    before(() => carryAll([stranger], (name) => name !== "Mila" && name !== "Otto"));
    after(() => useClocksOf("Europe/Paris"));

    it("goes by the clocks of the home, and by those that it has from then on", async () => {
      const [there, here] = [await clockOf(house), new Date().toISOString().slice(11, 16)];
      await denyWhen({ hours: around(there) });
      expect(await answer()).to.equal(404);
      await denyWhen({ hours: around(here) });
      expect(await answer()).to.equal(200);

      await useClocksOf("UTC");
      await answers(404, "clocks that show UTC");
      await useClocksOf("Europe/Paris");
      await answers(200, "clocks that show the time of Paris");
    });

    it("goes by who is at home, as their phones tell", async () => {
      const { phone } = couple().otto;
      await denyWhen({ presence: "nobody_home" });
      await phone.move(...atHome);
      await answers(200, "Otto at home");

      await phone.move(...away);
      await answers(404, "an empty house");
      await phone.move(...atHome);
      await answers(200, "Otto at home again");
    });

    it("takes away while nobody can tell who is at home", async () => {
      await couple().otto.phone.move(...away);
      await denyWhen({ presence: "somebody_home" });
      await answers(200, "an empty house");

      await carryAll([], (name) => name === "Léa");
      await answers(404, "somebody of whom nothing is known");
      await carryAll([stranger], (name) => name === "Léa");
      await answers(200, "an empty house again");
    });

    it("goes by a state of the home", async () => {
      await denyWhen({ state: { entity_id: guests, is: ["on"] } });
      expect(await answer()).to.equal(200);

      await turn("turn_on");
      await answers(404, "guests");
      await turn("turn_off");
      await answers(200, "no guests");
    });

    it("holds only while all that it names is so", async () => {
      const state = { entity_id: guests, is: ["on"] };
      const hours = around(await clockOf(house));
      await couple().otto.phone.move(...atHome);
      await turn("turn_on");
      await denyWhen({ hours, presence: "somebody_home", state });
      await answers(404, "all three");

      await couple().otto.phone.move(...away);
      await answers(200, "two of three");
    });

    it("is gone with the next call when it is taken away", async () => {
      await couple().otto.phone.move(...atHome);
      await answers(404, "all three again");
      const { id } = couple().otto.sidebar.me;

      await house.ask("DELETE /api/permissions/users/:id", house.camille.sidebar, { id });

      expect(await answer()).to.equal(200);
    });
  });
}

/** "14:05", as Home Assistant itself says it. */
async function clockOf({ real }: House): Promise<string> {
  const answer = await fetch(`${real.url}/api/template`, {
    method: "POST",
    headers: { authorization: `Bearer ${real.ownerToken}`, "content-type": "application/json" },
    body: JSON.stringify({ template: "{{ now().strftime('%H:%M') }}" }),
  });
  return answer.text();
}

/** From five minutes before to half an hour after it. */
function around(time: string): { readonly from: string; readonly to: string } {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const shown = (after: number) => {
    const minute = (hours * 60 + minutes + after + 1440) % 1440;
    return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
  };
  return { from: shown(-5), to: shown(30) };
}

const pad = (number: number): string => String(number).padStart(2, "0");
