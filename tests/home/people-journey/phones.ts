import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { z } from "zod";
import { clients } from "../../support/mcp-clients.ts";
import { promise } from "../../support/promise.ts";
import * as owner from "../harness/people.ts";
import { enter } from "../harness/sign-in.ts";
import { until } from "../harness/until.ts";
import type { Answer, House, Person } from "./house.ts";

/** Mila and Otto, who live here and carry a phone each. */
export interface Carrier extends Person {
  readonly phone: owner.Phone;
  /** Entities that tell of them alone. */
  readonly own: readonly string[];
  /** What nobody else's token may be told, in whatever answer. */
  readonly secrets: readonly string[];
}

export interface Couple {
  readonly mila: Carrier;
  readonly otto: Carrier;
}

const seconds = 10;
const atHome = [45.764, 4.8357] as const;
const away = [48.85, 2.35] as const;

/** Everything that reads, as far as it could tell of somebody's phone. */
const readings = ({ own, secrets }: Carrier): readonly (readonly [string, object])[] => [
  ...own.flatMap((id) => [
    ["get_entity", { entities: [id], all_attributes: true }] as const,
    ["get_history", { entities: [id], hours: 1, points: true }] as const,
    ["wait_for_state", { entities: [id], state: "nowhere", timeout_s: 1 }] as const,
  ]),
  ...secrets.map((text) => ["find_entities", { text, limit: 100 }] as const),
  ...["person", "device_tracker", "sensor"].map(
    (domain) => ["find_entities", { domain, limit: 100 }] as const,
  ),
  ["find_entities", { order: "latest", limit: 100 }],
  // Zones list who is in them.
  ["get_entity", { entities: ["zone.home"], all_attributes: true }],
  ["home_overview", {}],
  ["list_services", {}],
  ["list_services", { domain: "notify" }],
];

