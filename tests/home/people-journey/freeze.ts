import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { z } from "zod";
import { clients } from "../../support/mcp-clients.ts";
import { promise } from "../../support/promise.ts";
import { until } from "../harness/until.ts";
import type { House } from "./house.ts";
import type { Carrier } from "./phones.ts";

const seconds = 5;
/** For what an automation or a script does a moment later. */
const momentMs = 150;
const states = z.array(z.object({ entity_id: z.string(), state: z.string() }));

/** A switch in the home that freezes Otto, and all that would like to lift it. */
export function freezing(house: House, frozenOne: () => Carrier): void {
  describe("a switch of the home that freezes somebody", () => {
    let helper: string;

    const stateOf = async (entityId: string) => {
      const all = states.parse(await house.real.command({ type: "get_states" }));
      return all.find(({ entity_id }) => entity_id === entityId)?.state;
    };
    const flip = (service: "turn_on" | "turn_off") =>
      house.real.command({
        ...{ type: "call_service", domain: "input_boolean", service },
        target: { entity_id: helper },
      });
    const update = (entity_id: string, changes: object) =>
      house.real.command({ type: "config/entity_registry/update", entity_id, ...changes });
    const isFrozen = async () => (await house.call(frozenOne().secret, "whoami")).status === 403;
    const isFree = async () => !(await isFrozen());
    const frozen = () => until(isFrozen, { what: "the freeze", seconds });
    const free = () => until(isFree, { what: "the end of the freeze", seconds });

    before(async () => {
      const { id } = frozenOne().sidebar.me;
      const body = { freezes: { kind: "user", id }, create: "Freeze Otto" } as const;
      const made = await house.ask("POST /api/freeze/helpers", house.camille.sidebar, { body });
      helper = made.entity_id;
      await update(helper, { area_id: "bedroom", labels: ["night"] });
      await tempt(house, helper);
    });

    it("is there and off, and freezes nobody", async () => {
      expect(helper).to.equal("input_boolean.freeze_otto");
      expect(await stateOf(helper)).to.equal("off");
      expect(await isFrozen()).to.equal(false);
    });

    promise("access.freeze", "by a switch of a real home", async () => {
      const otto = frozenOne();
      await flip("turn_on");
      await frozen();

      expect((await house.call(otto.secret, "whoami")).text).to.include("the user is frozen");
      const callers = [otto.secret, otto.sidebar, house.camille.secret];
      expect(await house.statuses("GET /api/auth/me", callers)).to.deep.equal([403, 200, 200]);
      const client = await clients["SDK 2.x in the 2025 era"]?.(house.doors.url, otto.secret);
      expect(await client?.toolNames()).to.deep.equal([]);
      await client?.close();
    });

    const thaw = { entity_id: ["script.thaw"] };
    const asService = (service: string, target?: object) =>
      ["call_service", { service, ...(target && { target }) }] as const;
    const attempts = (): readonly (readonly [string, object])[] => [
      ["set_power", { targets: [helper], on: false }],
      ["set_power", { targets: ["Freeze Otto"], on: false }],
      ["set_power", { targets: ["chambre des parents"], on: false }],
      ["set_value", { targets: [helper], value: "off" }],
      asService("input_boolean.turn_off", { entity_id: [helper] }),
      asService("input_boolean.toggle", { area_id: ["bedroom"] }),
      asService("input_boolean.turn_off", { label_id: ["night"] }),
      asService("input_boolean.turn_off", { floor_id: ["first_floor"] }),
      asService("input_boolean.turn_off", { entity_id: ["all"] }),
      asService("input_boolean.turn_off", { entity_id: "all" }),
      asService("homeassistant.turn_off", { area_id: ["bedroom"] }),
      asService("homeassistant.toggle", { entity_id: [helper] }),
      asService("input_boolean.reload"),
      ["run_script", { script: "script.thaw" }],
      asService("script.thaw"),
      asService("script.turn_on", thaw),
      asService("homeassistant.turn_on", thaw),
      ["call_service", { service: "scene.apply", data: { entities: { [helper]: "off" } } }],
      ["activate_scene", { scene: "scene.thaw" }],
      asService("automation.trigger", { entity_id: ["automation.thaw"] }),
      ["set_power", { targets: ["input_boolean.on_vacation"], on: true }],
    ];

    promise("access.freeze", "by a switch of a real home that no token lifts", async () => {
      for (const [tool, args] of attempts()) {
        const { status, text } = await house.call(house.camille.secret, tool, args);

        expect(await stateOf(helper), `${JSON.stringify(args)}: ${status} ${text}`).to.equal("on");
        expect(text).not.to.include(`"id":"${helper}"`);
      }
      await pause(momentMs);
      expect(await stateOf(helper)).to.equal("on");
      expect(await isFrozen()).to.equal(true);
    });

    it("lifts it when a person of the home turns it off", async () => {
      await flip("turn_off");
      await free();
    });

    promise("access.freeze", "by a switch that has another name in a real home", async () => {
      const renamed = `${helper}_no_more`;
      await update(helper, { new_entity_id: renamed });
      await frozen();

      await update(renamed, { new_entity_id: helper });
      await free();
    });

    promise("access.freeze", "by a switch that is gone, until a person says so", async () => {
      const input_boolean_id = helper.replace("input_boolean.", "");
      await house.real.command({ type: "input_boolean/delete", input_boolean_id });
      await frozen();

      const { sidebar } = house.camille;
      const callers = [house.camille.secret, frozenOne().sidebar, sidebar];
      const answers: number[] = [];
      for (const caller of callers)
        answers.push(
          ...(await house.statuses("DELETE /api/freeze/helpers/:id", [caller], { id: helper })),
        );
      expect(answers).to.deep.equal([403, 403, 200]);
      expect(await isFrozen()).to.equal(false);
    });
  });
}

/** A script, a scene and an automation that would turn it off. */
async function tempt(house: House, helper: string): Promise<void> {
  const action = "input_boolean.turn_off";
  const step = { action, target: { entity_id: helper } };
  const trigger = { trigger: "state", entity_id: "input_boolean.on_vacation", to: "on" };
  await write(house, "script/config/thaw", { alias: "Thaw", sequence: [step] });
  await write(house, "scene/config/thaw", { name: "Thaw", entities: { [helper]: "off" } });
  await write(house, "automation/config/thaw", {
    ...{ alias: "Thaw", triggers: [trigger], actions: [step] },
  });
  const entities = ["script.thaw", "scene.thaw", "automation.thaw"];
  const isKnown = async () =>
    (await house.call(house.camille.secret, "get_entity", { entities })).status === 200;
  await until(isKnown, { what: entities.join(), seconds });
}

async function write({ real }: House, path: string, body: object): Promise<void> {
  const answer = await fetch(`${real.url}/api/config/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${real.ownerToken}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}.`);
}
