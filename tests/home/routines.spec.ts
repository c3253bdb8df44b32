import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { AppError } from "../../server/errors.ts";
import type { Home, Routine } from "../../server/home/home.ts";
import { startHomeAssistant, type RealHome } from "./harness/home-assistant.ts";
import { until } from "./harness/until.ts";
import { connectHome } from "./harness/vestibule.ts";

describe("routines and acts of a real home", () => {
  const never = new AbortController().signal;
  let real: RealHome;
  let home: Home;

  before(async () => {
    real = await startHomeAssistant();
    home = connectHome({ url: real.url, token: real.ownerToken });
    expect(await home.ready(30_000)).to.equal(true);
  });

  after(async () => {
    await home.close();
    await real.remove();
  });

  /** As the home's own editors write it. */
  const write = async (kind: "script" | "automation", id: string, config: object) => {
    const answer = await fetch(`${real.url}/api/config/${kind}/config/${id}`, {
      method: "POST",
      headers: { authorization: `Bearer ${real.ownerToken}` },
      body: JSON.stringify(config),
    });
    expect(answer.status, await answer.text()).to.equal(200);
  };
  const routine = async (entityId: string): Promise<Routine | undefined> =>
    (await home.routines([entityId], never)).get(entityId);
  const sought = (what: string) => ({ what, seconds: 20 });
  const lamp = "light.ceiling_lights";
  const state = (entityId: string) => home.snapshot().entities.get(entityId)?.state;
  const unlock = { action: "lock.unlock", target: { entity_id: "lock.front_door" } };
  const unlocks = {
    kind: "service",
    service: "lock.unlock",
    target: { entity_id: ["lock.front_door"] },
    data: {},
  };

  const plain = [
    ...["script.good_night", "script.leave_home", "script.dinner"],
    ...["scene.movie", "scene.dinner", "scene.everybody_out"],
    ...["automation.lights_at_sunset", "automation.garage_left_open", "automation.quiet_hours"],
  ];

  it("are all read, and understood where nothing is hidden", async () => {
    const ids = [...home.snapshot().entities.keys()].filter((id) => /^(script|scene)\./.test(id));

    const routines = [...(await home.routines(ids, never)).values()];
    const all = [...routines, ...(await home.automations(never))];

    expect(routines.map(({ entity_id }) => entity_id)).to.have.members(ids);
    for (const entityId of plain) {
      const { steps = [] } = all.find(({ entity_id }) => entity_id === entityId) ?? {};
      expect(steps, entityId).not.to.deep.equal([]);
      for (const { kind } of steps) expect(kind, entityId).not.to.equal("unknown");
    }
    expect((await routine("scene.everybody_out"))?.steps).to.deep.include({
      kind: "state",
      entity_id: "lock.front_door",
      state: "locked",
      attributes: {},
    });
  });

  it("are another when a script is written anew", async () => {
    await write("script", "probe", { alias: "Probe", sequence: [{ delay: 1 }] });
    await until(async () => (await routine("script.probe")) !== undefined, sought("the script"));
    const before = await routine("script.probe");

    await write("script", "probe", { alias: "Probe", sequence: [{ parallel: [[unlock]] }] });
    const isAnother = async () => (await routine("script.probe"))?.digest !== before?.digest;
    await until(isAnother, sought("another digest"));

    expect(before?.steps).to.deep.equal([]);
    expect((await routine("script.probe"))?.steps).to.deep.equal([unlocks]);
  });

  it("know an automation that came, was renamed and changed", async () => {
    const triggers = [{ trigger: "light.turned_on", target: { area_id: "kitchen" } }];
    const find = async (entityId: string) =>
      (await home.automations(never)).find(({ entity_id }) => entity_id === entityId);

    await write("automation", "probe", { alias: "Probe", triggers, actions: [unlock] });
    await until(async () => (await find("automation.probe")) !== undefined, sought("it"));
    expect(await find("automation.probe")).to.deep.include({
      steps: [unlocks],
      triggers: [{ kind: "entity", target: { area_id: ["kitchen"] } }],
    });

    await real.command({
      type: "config/entity_registry/update",
      entity_id: "automation.probe",
      new_entity_id: "automation.other",
    });
    await until(async () => (await find("automation.other")) !== undefined, sought("its name"));
    expect(await find("automation.probe")).to.equal(undefined);
    expect((await find("automation.other"))?.steps).to.deep.equal([unlocks]);

    await write("automation", "probe", { alias: "Probe", triggers, actions: [{ event: "x" }] });
    await until(
      async () => (await find("automation.other"))?.steps[0]?.kind === "event",
      sought("its change"),
    );
  });

  it("are known of a device's action by its entity", async () => {
    const { registry_id, device_id } = home.snapshot().entities.get(lamp) ?? {};
    const action = { device_id, domain: "light", type: "toggle", entity_id: registry_id };
    await write("script", "device", { alias: "Device", sequence: [action] });
    await until(async () => (await routine("script.device")) !== undefined, sought("the script"));

    expect((await routine("script.device"))?.steps).to.deep.equal([
      { kind: "service", service: "light.toggle", target: { entity_id: [lamp] }, data: {} },
    ]);
  });

  it("switch a lamp, and say what they caused", async () => {
    const wanted = state(lamp) === "on" ? "off" : "on";

    const waiting = home.until([lamp], () => state(lamp) === wanted, 10_000, never);
    const { context_id } = await home.callService(
      { service: `light.turn_${wanted}`, entity_ids: [lamp], data: {} },
      never,
    );

    expect(await waiting).to.equal(true);
    expect(home.snapshot().entities.get(lamp)?.context_id).to.equal(context_id);
  });

  it("are of unknown fate when nobody waits for a lock to move", async () => {
    const caller = new AbortController();
    const call = { service: "lock.lock", entity_ids: ["lock.kitchen_door"], data: {} };

    const acting = home.callService(call, caller.signal).catch((error: unknown) => error);
    await pause(300);
    caller.abort();
    const error = await acting;

    expect(error).to.be.instanceOf(AppError);
    expect(error).to.have.property("cause").that.deep.equals({ fate: "unknown" });
  });

  const refused = [
    ["climate.set_temperature", ["climate.hvac"], { temperature: 947 }, /temperature is outside/],
    ["select.select_option", ["select.speed"], { option: "947" }, /option is not one/],
    ["light.turn_on", [lamp], { brightness: "947x" }, /did not understand/],
    ["light.turn_947", [lamp], {}, /no such service/],
    ["weather.get_forecasts", ["weather.demo_weather_south"], { type: "daily" }, /only answers/],
  ] as const;
  for (const [service, entity_ids, data, sentence] of refused)
    it(`are refused in our words: ${service}`, async () => {
      const error = await home
        .callService({ service, entity_ids, data }, never)
        .catch((thrown: unknown) => thrown);

      if (!(error instanceof AppError)) throw new Error("it was done");
      expect(error.message).to.match(sentence);
      expect(JSON.stringify([error.message, error.hint, error.details])).not.to.contain("947");
    });
});
