import { expect } from "chai";
import type { Outcome } from "../../server/gateway/call.ts";
import type { Rule } from "../../server/policy/rules.ts";
import {
  destroyThese,
  doThese,
  failToPlan,
  failToReport,
  tellMuch,
} from "../support/acting-tools.ts";
import { startHouse, type House } from "../support/house.ts";
import { makePrincipal } from "../support/principals.ts";
import { promise } from "../support/promise.ts";
import { until } from "../support/until.ts";

const ceiling = "light.kitchen_ceiling";
const worktop = "light.kitchen_worktop";

const failureOf = (outcome: Outcome) => {
  if (outcome.ok) throw new Error(`It came through: ${outcome.json}`);
  return outcome.failure;
};
const resultOf = (outcome: Outcome) => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.result;
};

/** May do everything, and is asked for nothing. */
const rules: readonly Rule[] = [
  { name: "all", target: { kind: "all" }, decision: "allow" },
  { name: "doors", target: { kind: "risk", risk: "unlock" }, decision: "allow" },
  { name: "unread", target: { kind: "risk", risk: "unknown_action" }, decision: "allow" },
];
const trusted = makePrincipal({ rules });

describe("doing what was judged", function () {
  this.timeout(20_000);
  let house: House;
  let passedMs = 0;
  beforeEach(async () => {
    passedMs = 0;
    house = await startHouse({
      clock: () => Date.now() + passedMs,
      tools: [doThese, destroyThese, failToPlan, failToReport, tellMuch],
    });
  });
  afterEach(() => house.close());

  const callWith = (
    idempotencyKey: string | undefined,
    tool: string,
    args: unknown = {},
    principal = trusted,
  ) =>
    house.gateway.call({
      ...{ principal, tool, args },
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      signal: new AbortController().signal,
    });
  const act = (...actions: object[]) => house.call("do_these", { actions });
  const entryOf = async ({ callId }: Outcome) =>
    (await house.journal()).find((entry) => entry.id === callId);
  const services = () => house.demo.calls.map(({ domain, service }) => `${domain}.${service}`);

  describe("step by step", () => {
    it("goes on after what the home refuses, and says which it was", async () => {
      house.demo.failService("light.turn_on", "not_found");

      const result = resultOf(
        await act(
          { service: "light.turn_on", entity_ids: [ceiling] },
          { service: "light.turn_off", entity_ids: [worktop] },
        ),
      );

      expect(result["done"]).to.deep.equal(["Call light.turn_off"]);
      expect(result["failed"]).to.deep.equal([
        "Call light.turn_on: Home Assistant does not know what was asked for.",
      ]);
    });

    promise("act.honest", "the rest, after an answer that does not come", async () => {
      house.demo.loseAnswer("light.toggle", "drop");

      const result = resultOf(
        await act(
          { service: "light.turn_off", entity_ids: [worktop] },
          { service: "light.toggle", entity_ids: [ceiling] },
          { service: "light.turn_on", entity_ids: [worktop] },
        ),
      );

      expect(result["done"]).to.deep.equal(["Call light.turn_off"]);
      const [lost, rest] = [result["failed"]].flat();
      expect(lost).to.match(/^Call light.toggle: .*whether it was done is not known/);
      expect(rest).to.match(/^Call light.turn_on: It was not sent/);
      expect(services()).to.deep.equal(["light.turn_off", "light.toggle"]);
    });

    promise("act.fate", "the second step, after a first that was refused", async () => {
      house.demo.failService("light.turn_on", "service_validation_error");
      house.demo.loseAnswer("light.toggle", "drop");
      const actions = [
        { service: "light.turn_on", entity_ids: [worktop] },
        { service: "light.toggle", entity_ids: [ceiling] },
      ];

      const lost = await callWith("key", "do_these", { actions });
      await house.demo.calm();
      await until("the home is back", () => house.home.status().state === "ready");
      const again = await callWith("key", "do_these", { actions });

      expect(failureOf(lost).message).to.match(/whether it was done is not known/);
      expect(await entryOf(lost)).to.include({ status: "interrupted" });
      expect(failureOf(again)).to.include({ code: "conflict" });
      expect(services()).to.deep.equal(["light.turn_on", "light.toggle"]);
    });

    it("does not send the rest when its caller goes away, and says so to who asks again", async () => {
      house.demo.blockService("light.turn_on", 100);
      const caller = new AbortController();
      const args = {
        actions: [
          { service: "light.turn_on", entity_ids: [worktop] },
          { service: "light.toggle", entity_ids: [ceiling] },
        ],
      };
      const call = house.home.callService.bind(house.home);
      Object.assign(house.home, {
        async callService(...asked: Parameters<typeof call>) {
          const answer = await call(...asked);
          caller.abort();
          return answer;
        },
      });
      const request = { principal: trusted, tool: "do_these", args, idempotencyKey: "key" };

      await house.gateway.call({ ...request, signal: caller.signal });
      const again = resultOf(await callWith("key", "do_these", args));

      expect(services()).to.deep.equal(["light.turn_on"]);
      expect(again["done"]).to.deep.equal(["Call light.turn_on"]);
      expect(JSON.stringify(again["failed"])).to.match(/cancelled/);
    });
  });

  it("waits for no member of a group that is away, or is another kind of thing", async () => {
    const away = { entity_id: "light.away", state: "unavailable", name: "Away" };
    const group = {
      ...{ entity_id: "light.some", state: "off", name: "Some" },
      attributes: { entity_id: [worktop, away.entity_id, "switch.guirlande", "light.none"] },
    };
    for (const one of [away, group]) house.demo.addEntity(one);
    house.demo.deaf("light.away", true);
    await until("the group", () => house.home.snapshot().entities.has("light.some"));

    const result = resultOf(
      await callWith(undefined, "do_these", {
        actions: [{ service: "light.turn_off", entity_ids: ["light.some"], state: "off" }],
      }),
    );

    expect(result["done"]).to.deep.equal(["Call light.turn_off"]);
    expect(JSON.stringify(result["unconfirmed"] ?? [])).not.to.match(/Away|irlande|none/);
  });

  it("says so when what was acted on is gone", async () => {
    house.demo.deaf(worktop, true);
    house.demo.blockService("light.turn_on", 50);
    const acting = act({ service: "light.turn_on", entity_ids: [worktop], state: "nowhere" });
    await until("it was sent", () => house.demo.received("call_service") === 1);
    house.demo.removeEntity(worktop);

    const result = resultOf(await acting);

    expect(result["unconfirmed"]).to.deep.equal([worktop]);
    expect(result).not.to.have.property("entities");
  });

  promise("audit.unwritable", "an act on a disk that is full by then", async () => {
    const { audit } = house.store;
    const write = audit.write.bind(audit);
    Object.assign(audit, { write: () => Promise.reject(new Error("disk full")) });

    const outcome = await callWith("key", "fail_to_report");
    Object.assign(audit, { write });
    await house.audit.flush();
    const again = await callWith("key", "do_these", { actions: [] });

    expect(failureOf(outcome)).to.include({ code: "internal" });
    expect(failureOf(outcome).message).to.match(/audit cannot be written/);
    expect(house.demo.received("call_service")).to.equal(0);
    expect(failureOf(again), "the key was given back").not.to.include({ code: "conflict" });
  });

  describe("no act twice", () => {
    promise("act.once", "what was done, and could not be told", async () => {
      const first = await callWith("key", "fail_to_report");
      const second = await callWith("key", "fail_to_report");

      expect(failureOf(first)).to.include({ code: "internal" });
      expect(failureOf(first).message).not.to.include("secret");
      expect(failureOf(second)).to.include({ code: "conflict" });
      expect(services()).to.deep.equal(["light.toggle"]);
    });

    promise("act.once", "what was done, and whose answer could not be kept", async () => {
      const { answers } = house.store;
      Object.assign(answers, { finish: () => Promise.reject(new Error("disk full")) });
      const lamp = { actions: [{ service: "light.toggle", entity_ids: [ceiling] }] };

      const first = await callWith("key", "do_these", lamp);
      const second = await callWith("key", "do_these", lamp);

      expect(resultOf(first)["done"]).to.deep.equal(["Call light.toggle"]);
      expect(failureOf(second)).to.include({ code: "conflict" });
      expect(services()).to.deep.equal(["light.toggle"]);
      expect(house.lines.join("")).to.include("cannot be kept").and.to.include("disk full");
    });

    promise("act.once", "what was done in part, and failed", async () => {
      const lamps = { actions: [{ service: "light.toggle", entity_ids: [ceiling, worktop] }] };
      house.demo.failPart(worktop, true);

      const first = await callWith("key", "do_these", lamps);
      const second = await callWith("key", "do_these", lamps);

      expect(failureOf(first)).to.include({ code: "home_refused" });
      expect(failureOf(second)).to.include({ code: "conflict" });
      expect(services()).to.deep.equal(["light.toggle"]);
    });

    it("lets what the home did not take be tried again under the same key", async () => {
      const lamp = { actions: [{ service: "light.toggle", entity_ids: [ceiling] }] };
      house.demo.failService("light.toggle", "service_validation_error");

      const first = await callWith("key", "do_these", lamp);
      house.demo.failService("light.toggle", null);
      const second = await callWith("key", "do_these", lamp);

      expect(failureOf(first)).to.include({ code: "home_refused" });
      expect(resultOf(second)["done"]).to.have.length(1);
    });

    it("says under a key that it is being done", async () => {
      house.demo.blockService("light.toggle", 200);
      const lamp = { actions: [{ service: "light.toggle", entity_ids: [ceiling] }] };
      const first = callWith("key", "do_these", lamp);
      await until("it was sent", () => house.demo.received("call_service") === 1);

      const second = await callWith("key", "do_these", lamp);

      expect(failureOf(second)).to.include({ code: "conflict" });
      expect(failureOf(second).message).to.match(/begun before/);
      expect((await first).ok).to.equal(true);
    });

    it("answers under a key of its own what an equal plan was answered just before", async () => {
      const unlock = { targets: ["front door"], locked: false };

      const first = await callWith("one", "set_lock", unlock);
      const equal = await callWith("two", "set_lock", unlock);
      const again = await callWith("two", "set_lock", unlock);

      expect(first).not.to.have.property("repeated");
      for (const outcome of [equal, again])
        expect(outcome).to.include({ ok: true, repeated: true });
      expect(services()).to.deep.equal(["lock.unlock"]);
    });

    it("takes the key of another token for another key", async () => {
      const lamp = { actions: [{ service: "light.toggle", entity_ids: [ceiling] }] };
      const withPhone = makePrincipal({ rules, token: { id: "token-phone" } });
      const { user, role, powers, rights, door, address } = trusted;
      const withoutToken = { user, role, powers, rights, door, address };

      await callWith("key", "do_these", lamp);
      await callWith("key", "do_these", lamp, withPhone);
      await callWith("key", "do_these", lamp, withoutToken);

      expect(services()).to.deep.equal(["light.toggle", "light.toggle", "light.toggle"]);
    });

    it("does not act again when the answer was too long to keep", async () => {
      const first = await callWith("key", "tell_much");
      const second = await callWith("key", "tell_much");

      expect(resultOf(first)["text"]).to.have.length(70_000);
      expect(second).to.deep.include({ ok: true, repeated: true, result: { repeated: true } });
      expect(services()).to.deep.equal(["light.toggle"]);
    });

    it("does a sensitive plan again when ten seconds have passed", async () => {
      const unlock = { targets: ["front door"], locked: false };

      await callWith(undefined, "set_lock", unlock);
      await house.call("set_lock", { ...unlock, locked: true }, trusted);
      passedMs = 11_000;
      const again = await callWith(undefined, "set_lock", unlock);

      expect(again).not.to.have.property("repeated");
      expect(services()).to.deep.equal(["lock.unlock", "lock.lock", "lock.unlock"]);
    });

    it("gives a key back to another call after a day", async () => {
      const lamp = { actions: [{ service: "light.toggle", entity_ids: [ceiling] }] };

      await callWith("key", "do_these", lamp);
      passedMs = 25 * 3_600_000;
      const again = await callWith("key", "do_these", lamp);

      expect(again).to.include({ ok: true }).and.not.to.have.property("repeated");
    });

    it("does once within ten seconds what may lose something", async () => {
      const actions = [{ service: "light.toggle", entity_ids: [ceiling] }];

      await callWith(undefined, "destroy_these", { actions });
      const second = await callWith(undefined, "destroy_these", { actions });

      expect(second).to.include({ ok: true, repeated: true });
      expect(services()).to.deep.equal(["light.toggle"]);
    });

    it("does at once again what does no harm", async () => {
      const lamp = { service: "light.toggle", entity_ids: [ceiling] };

      await act(lamp);
      await act(lamp);

      expect(services()).to.deep.equal(["light.toggle", "light.toggle"]);
    });

    it("takes what nobody can read for what may do harm", async () => {
      const press = {
        actions: [{ service: "switch.toggle", entity_ids: ["switch.gate_opener"] }],
      };

      await callWith(undefined, "do_these", press);
      const second = await callWith(undefined, "do_these", press);

      expect(second).to.include({ ok: true, repeated: true });
    });

    it("takes a service without a target for what it is", async () => {
      const remind = {
        actions: [{ service: "persistent_notification.create", data: { message: "Tea" } }],
      };

      const first = await callWith(undefined, "do_these", remind);
      const second = await callWith(undefined, "do_these", remind);

      expect([first.ok, second.ok]).to.deep.equal([true, true]);
      expect(second).not.to.have.property("repeated");
    });
  });

  it("explains nothing of its own faults", async () => {
    const { failure, reasons } = await house.gateway.explain({
      ...{ principal: trusted, tool: "fail_to_plan", args: {} },
      signal: new AbortController().signal,
    });

    expect(failure).to.include({ code: "internal" });
    expect(JSON.stringify([failure, reasons])).not.to.include("secret");
    expect(house.lines.join("")).to.include("secret internals");
  });
});
