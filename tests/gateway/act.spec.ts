import { expect } from "chai";
import { setTimeout as pause } from "node:timers/promises";
import type { Principal } from "../../server/access/principal.ts";
import type { Outcome } from "../../server/gateway/call.ts";
import type { Limit, ScopeRule } from "../../server/policy/rules.ts";
import { namedScopes, scopeOf } from "../../server/policy/scope.ts";
import { startHouse, type House } from "../support/house.ts";
import { promise } from "../support/promise.ts";
import { until } from "../support/until.ts";

const failureOf = (outcome: Outcome) => {
  if (outcome.ok) throw new Error(`It came through: ${outcome.json}`);
  return outcome.failure;
};
const resultOf = (outcome: Outcome) => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.result;
};

describe("Acting", function () {
  this.timeout(20_000);
  let house: House;
  let resident: Principal;
  beforeEach(async () => {
    house = await startHouse();
    resident = await house.enter("resident");
  });
  afterEach(() => house.close());

  const entryOf = async ({ callId }: Outcome) =>
    (await house.journal()).find((entry) => entry.id === callId);
  /** Everything that the house shows, but for what moves by itself. */
  const everything = () =>
    JSON.stringify(
      [...house.demo.states.values()].map(({ entity_id, state, attributes }) => [
        entity_id,
        state,
        attributes,
      ]),
    );
  const withRights = (
    person: Principal,
    more: { readonly limits?: readonly Limit[]; readonly scope?: readonly ScopeRule[] },
  ): Principal => ({
    ...person,
    rights: {
      ...person.rights,
      key: JSON.stringify(more),
      limits: more.limits ?? [],
      scope: scopeOf([...namedScopes.all, ...(more.scope ?? [])]),
    },
  });

  promise("act.exact", "an area is sent as its lamps", async () => {
    const outcome = await house.call("set_light", { targets: ["kitchen"], on: false });

    expect(resultOf(outcome)).to.have.property("done");
    const [call] = house.demo.calls;
    expect(call?.target).to.deep.equal({
      entity_id: ["light.kitchen_ceiling", "light.kitchen_worktop"],
    });
    expect(call?.service_data).to.deep.equal({});
    expect(house.demo.calls).to.have.length(1);
  });

  promise("act.honest", "a lamp that does not obey is not said to be on", async () => {
    house.demo.setState("light.kitchen_worktop", "off", {});
    house.demo.deaf("light.kitchen_worktop", true);

    const result = resultOf(await house.call("set_light", { targets: ["kitchen"], on: true }));

    expect(result["unconfirmed"]).to.deep.equal(["Kitchen worktop"]);
    expect(JSON.stringify(result["entities"])).to.include('"state":"off"');
  });

  it("writes down what was there before and after, and Home Assistant's own id of it", async () => {
    const outcome = await house.call("set_light", { targets: ["kitchen ceiling"], on: false });

    const entry = await entryOf(outcome);
    expect(entry).to.include({ status: "completed", decision: "allow", rule: "role resident" });
    expect(entry?.before).to.include('"state":"on"');
    expect(entry?.after).to.include('"state":"off"');
    expect(entry?.entities).to.deep.equal(["light.kitchen_ceiling"]);
    expect(entry?.contexts).to.deep.equal(house.demo.calls.map(({ context }) => context.id));
  });

  describe("what is refused", () => {
    const refused: [string, string, object, RegExp][] = [
      ["a lock", "set_lock", { targets: ["front door"], locked: false }, /unlocks Front door/],
      [
        "a script that reaches a lock three levels deep",
        "run_script",
        { script: "come in" },
        /Come in.*Open up.*Let them in.*unlocks Front door/,
      ],
      [
        "a scene that unlocks",
        "activate_scene",
        { scene: "welcome home" },
        /Welcome home.*unlocks Front door/,
      ],
      [
        "a script with a template for a target",
        "run_script",
        { script: "favourite lamp on" },
        /cannot be read/,
      ],
      [
        "the lock group",
        "call_service",
        { service: "lock.unlock", target: { entity_id: ["lock.all_doors"] } },
        /unlocks/,
      ],
      [
        "a lock by another spelling",
        "call_service",
        { service: "LOCK.Unlock", target: { entity_id: ["LOCK.Front_Door"] } },
        /unlocks Front door/,
      ],
      [
        "a lock hidden in the data",
        "call_service",
        { service: "lock.unlock", data: { entity_id: "lock.front_door" } },
        /unlocks Front door/,
      ],
      [
        "a scene that is not kept",
        "call_service",
        { service: "scene.apply", data: { entities: { "lock.front_door": "unlocked" } } },
        /unlocks Front door/,
      ],
      ["the garage with its area", "set_cover", { targets: ["garage"], action: "open" }, /opens/],
      [
        "an automation that opens the garage",
        "call_service",
        { service: "automation.trigger", target: { entity_id: ["automation.garage_on_request"] } },
        /Garage on request.*opens/,
      ],
      [
        "the button that such an automation listens to",
        "press_button",
        { targets: ["open the garage"] },
        /opens/,
      ],
      [
        "the helper that opens the terrace door",
        "set_power",
        { targets: ["input_boolean.cleaner_is_coming"], on: true },
        /unlocks/,
      ],
      ["a template switch", "set_power", { targets: ["gate opener"], on: true }, /cannot be read/],
      [
        "switching off what locks the doors at night",
        "call_service",
        {
          service: "automation.turn_off",
          target: { entity_id: ["automation.lock_the_doors_at_night"] },
        },
        /looks after safety/,
      ],
      [
        "a restart",
        "call_service",
        { service: "homeassistant.restart" },
        /homeassistant.restart|stops/,
      ],
    ];
    for (const [what, tool, args, why] of refused)
      promise("judge.nothing-moves", what, async () => {
        const before = everything();

        const outcome = await house.call(tool, args, resident);

        expect(failureOf(outcome).code).to.be.oneOf(["needs_approval", "not_allowed"]);
        expect(failureOf(outcome).message).to.match(why);
        expect(house.demo.calls).to.deep.equal([]);
        expect(everything()).to.equal(before);
        expect(await entryOf(outcome)).to.include({ status: "refused" });
      });

    promise("scope.acts", "a group with a member that may not be seen", async () => {
      const hidden = {
        name: "not the shelf",
        select: { kind: "entity", id: "light.shelf_strip" },
        access: "none",
      } as const;
      const somebody = withRights(resident, { scope: [hidden] });

      const outcome = await house.call(
        "set_light",
        { targets: ["light.living_room_lights"], on: false },
        somebody,
      );

      expect(failureOf(outcome)).to.include({ code: "not_allowed" });
      expect(failureOf(outcome).message).not.to.match(/shelf/i);
      expect(house.demo.calls).to.deep.equal([]);
    });

    it("leaves out of a place what may be seen and not controlled, and says so", async () => {
      const seen = {
        name: "look at the worktop",
        select: { kind: "entity", id: "light.kitchen_worktop" },
        access: "see",
      } as const;
      const somebody = withRights(resident, { scope: [seen] });

      const result = resultOf(
        await house.call("set_light", { targets: ["kitchen"], on: false }, somebody),
      );
      const named = await house.call(
        "set_light",
        { targets: ["kitchen worktop"], on: false },
        somebody,
      );

      const rehearsed = resultOf(
        await house.call(
          "set_light",
          { targets: ["kitchen"], on: false, rehearse: true },
          somebody,
        ),
      );

      expect(JSON.stringify(result["left_out"])).to.include("Kitchen worktop");
      expect(rehearsed["left_out"]).to.deep.equal(result["left_out"]);
      expect(house.demo.calls.map(({ target }) => target)).to.deep.equal([
        { entity_id: ["light.kitchen_ceiling"] },
      ]);
      expect(failureOf(named)).to.include({ code: "not_allowed" });
    });

    it("says the same of a lamp that may not be seen and of one that is not there", async () => {
      const hidden = {
        name: "not the worktop",
        select: { kind: "entity", id: "light.kitchen_worktop" },
        access: "none",
      } as const;
      const somebody = withRights(resident, { scope: [hidden] });
      const ask = async (id: string) => {
        const failure = failureOf(
          await house.call(
            "call_service",
            { service: "light.turn_on", target: { entity_id: [id] } },
            somebody,
          ),
        );
        // What sounds like it depends on the letters alone.
        return JSON.stringify({ ...failure, call_id: "", details: {} }).replaceAll(id, "x");
      };

      expect(await ask("light.kitchen_worktop")).to.equal(await ask("light.kitchen_wonderland"));
    });
  });

  describe("a limit", () => {
    promise("judge.limits", "a range", async () => {
      const limit: Limit = {
        name: "Heating",
        service: "climate.set_temperature",
        field: "temperature",
        min: 16,
        max: 23,
      };
      const somebody = withRights(resident, { limits: [limit] });
      const [thermostat] = [...house.demo.states.keys()].filter((id) => id.startsWith("climate."));

      const outcome = await house.call(
        "set_climate",
        { targets: [thermostat], temperature: 25 },
        somebody,
      );

      expect(failureOf(outcome).message).to.match(/between 16 and 23/);
      expect(house.demo.calls).to.deep.equal([]);
    });

    it("counts over calls", async () => {
      const limit: Limit = { name: "Once a day", service: "light.*", perDay: 1 };
      const somebody = withRights(resident, { limits: [limit] });
      const lamp = { targets: ["kitchen ceiling"], on: true };

      const first = await house.call("set_light", lamp, somebody);
      const second = await house.call("set_light", lamp, somebody);

      expect(first.ok).to.equal(true);
      expect(failureOf(second)).to.include({ code: "not_allowed" });
      expect(house.demo.calls).to.have.length(1);
    });
  });

  describe("a rehearsal", () => {
    promise("act.rehearsal", "it tells what would be done, and nothing is", async () => {
      const before = everything();

      const result = resultOf(
        await house.call("set_light", { targets: ["kitchen"], on: false, rehearse: true }),
      );

      expect(result).to.include({ decision: "allow", rule: "role resident" });
      expect(result["plan"]).to.deep.equal(["Turn off Kitchen ceiling and Kitchen worktop."]);
      expect(everything()).to.equal(before);
      expect(house.demo.calls).to.deep.equal([]);
    });

    it("of what would be refused says so, and why", async () => {
      const result = resultOf(
        await house.call("set_lock", { targets: ["front door"], locked: false, rehearse: true }),
      );

      expect(result).to.include({ decision: "approve" });
      expect(result["reason"]).to.match(/unlocks Front door/);
    });

    promise("act.rehearsal", "another plan under its hash is refused", async () => {
      const lamps = { targets: ["kitchen"], on: false };
      const { plan_hash } = resultOf(await house.call("set_light", { ...lamps, rehearse: true }));
      house.demo.addEntity({
        entity_id: "light.new_lamp",
        state: "on",
        area_id: "kitchen",
        name: "New lamp",
      });
      await until(
        "the new lamp",
        () => house.home.snapshot().entities.get("light.new_lamp")?.area_id === "kitchen",
      );

      const moved = await house.call("set_light", { ...lamps, plan_hash });
      const again = resultOf(await house.call("set_light", { ...lamps, rehearse: true }));
      const done = await house.call("set_light", { ...lamps, plan_hash: again["plan_hash"] });

      expect(failureOf(moved)).to.include({ code: "conflict" });
      expect(done.ok).to.equal(true);
      expect(house.demo.calls).to.have.length(1);
    });

    it("names automations that a lamp may set off", async () => {
      const lamp = { targets: ["light.terrassenlicht"], on: true };
      const result = resultOf(await house.call("set_light", { ...lamp, rehearse: true }));
      const done = resultOf(await house.call("set_light", lamp));

      expect(JSON.stringify(result["plan"])).to.include("Garden follows the terrace");
      expect(done["may_set_off"]).to.deep.equal(["Garden follows the terrace"]);
    });
  });

  it("does not name automations that the caller may not see", async () => {
    const hidden = {
      name: "not the garden",
      select: { kind: "domain", id: "automation" },
      access: "none",
    } as const;
    const somebody = withRights(resident, { scope: [hidden] });
    const terrace = { targets: ["light.terrassenlicht"], on: true, rehearse: true };

    const result = resultOf(await house.call("set_light", terrace, somebody));

    expect(result["plan"]).to.have.length(1);
    expect(JSON.stringify(result)).not.to.include("Garden follows");
  });

  describe("no act twice", () => {
    const flip = { service: "light.toggle", target: { entity_id: ["light.kitchen_ceiling"] } };
    const callWith = (idempotencyKey: string, args: unknown = flip) =>
      house.gateway.call({
        ...{ principal: resident, tool: "call_service", args, idempotencyKey },
        signal: new AbortController().signal,
      });

    promise("act.once", "two calls under one key", async () => {
      const first = await callWith("monday");
      const second = await callWith("monday");

      expect(house.demo.calls).to.have.length(1);
      expect(resultOf(second)["entities"]).to.deep.equal(resultOf(first)["entities"]);
      expect(second).to.include({ repeated: true });
    });

    it("takes one of two that come at once", async () => {
      const outcomes = await Promise.all([callWith("both"), callWith("both")]);

      expect(house.demo.calls).to.have.length(1);
      expect(outcomes.filter(({ ok }) => ok).length).to.be.within(1, 2);
    });

    it("refuses a key that stands for another call", async () => {
      await callWith("monday");

      const other = await callWith("monday", { ...flip, service: "light.turn_off" });

      expect(failureOf(other)).to.include({ code: "conflict" });
    });

    it("gives a key back when nothing was done", async () => {
      const locked = { service: "lock.unlock", target: { entity_id: ["lock.front_door"] } };

      const refused = await callWith("key", locked);
      const again = await callWith("key", locked);

      expect([failureOf(refused).code, failureOf(again).code]).to.deep.equal([
        ...["needs_approval", "needs_approval"],
      ]);
    });

    promise("act.once", "the answer that was lost", async () => {
      house.demo.loseAnswer("light.toggle", "drop");
      const lost = await callWith("lost");
      await house.demo.calm();
      await until("the home is back", () => house.home.status().state === "ready");

      const again = await callWith("lost");

      expect(failureOf(lost)).to.include({ code: "home_unreachable" });
      expect(failureOf(again)).to.include({ code: "conflict" });
      expect(house.demo.calls).to.have.length(1);
    });

    it("does a sensitive plan once in ten seconds", async () => {
      const allowed: Principal = {
        ...resident,
        rights: {
          ...resident.rights,
          key: "may unlock",
          user: [
            { name: "may unlock", target: { kind: "risk", risk: "unlock" }, decision: "allow" },
            ...resident.rights.user,
          ],
        },
      };
      const unlock = { targets: ["front door"], locked: false };

      const first = await house.call("set_lock", unlock, allowed);
      const second = await house.call("set_lock", unlock, allowed);

      expect([first.ok, second.ok]).to.deep.equal([true, true]);
      expect(second).to.include({ repeated: true });
      expect(house.demo.calls).to.have.length(1);
    });
  });

  describe("an act whose answer does not come", () => {
    promise("act.fate", "the connection is lost", async () => {
      house.demo.loseAnswer("light.turn_on", "drop");

      const outcome = await house.call("set_light", { targets: ["kitchen worktop"], on: true });

      expect(failureOf(outcome)).to.include({ code: "home_unreachable" });
      expect(failureOf(outcome).message).to.match(/not known/);
      expect(await entryOf(outcome)).to.include({ status: "interrupted" });
      await until("the home is back", () => house.home.status().state === "ready");
      expect(house.demo.calls).to.have.length(1);
    });

    promise("act.fate", "the caller goes away", async () => {
      house.demo.blockService("light.turn_on", 5_000);
      const caller = new AbortController();
      const calling = house.call(
        "set_light",
        { targets: ["kitchen worktop"], on: true },
        resident,
        caller.signal,
      );
      await until("it was sent", () => house.demo.received("call_service") === 1);
      caller.abort();

      const outcome = await calling;

      expect(failureOf(outcome).message).to.match(/not known/);
      expect(await entryOf(outcome)).to.include({ status: "interrupted" });
    });

    it("is not sent when the caller went away before", async () => {
      const caller = new AbortController();
      caller.abort();

      const outcome = await house.call(
        "set_light",
        { targets: ["kitchen"], on: true },
        resident,
        caller.signal,
      );

      expect(outcome.ok).to.equal(false);
      expect(house.demo.received("call_service")).to.equal(0);
    });
  });

  promise("audit.no-secrets", "a text that is kept as a password", async () => {
    house.demo.addEntity({
      ...{ entity_id: "input_text.wifi", name: "Wi-Fi", state: "old-secret" },
      attributes: { mode: "password", min: 0, max: 100, pattern: null },
    });
    const { entities } = house.home.snapshot();
    await until("the text", () => entities.get("input_text.wifi")?.platform !== undefined);
    const data = { value: "new-secret" };

    const set = await house.call("set_value", { targets: ["input_text.wifi"], ...data });
    const called = await house.call("call_service", {
      ...{ service: "input_text.set_value", target: { entity_id: ["input_text.wifi"] }, data },
    });

    expect([set.ok, called.ok]).to.deep.equal([true, true]);
    expect(house.demo.state("input_text.wifi").state).to.equal("new-secret");
    expect(JSON.stringify([set, called, await house.journal()])).not.to.match(/(old|new)-secret/);
    expect((await entryOf(called))?.arguments).to.include("input_text.wifi");
  });

  promise("home.texts", "a service that is refused", async () => {
    house.demo.failService("light.turn_on", "service_validation_error");

    const outcome = await house.call("set_light", { targets: ["kitchen"], on: true });

    expect(failureOf(outcome)).to.include({ code: "home_refused" });
    expect(failureOf(outcome).message).not.to.match(/Got|Validation error|kitchen/);
  });

  it("names what failed when the rest was done", async () => {
    house.demo.failService("media_player.turn_off", "home_assistant_error");

    const result = resultOf(await house.call("set_power", { targets: ["upstairs"], on: false }));

    expect(result["done"]).to.have.length(1);
    expect(JSON.stringify(result["failed"])).to.match(/Story box/);
  });

  promise("judge.changed", "a script that an admin edits meanwhile", async () => {
    house.demo.addScript("calm", {
      alias: "Calm",
      sequence: [{ action: "light.turn_off", target: { entity_id: "light.kitchen_ceiling" } }],
    });
    await until("the script", () => house.home.snapshot().services.has("script.calm"));
    let looks = 0;
    const routines = house.home.routines.bind(house.home);
    Object.assign(house.home, {
      routines: (...asked: Parameters<typeof routines>) => {
        looks += 1;
        if (looks === 2)
          house.demo.changeScript("script.calm", {
            alias: "Calm",
            sequence: [{ action: "lock.unlock", target: { entity_id: "lock.front_door" } }],
          });
        return routines(...asked);
      },
    });

    const outcome = await house.call("run_script", { script: "calm" });

    expect(failureOf(outcome)).to.include({ code: "conflict" });
    expect(house.demo.calls).to.deep.equal([]);
    expect(house.demo.state("lock.front_door").state).to.equal("locked");
  });

  describe("explaining", () => {
    const explain = (tool: string, args: unknown, principal = resident) =>
      house.gateway.explain({ principal, tool, args, signal: new AbortController().signal });

    it("says what would happen, by which rule, and does nothing", async () => {
      const lamps = await explain("set_light", { targets: ["kitchen"], on: false });
      const lock = await explain("set_lock", { targets: ["front door"], locked: false });

      expect(lamps.decision).to.deep.equal({ kind: "allow", rule: "role resident" });
      expect(lamps.sentences).to.deep.equal(["Turn off Kitchen ceiling and Kitchen worktop."]);
      expect(lock.decision.kind).to.equal("approve");
      expect(lock.reasons.join(" ")).to.match(/unlocks Front door/);
      expect(house.demo.calls).to.deep.equal([]);
    });

    it("of a read says who may ask it", async () => {
      expect((await explain("whoami", {})).decision.kind).to.equal("allow");
      expect(await explain("open_sesame", {})).to.have.nested.property("failure.code", "not_found");
      expect(
        await explain("set_light", { targets: ["kitchen"], on: "maybe" }),
      ).to.have.nested.property("failure.code", "invalid_input");
    });
  });

  it("asks a person of no room for nothing while the home is away", async () => {
    await house.demo.refuse("connection");
    house.demo.drop();
    await until("the home is away", () => house.home.status().state === "away");

    const outcome = await house.call("set_light", { targets: ["kitchen"], on: true });
    await pause(1);

    expect(failureOf(outcome)).to.include({ code: "home_unreachable" });
    expect(house.demo.calls).to.deep.equal([]);
  });
});