export function phones(house: House): { readonly couple: () => Couple } {
  let couple: Couple | undefined;
  const now = (): Couple => {
    if (couple === undefined) throw new Error("Nobody has a phone yet.");
    return couple;
  };

  describe("two residents with a phone each", () => {
    before(async () => {
      couple = {
        mila: await carry(house, await house.welcome("Mila"), "1 Rue de la Paix", away),
        otto: await carry(house, await house.welcome("Otto"), "9 Rue du Lac", atHome),
      };
    });

    const canRead = async ({ secret }: Carrier, { own }: Carrier) =>
      (await house.call(secret, "get_entity", { entities: own })).status === 200;
    const bothReadTheirOwn = async () =>
      (await canRead(now().mila, now().mila)) && (await canRead(now().otto, now().otto));

    it("read their own with their tokens", async () => {
      await until(bothReadTheirOwn, { what: "the phones", seconds });

      const { mila } = now();
      const args = { entities: mila.own, all_attributes: true };
      expect((await house.call(mila.secret, "get_entity", args)).text).to.include("Rue de la Paix");
    });

    promise("access.privacy", "in a real home, by whatever reads", async () => {
      const { mila, otto } = now();
      for (const [one, other] of [
        [mila, otto],
        [otto, mila],
      ] as const)
        for (const [tool, args] of readings(one))
          for (const secret of [other.secret, house.camille.secret])
            expectNothingOf(one, await house.call(secret, tool, args), args);
    });

    promise("access.privacy", "in a real home, over MCP", async () => {
      const { mila, otto } = now();
      const client = await clients["SDK 2.x in the 2025 era"]?.(house.doors.url, otto.secret);
      for (const [tool, args] of readings(mila)) {
        const answer = await client?.call(tool, { ...args });

        expectNothingOf(mila, { text: answer?.text ?? "" }, args);
      }
      await client?.close();
    });

    promise("access.privacy", "in a real home, by whatever writes to them", async () => {
      const { mila, otto } = now();
      const [, tracker = "", , notifier = ""] = mila.own;
      const data = { message: "Where are you?" };
      const writings = [
        { service: "notify.mobile_app_mila_phone", data },
        { service: "notify.send_message", target: { entity_id: [notifier] }, data },
        { service: "device_tracker.see", data: { dev_id: "mila_phone", location_name: "home" } },
        { service: "homeassistant.update_entity", data: { entity_id: [tracker] } },
      ];
      const statusOf = async (args: object) =>
        (await house.call(otto.secret, "call_service", args)).status;

      expect(await Promise.all(writings.map(statusOf))).to.deep.equal([404, 404, 403, 404]);
      // It would show when it was written to last.
      const states = z.array(z.object({ entity_id: z.string(), state: z.string() }));
      const all = states.parse(await house.real.command({ type: "get_states" }));
      expect(all).to.deep.include({ entity_id: notifier, state: "unknown" });
      const known = await house.call(mila.secret, "list_services", { domain: "notify" });
      expect(known.text).to.include("notify.mobile_app_mila_phone");
    });

    it("are told so when they ask what they may do; without a token the role counts", async () => {
      const { mila, otto } = now();
      const [hers = ""] = mila.own;
      const about = (who: Parameters<House["ask"]>[1], subject?: { kind: "token"; id: string }) =>
        house.ask("POST /api/permissions/validate", who, {
          body: { tool: "get_entity", entities: [hers], ...(subject && { subject }) },
        });
      const { tokens } = await house.ask("GET /api/tokens", otto.sidebar);
      const id = tokens[0]?.id ?? "";
      const args = { service: "homeassistant.update_entity", data: { entity_id: [hers] } };
      const asked = { tool: "call_service", args, token_id: id };
      const explain = "POST /api/permissions/explain";

      expect((await about(otto.secret)).entities).to.deep.equal({ [hers]: "none" });
      expect((await about(mila.secret)).entities).to.deep.equal({ [hers]: "control" });
      expect((await about(otto.sidebar)).entities).to.deep.equal({ [hers]: "control" });
      const { sidebar } = house.camille;
      const byOwner = await about(sidebar, { kind: "token", id });
      expect(byOwner.entities).to.deep.equal({ [hers]: "none" });
      const explained = await house.ask(explain, sidebar, { body: asked });
      expect(explained.failure, JSON.stringify(explained)).to.include({ code: "not_found" });
      expect(await house.statuses(explain, [mila.sidebar], { body: asked })).to.deep.equal([403]);
    });

    promise("access.privacy", "in a real home, while it restarts and after", async () => {
      const { mila, otto } = now();
      const args = { entities: mila.own, all_attributes: true };
      const home = { hasStarted: false };
      const restarted = house.real.restart().then(() => {
        home.hasStarted = true;
      });
      let answers = 0;
      while (!home.hasStarted || !(await house.isInStep())) {
        expectNothingOf(mila, await house.call(otto.secret, "get_entity", args), args);
        expectNothingOf(mila, await house.call(otto.secret, "home_overview"), args);
        answers += 1;
        await pause(100);
      }
      await restarted;
      await until(bothReadTheirOwn, { what: "the phones again", seconds });

      expect(answers).to.be.above(10);
      for (const [tool, asked] of readings(mila))
        expectNothingOf(mila, await house.call(otto.secret, tool, asked), asked);
    });
  });
  return { couple: now };
}

/** Sets a phone up as its owner does, who is then somebody in the home. */
async function carry(
  { real }: House,
  person: Person,
  address: string,
  [latitude, longitude]: readonly [number, number],
): Promise<Carrier> {
  const { name } = person.sidebar.me;
  const { access_token } = await enter(real.url, person.account);
  const phone = await owner.setUpPhone(real.url, access_token, `${name} phone`);
  await phone.move(latitude, longitude);
  await phone.tell("geocoded_location", address);
  const slug = name.toLowerCase();
  const tracker = `device_tracker.${slug}_phone`;
  await owner.changePerson(real, name, { device_trackers: [tracker] });
  const others = [`sensor.${slug}_phone_geocoded_location`, `notify.${slug}_phone`];
  const own = [`person.${slug}`, tracker, ...others];
  return { ...person, phone, own, secrets: [address, `${name} phone`, `mobile_app_${slug}`] };
}

/** Beyond what was asked: whoever asks knows that already. */
function expectNothingOf({ own, secrets }: Carrier, { text }: Pick<Answer, "text">, asked: object) {
  const question = JSON.stringify(asked);
  for (const secret of [...own, ...secrets])
    if (!question.includes(secret)) expect(text, question).not.to.include(secret);
}
